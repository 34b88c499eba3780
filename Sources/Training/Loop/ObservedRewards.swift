import GSL
import Policies

/// Draws the reward that a grader sees in place of the true one, for every completion of a run.
struct ObservedRewards: Sendable {
  let channel: RewardChannel
  /// Distinct rewards that may be seen, in increasing order.
  let levels: [Double]
  private let laws: [Double: [RewardObservation]]

  /// - Parameter rewards: the true ones of a task.
  /// - Throws: `PolicyError` for a reward that the grader does not know.
  init(_ channel: RewardChannel, of rewards: [Double]) throws {
    var laws: [Double: [RewardObservation]] = [:]
    for reward in rewards where laws[reward] == nil {
      laws[reward] = try channel.observations(of: reward)
    }
    self.channel = channel
    self.laws = laws
    levels = Set(laws.values.joined().map(\.reward)).sorted()
  }

  /// What may be seen of a true reward of the task.
  func law(of reward: Double) -> [RewardObservation] { laws[reward]! }

  /// One draw. The stream advances by one number whatever the reward is, so that paired runs that sample other
  /// completions stay together.
  func draw(_ reward: Double, using stream: inout RandomStream) -> Double {
    let seen = laws[reward]!
    var rest = stream.uniform()
    for observation in seen {
      rest -= observation.probability
      if rest < 0 { return observation.reward }
    }
    // Probabilities add up to 1 but for rounding.
    return seen[seen.count - 1].reward
  }
}
