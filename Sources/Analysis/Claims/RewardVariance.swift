import GRPO

extension Claim {
  /// Dithering raises the reward variance within a group.
  ///
  ///     E S~^2 = s^2 + sigma^2               (ddof 1)
  ///     E S~^2 = s^2 + sigma^2 (G-1)/G       (ddof 0)
  ///
  /// with s^2 the variance of the raw rewards in the same convention. Holds given the raw rewards,
  /// for any iid noise of mean zero and variance sigma^2. It says nothing about the expected
  /// gradient, which dither leaves alone (UnbiasedGradient) or shrinks (GradientGain).
  ///
  /// Source: paper (arXiv:2506.18631), paraphrased.
  static let rewardVariance = Claim(
    name: "RewardVariance", origin: .paper,
    statement: """
      Dither that is independent of the rewards raises the expected variance of the rewards of a group \
      by its own variance (ddof 1; by (G-1)/G of that with ddof 0).
      """,
    examine: RewardVariance.examine)
}

enum RewardVariance {
  static let sigma = 0.3
  /// Three reward levels, and a silent group.
  static let groups: [[Double]] = [[0, 0.2, 1, 1], [1, 1, 1, 1, 1, 1, 1, 1]]

  /// The formula.
  static func expectation(rewards: [Double], sigma: Double, ddof: Int) -> Double {
    let g = Double(rewards.count)
    let noise = sigma * sigma * (ddof == 1 ? 1 : (g - 1) / g)
    return variance(rewards, ddof: ddof) + noise
  }

  /// The same from pairs, `S^2 = sum_ij (r_i - r_j)^2 / (2 G (G - ddof))`: noise adds 2 sigma^2 to
  /// the expectation of each squared difference.
  static func pairwise(rewards: [Double], sigma: Double, ddof: Int) -> Double {
    var sum = 0.0
    for i in rewards.indices {
      for j in rewards.indices where i != j {
        sum += (rewards[i] - rewards[j]) * (rewards[i] - rewards[j]) + 2 * sigma * sigma
      }
    }
    return sum / Double(2 * rewards.count * (rewards.count - ddof))
  }

  static func examine(_ experiment: Experiment) throws -> [Finding] {
    // The error of a mean of squares needs fourth moments, that of its own error eighth ones.
    let families = try NoiseFamily.all(NoiseParameters(degreesOfFreedom: 12))
      .filter { !$0.isNone }
    return try groups.enumerated().flatMap { index, rewards in
      try families.enumerated().flatMap { number, family in
        try examine(experiment, rewards, family, stream: index * families.count + number)
      }
    }
  }

  private static func examine(
    _ experiment: Experiment, _ rewards: [Double], _ family: NoiseFamily, stream: Int
  ) throws -> [Finding] {
    let group = try FixedGroup(
      rewards: rewards, advantage: AdvantageEstimator(.mean), dither: Dither(family), sigma: sigma)
    let size = Double(rewards.count)
    // Mean advantages are the centred rewards: their energy is the sum of squares behind S^2.
    let widths = [size, size - 1].map { divisor in group.energyBound.map { $0 / divisor } }
    let found = try experiment.ditherGroup(
      group, stream: stream, statisticCount: 2, widths: widths
    ) { dithered, _, values in
      values[0] = variance(dithered, ddof: 0)
      values[1] = variance(dithered, ddof: 1)
    }
    return [0, 1].map { ddof in
      let measured = ExactAndSimulated(
        exact: pairwise(rewards: rewards, sigma: sigma, ddof: ddof), estimate: found[ddof])
      return Finding(
        variant: "ddof \(ddof)", quantity: "E S^2", at: Place(group),
        claimed: expectation(rewards: rewards, sigma: sigma, ddof: ddof), measured,
        expected: .holds)
    }
  }

  private static func variance(_ rewards: [Double], ddof: Int) -> Double {
    var mean = 0.0
    for reward in rewards { mean += reward / Double(rewards.count) }
    var sum = 0.0
    for reward in rewards { sum += (reward - mean) * (reward - mean) }
    return sum / Double(rewards.count - ddof)
  }
}
