import GRPO
import RealModule

extension Setting {
  /// The power of two by which a simulation divides advantages, so that the fourth powers of gradients
  /// that it adds up neither overflow nor vanish. It is 1 unless advantages are off 1e-30...1e30.
  ///
  /// - Parameter levels: reward levels, increasing.
  func unit(levels: [Double]) -> Double {
    // Sums of advantages that are each of the order of one.
    if aggregation == .decoupled { return 1 }
    let size = max(onRewards.advantageSize(levels: levels), advantageSigma)
    guard size > 0, size.isFinite, !Self.plainSizes.contains(size) else { return 1 }
    // One over the unit, by which advantages are scaled, must be a number too.
    return Double(sign: .plus, exponent: max(-900, min(900, Int(size.exponent))), significand: 1)
  }

  /// Sizes at which nothing is scaled.
  private static let plainSizes = 1e-30...1e30

  private func advantageSize(levels: [Double]) -> Double {
    let noise = rewardSigma(levels: levels)
    let range = max(levels[levels.count - 1] - levels[0], noise)
    let eps = advantage.offset
    let free: Double
    switch advantage.kind {
    case .reinforce: free = max(abs(levels[0]), abs(levels[levels.count - 1]), noise)
    case .mean, .leaveOneOut: free = range
    case .standardized, .batchStandardized, .meanNormalized, .bestOnly:
      free = range < eps ? range / eps : 1
    case .leaveOneOutStandardized:
      let sizes = othersSizes(levels: levels)
      // Of those far apart the middle.
      // Roots come before the product: of two sizes of 1e-300 it would vanish.
      free =
        Self.plainSizes.contains(sizes.largest)
        ? sizes.ordinary : .sqrt(sizes.largest) * .sqrt(sizes.ordinary)
    }
    return advantage.clamp.map { min(free, $0) } ?? free
  }
}

extension Setting {
  /// Sizes of advantages by the deviation of the others: of ordinary ones, and of those whose others are
  /// nearly equal, or equal and therefore not divided.
  private func othersSizes(levels: [Double]) -> (ordinary: Double, largest: Double) {
    let eps = advantage.offset
    let range = levels[levels.count - 1] - levels[0]
    let noise = rewardSigma(levels: levels)
    let top = max(range, noise)
    let ordinary = top < eps ? top / eps : 1
    let isDiscrete = noise == 0 || dither.atoms(limit: 4096) != nil
    // The least deviation of others that differ; continuous noise spreads any of them.
    let gap = zip(levels, levels.dropFirst()).reduce(.infinity) { min($0, $1.1 - $1.0) }
    let small = noise == 0 ? gap : isDiscrete ? min(gap, noise) : noise
    let lone = top / max(eps, small)
    // Others that are all equal do not divide: the advantage is the gap itself, up to the range.
    // Only discrete noise makes the others equal with positive probability.
    return (ordinary, max(ordinary, lone, isDiscrete ? top : 0))
  }

  /// Ordinary advantages and the largest ones are added up in one unit, by their fourth powers.
  ///
  /// - Throws: `AnalysisError` where no unit holds both.
  fileprivate func checkOthers(levels: [Double], name: String) throws {
    guard advantage.kind == .leaveOneOutStandardized, advantage.clamp == nil else { return }
    let sizes = othersSizes(levels: levels)
    // With the unit at the geometric mean the largest are 10^72.5 of it at most: 1e9 fourth powers
    // of that come to 1e299.
    guard sizes.largest > Self.largestRatio * sizes.ordinary else { return }
    throw AnalysisError(
      "\(name): leave-one-out deviations make advantages of \(sizes.ordinary) and of "
        + "\(sizes.largest) at once: a simulation holds at most a factor of \(Self.largestRatio); bring "
        + "rewards, sigma and stabilizer nearer to each other")
  }

  /// With a unit in the middle fourth powers, and sums of a billion of them, are numbers.
  private static let largestRatio = 1e145
}

extension Simulation {
  /// Largest distance between rewards, and largest reward where its zero counts, whose square is a number.
  static let largestReward = 1e150

  /// The unit of every setting for a prompt; 1 where gradients of settings are compared.
  ///
  /// - Throws: `AnalysisError` where rewards or advantages are beyond what can be simulated.
  func units(prompt: Int) throws -> [Double] {
    let problem = set.problems[prompt]
    let (low, high) = (problem.levels[0], problem.levels[problem.levels.count - 1])
    guard high - low <= Self.largestReward,
      settings.allSatisfy({ $0.advantage.ignoresShift })
        || max(abs(low), abs(high)) <= Self.largestReward
    else {
      throw AnalysisError(
        "rewards of \(problem.name) from \(low) to \(high): a simulation needs at most "
          + "\(Self.largestReward) between them, and with reinforce and mean-normalized from 0")
    }
    try settings.forEach { try $0.checkOthers(levels: problem.levels, name: problem.name) }
    let units = settings.map { $0.unit(levels: problem.levels) }
    let isPlain = units.allSatisfy { $0 == 1 }
    guard !isPlain else { return units }
    if !contrasts.isEmpty || trackedDirections != nil { return units.map { _ in 1 } }
    guard problem.penalty == nil else {
      throw AnalysisError(
        "with a KL term rewards and sigma must keep advantages within 1e-30...1e30")
    }
    guard !sampling.method.contains(.conditional) else {
      throw AnalysisError(
        "\(sampling.method.name): rewards, sigma and stabilizer must keep advantages within "
          + "1e-30...1e30")
    }
    return units
  }
}
