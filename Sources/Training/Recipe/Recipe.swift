public import GRPO

/// One way to train: what is sampled, what is added to the rewards, how they become advantages, and
/// how those move the parameters.
public struct Recipe: Hashable, Sendable {
  /// What is sampled: prompts, groups, and the filter on them.
  public var rollout: RolloutPlan
  /// What is added to the rewards; empty, or silent, for none.
  public var noise: [RewardNoise]
  /// How the rewards of a group become advantages.
  public var advantage: AdvantageEstimator
  /// Whether the components of a reward are summed before the advantage or after it.
  public var aggregation: AdvantageRule.Aggregation
  /// How advantages are then centred and scaled over the batch; nil where they are not.
  public var whitening: Whitening?
  /// How advantages move the parameters.
  public var update: Update
  /// What the user calls its advantages, as `trl`; the resolved formula is `advantage.text`.
  public var advantageName: String

  /// A recipe.
  ///
  /// - Parameter advantageName: what the user calls the advantages; the kind where nil.
  /// - Throws: `GRPOError` when the groups are too small for the advantage, ``TrainingError`` for decoupled
  ///   advantages that look at the whole batch.
  public init(
    rollout: RolloutPlan, noise: [RewardNoise] = [], advantage: AdvantageEstimator,
    aggregation: AdvantageRule.Aggregation = .summed, whitening: Whitening? = nil, update: Update,
    advantageName: String? = nil
  ) throws {
    try advantage.validate(groupSize: rollout.groupSize)
    guard aggregation == .summed || advantage.kind != .batchStandardized else {
      throw TrainingError("decoupled advantages are those of one group, not batch-standardized")
    }
    self.aggregation = aggregation
    self.rollout = rollout
    self.noise = noise
    self.advantage = advantage
    self.whitening = whitening
    self.update = update
    self.advantageName = advantageName ?? advantage.kind.rawValue
  }

  /// How rewards become advantages of one group, their components included.
  public var rule: AdvantageRule { AdvantageRule(advantage, aggregation: aggregation) }

  /// A recipe like this one with other noise.
  public func with(noise: [RewardNoise]) -> Recipe {
    var copy = self
    copy.noise = noise
    return copy
  }

  /// The recipe without its noise: what a dithered one is compared with.
  public var undithered: Recipe { with(noise: []) }

  /// True when nothing is added to the rewards.
  public var isUndithered: Bool { noise.allSatisfy(\.isSilent) }
}
