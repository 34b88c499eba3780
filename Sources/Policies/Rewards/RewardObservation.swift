/// One of the rewards that may be seen in place of a true one.
public struct RewardObservation: Hashable, Sendable {
  /// The reward that is seen, in units of the reward.
  public let reward: Double
  /// How often it is seen, given the true reward: above 0, at most 1.
  public let probability: Double

  init(_ reward: Double, _ probability: Double) {
    self.reward = reward
    self.probability = probability
  }
}
