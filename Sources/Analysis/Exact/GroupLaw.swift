import GRPO

/// The exact law of the dithered advantages of one group whose raw rewards are known.
///
/// It tells how much of the gradient of a group that was really drawn is noise: given the rewards,
/// `g = E[g given r] + noise`, and both energies follow from the first two moments of the advantages.
package struct GroupLaw {
  private let law: any ConditionalLaw
  private var moments: ConditionalMoments

  /// Nil where no law of both moments is known: clamps that bite, batch and leave-one-out standard
  /// deviations, discrete noise, Student t and Laplace noise of several components on standardized advantages.
  ///
  /// - Parameter levels: the distinct raw rewards that a group can hold, in increasing order.
  package init?(levels: [Double], setting: Setting) {
    let estimator = setting.advantage
    guard !setting.isUndithered, estimator.clampIsIdle(groupSize: setting.groupSize) else {
      return nil
    }
    if estimator.isLinear {
      law = LinearLaw(
        levels: levels, kind: estimator.kind, variance: setting.sigma * setting.sigma,
        groupSize: setting.groupSize)
    } else if estimator.kind == .standardized, setting.dither.family == .gaussian {
      law = StandardizedGaussianLaw(
        levels: levels, groupSize: setting.groupSize, ddof: estimator.ddof,
        stabilizer: estimator.stabilizer, sigma: setting.sigma)
    } else if estimator.kind == .standardized, let noise = TiltedNoise(setting.dither) {
      // Tens of milliseconds a group.
      if case .mixture = noise { return nil }
      law = LaplaceTransformLaw(levels: levels, noise: noise, setting: setting)
    } else {
      return nil
    }
    moments = ConditionalMoments(levelCount: levels.count, parts: 1)
  }

  /// Takes the group with `counts[l]` completions on level l as the one to speak of.
  ///
  /// - Throws: where the law cannot be evaluated to its accuracy.
  package mutating func hold(counts: [Int]) throws { try law.fill(&moments, counts: counts) }

  /// `E[A_i]` of a completion on the level.
  package func mean(_ level: Int) -> Double { moments.first[level] }

  /// `Var A_i` of a completion on the level.
  package func variance(_ level: Int) -> Double {
    moments.diagonal[level] - moments.first[level] * moments.first[level]
  }

  /// `Cov(A_i, A_j)` of two different completions on these levels.
  package func covariance(_ level: Int, _ other: Int) -> Double {
    moments.cross[level * moments.levelCount + other] - moments.first[level] * moments.first[other]
  }
}

/// How much of the advantages of groups is dither, over all groups that a policy draws.
package enum AdvantageEnergy {
  /// `1 - E sum_i E[A_i given r]^2 / E sum_i A_i^2`, over the compositions of a group.
  ///
  /// Nil where no law is known or there are more than 200,000 compositions.
  ///
  /// - Parameters:
  ///   - levels: distinct raw rewards in increasing order.
  ///   - probabilities: of each level, for one completion.
  package static func noiseShare(
    levels: [Double], probabilities: [Double], setting: Setting
  ) -> Double? {
    if setting.isUndithered { return 0 }
    guard compositions(setting.groupSize, levels.count) <= 200_000,
      var law = GroupLaw(levels: levels, setting: setting)
    else { return nil }
    var sums = (signal: 0.0, total: 0.0)
    var counts = [Int](repeating: 0, count: levels.count)
    func visit(_ level: Int, _ left: Int, _ mass: Double) throws {
      guard level + 1 < levels.count else {
        counts[level] = left
        try law.hold(counts: counts)
        let weight = mass * power(probabilities[level], left)
        for l in counts.indices where counts[l] > 0 {
          let share = weight * Double(counts[l])
          sums.signal += share * law.mean(l) * law.mean(l)
          sums.total += share * (law.mean(l) * law.mean(l) + law.variance(l))
        }
        return
      }
      var ways = 1.0
      for count in 0...left {
        counts[level] = count
        try visit(level + 1, left - count, mass * ways * power(probabilities[level], count))
        // C(left, count), by its recurrence: over all levels the multinomial coefficient.
        ways *= Double(left - count) / Double(count + 1)
      }
    }
    guard (try? visit(0, setting.groupSize, 1)) != nil, sums.total > 0 else { return nil }
    // Where the noise hardly shows the difference may round below 0.
    return max(0, 1 - sums.signal / sums.total)
  }

  /// How many ways there are to spread a group over levels.
  private static func compositions(_ groupSize: Int, _ levels: Int) -> Double {
    (1..<max(2, levels)).reduce(1) { $0 * Double(groupSize + $1) / Double($1) }
  }
}
