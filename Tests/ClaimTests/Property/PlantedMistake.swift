/// A mistake in the measurement of a random problem, for negative controls.
enum PlantedMistake: Hashable, Sendable, CaseIterable {
  /// 1% too much noise.
  case sigmaOff
  /// Noise that grows as it is turned down.
  case sigmaInverted
  /// Noise that depends on the reward of the first outcome.
  case sigmaFollowsReward
  /// The other standard deviation.
  case ddofSwapped
  /// A stabilizer in other units than the rewards.
  case stabilizerAdded
  /// A group of one more.
  case groupLarger
  /// The reward of the first outcome, a tenth of the range off.
  case rewardOff

  func apply(to problem: inout RandomProblem) {
    switch self {
    case .sigmaOff: problem.sigma *= 1.01
    case .sigmaInverted: problem.sigma = problem.sigma > 0 ? 1 / problem.sigma : 0
    case .sigmaFollowsReward: problem.sigma *= 1 + 0.01 * abs(problem.rewards[0])
    case .ddofSwapped: problem.ddof = 1 - problem.ddof
    case .stabilizerAdded: problem.stabilizer += 0.01
    case .groupLarger: problem.groupSize += 1
    case .rewardOff:
      let range = problem.rewards.max()! - problem.rewards.min()!
      problem.rewards[0] += 0.1 * range
    }
  }
}
