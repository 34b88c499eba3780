import GRPO

/// Where a planted error takes hold, and what it does there: every error has one such place.
enum Fault: Sendable {
  /// In the plan: another setting than the one asked for.
  case setting(@Sendable (inout Setting) -> Void)
  /// In what completions contribute to the gradient.
  case problem(@Sendable (_ asked: Problem, _ groupSize: Int) -> Problem)
  /// In the seed of all random streams.
  case seed(@Sendable (UInt64) -> UInt64)
  /// In the number of a random stream.
  case stream(@Sendable (UInt64) -> UInt64)
  /// In the raw rewards of a group.
  case rewards(@Sendable (inout [Double]) -> Void)
  /// In the unit-variance noise just drawn for a group.
  case noise(@Sendable (inout [Double], _ group: RawGroup) -> Void)
  /// The noise of every second group is that of the group before.
  case repeatedNoise
  /// All components of a reward have the noise of the first.
  case sharedNoise
  /// In the dithered rewards of a group.
  case dithered(@Sendable (inout [Double]) -> Void)
  /// In the advantages of a group.
  case advantages(@Sendable (inout [Double], _ group: GradedGroup) -> Void)
  /// Groups of equal raw rewards are skipped.
  case silentGroups
}

/// A group whose noise has been drawn.
struct RawGroup {
  let family: NoiseFamily
  let rewards: [Double]
  /// Empty where a group has rewards only.
  let outcomes: [Int]
}

/// A group whose advantages are known.
struct GradedGroup {
  let dithered: [Double]
  let raw: [Double]
  let setting: Setting
  /// The sums of the batch, where advantages look at it.
  let batch: RewardSums?

  var estimator: AdvantageEstimator { setting.advantage }
  var isStandardized: Bool { estimator.kind == .standardized }
  var sums: RewardSums { RewardSums(dithered) }
  var deviation: Double { (batch ?? sums).standardDeviation(ddof: estimator.ddof) }
}
