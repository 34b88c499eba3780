import Policies

/// The outcomes of a problem as a grader sees them: pairs of an outcome and a reward that is seen of it.
///
/// To everything that knows groups by outcomes and rewards, a pair is an outcome like any other: its
/// probability is the product, its score that of the outcome.
struct ObservedOutcomes: Sendable {
  let channel: RewardChannel
  /// By outcome of the policy: its true reward.
  let trueRewards: [Double]
  /// By pair: the outcome of the policy.
  private(set) var origins: [Int] = []
  /// By pair: how often it is sampled.
  private(set) var probabilities: [Double] = []
  /// By pair: the reward that is seen.
  private(set) var rewards: [Double] = []

  /// - Throws: `PolicyError` for a reward that the channel does not know.
  init(
    _ channel: RewardChannel, probabilities: [Double], trueRewards: [Double]
  ) throws(PolicyError) {
    self.channel = channel
    self.trueRewards = trueRewards
    // Many outcomes, few rewards.
    var known: [Double: [RewardObservation]] = [:]
    for (outcome, reward) in trueRewards.enumerated() {
      if known[reward] == nil { known[reward] = try channel.observations(of: reward) }
      for one in known[reward]! {
        origins.append(outcome)
        self.probabilities.append(probabilities[outcome] * one.probability)
        rewards.append(one.reward)
      }
    }
  }

  /// Whether every outcome is seen in one way only: pairs are then the outcomes in their order.
  var isOneForEach: Bool { origins.count == trueRewards.count }
}
