import GRPO

/// The exact law of the dithered advantages of one group whose raw rewards are known.
///
/// It tells how much of the gradient of a group that was really drawn is noise: given the rewards,
/// `g = E[g given r] + noise`, and both energies follow from the first two moments of the advantages.
package struct GroupLaw {
  private let law: any ConditionalLaw
  private var moments: ConditionalMoments

  /// Nil where no law of both moments is known: clamps that bite, batch and leave-one-out standard
  /// deviations, discrete noise on standardized advantages.
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
      law = GaussianLaw(
        levels: levels, groupSize: setting.groupSize, ddof: estimator.ddof,
        stabilizer: estimator.stabilizer, sigma: setting.sigma)
    } else if estimator.kind == .standardized, let noise = TiltedNoise(setting.dither) {
      law = TransformLaw(levels: levels, noise: noise, setting: setting)
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
