import Policies

/// Completions of one reward put together: a problem whose outcomes are the rewards.
///
/// Given the rewards of a group its advantages do not look at the completions any more, and scores of different
/// completions are independent. So E g and E norm(g)^2, under any advantages and noise, follow from
///
///     P(R = r),    mu_r = E[v | R = r],    t_r = E[norm(v)^2 | R = r]
///
/// alone: a row is mu_r, with the spread `t_r - norm(mu_r)^2` (``SparseRows``). As all gradients are sums of the
/// mu_r in the mean, and the gradient of the value is one, they stand in coordinates of the space that these span:
/// at most as many numbers as rewards, however many parameters the policy has.
struct LevelReduction {
  let rewards: [Double]
  let probabilities: [Double]
  let value: Double
  /// By reward, then coordinate.
  let means: [[Double]]
  let spreads: [Double]
  /// In the same coordinates.
  let valueGradient: [Double]
  /// What a coordinate is of: by coordinate a unit vector, one number for each parameter of the policy.
  let axes: [[Double]]

  /// - Parameter weight: what the scores of all tokens are multiplied by.
  init(_ levels: RewardLevels, weight: Double) {
    let value = zip(levels.probabilities, levels.rewards).reduce(0) { $0 + $1.0 * $1.1 }
    var gradient = [Double](repeating: 0, count: levels.scores[0].count)
    for (l, score) in levels.scores.enumerated() {
      add(score, scale: levels.probabilities[l] * (levels.rewards[l] - value), to: &gradient)
    }
    self.init(
      rewards: levels.rewards, probabilities: levels.probabilities, value: value,
      means: levels.scores.map { $0.map { weight * $0 } },
      squares: levels.squares.map { weight * weight * $0 }, valueGradient: gradient)
  }

  /// - Parameters:
  ///   - means: mu_r, as many numbers each as the policy has parameters.
  ///   - squares: t_r.
  init(
    rewards: [Double], probabilities: [Double], value: Double, means: [[Double]],
    squares: [Double], valueGradient: [Double]
  ) {
    (self.rewards, self.probabilities, self.value) = (rewards, probabilities, value)
    // The gradient of the value comes last: where it lies in the span of the others it adds no axis.
    var (axes, coordinates) = orthonormalAxes(means + [valueGradient])
    // Where nothing can be learned all are 0: one coordinate is left to say so.
    if axes.isEmpty {
      axes = [valueGradient.indices.map { $0 == 0 ? 1 : 0 }]
      coordinates = coordinates.map { _ in [0] }
    }
    self.valueGradient = coordinates.removeLast()
    self.means = coordinates
    self.axes = axes
    spreads = zip(squares, self.means).map { max(0, $0 - dot($1, $1)) }
  }
}
