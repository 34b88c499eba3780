public import GRPO

/// One way to train: what is sampled, what is added to the rewards, how they become advantages, and
/// how those move the parameters.
public struct Recipe: Hashable, Sendable {
  /// Prompts, groups, filter.
  public var rollout: Rollout
  /// What is added to the rewards; empty, or silent, for none.
  public var noise: [RewardNoise]
  /// How the rewards of a group become advantages.
  public var advantage: AdvantageEstimator
  /// Whether advantages are then centred and scaled over the batch, as in REINFORCE++
  /// (arXiv:2501.03262): `(A - mean) / (S + 1e-8)` with `S` of ddof 1.
  public var whitensBatch: Bool
  /// How advantages move the parameters.
  public var update: Update

  /// A recipe.
  ///
  /// - Throws: `GRPOError` when the groups are too small for the advantage.
  public init(
    rollout: Rollout, noise: [RewardNoise] = [], advantage: AdvantageEstimator,
    whitensBatch: Bool = false, update: Update
  ) throws {
    try advantage.validate(groupSize: rollout.groupSize)
    self.rollout = rollout
    self.noise = noise
    self.advantage = advantage
    self.whitensBatch = whitensBatch
    self.update = update
  }

  /// The same recipe with other noise.
  public func with(noise: [RewardNoise]) -> Recipe {
    var copy = self
    copy.noise = noise
    return copy
  }

  /// The same recipe without noise: what a dithered one is compared with.
  public var undithered: Recipe { with(noise: []) }

  /// True when nothing is added to the rewards.
  public var isUndithered: Bool { noise.allSatisfy(\.isSilent) }
}
