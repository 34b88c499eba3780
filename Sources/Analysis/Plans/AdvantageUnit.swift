import GRPO
import RealModule

extension Setting {
  /// The power of two by which a simulation divides advantages, so that the fourth powers of gradients
  /// that it adds up neither overflow nor vanish. It is 1 unless advantages are off 1e-30...1e30.
  ///
  /// - Parameter levels: reward levels, increasing.
  func unit(levels: [Double]) -> Double {
    let size = advantageSize(levels: levels)
    guard size > 0, size.isFinite, !Self.plainSizes.contains(size) else { return 1 }
    return Double(sign: .plus, exponent: max(-900, min(900, Int(size.exponent))), significand: 1)
  }

  /// Sizes at which nothing is scaled.
  private static let plainSizes = 1e-30...1e30

  private func advantageSize(levels: [Double]) -> Double {
    let noise = isUndithered ? 0 : sigma
    let range = max(levels[levels.count - 1] - levels[0], noise)
    let eps = advantage.stabilizer
    let free: Double
    switch advantage.kind {
    case .reinforce: free = max(abs(levels[0]), abs(levels[levels.count - 1]), noise)
    case .mean, .leaveOneOut: free = range
    case .standardized, .batchStandardized: free = range < eps ? range / eps : 1
    case .leaveOneOutStandardized:
      // Unscaled, ordinary and lone ones: of those far apart the middle.
      let lone = range / max(eps, noise)
      let ordinary = range < eps ? range / eps : 1
      let largest = noise == 0 ? max(ordinary, range) : max(ordinary, lone)
      free = Self.plainSizes.contains(largest) ? ordinary : .sqrt(largest) * .sqrt(ordinary)
    }
    return advantage.clamp.map { min(free, $0) } ?? free
  }
}

extension Setting {
  /// Deviations of the others are taken of sums of reward and noise in floating point, where one must not
  /// drown in the rounding of the other; and a lone success keeps the unit of the reward, which must not
  /// be too far from the 1 of those that are divided.
  ///
  /// - Throws: `AnalysisError` where they cannot be simulated.
  fileprivate func checkOthers(_ low: Double, _ high: Double, name: String) throws {
    guard advantage.kind == .leaveOneOutStandardized, high > low else { return }
    let apart = isUndithered ? 1 : sigma / (high - low)
    let lost = isUndithered ? 0 : 1e-12 * max(abs(low), abs(high)) / sigma
    // Two-valued noise has lone successes among divided ones.
    let mixes = !isUndithered && dither.atoms != nil
    guard 1e-12...1e12 ~= apart, lost <= 1, !mixes || 1e-30...1e30 ~= high - low else {
      throw AnalysisError(
        "\(name): leave-one-out deviations cannot be simulated where rewards and noise are so far apart "
          + "or so far from 1")
    }
  }
}

extension Simulation {
  /// Largest distance between rewards, and largest reward without a baseline, whose square is a number.
  static let largestReward = 1e150

  /// The unit of every setting for a prompt; 1 where gradients of settings are compared.
  ///
  /// - Throws: `AnalysisError` where rewards or advantages are beyond what can be simulated.
  func units(prompt: Int) throws -> [Double] {
    let problem = set.problems[prompt]
    let (low, high) = (problem.levels[0], problem.levels[problem.levels.count - 1])
    guard high - low <= Self.largestReward,
      settings.allSatisfy({ $0.advantage.kind != .reinforce })
        || max(abs(low), abs(high)) <= Self.largestReward
    else {
      throw AnalysisError(
        "rewards of \(problem.name) lie \(high - low) apart: a simulation needs at most "
          + "\(Self.largestReward)")
    }
    try settings.forEach { try $0.checkOthers(low, high, name: problem.name) }
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
