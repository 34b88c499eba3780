/// What a row says but for its name and notes; see ``SweepRow`` for what each of them is.
///
/// A class, so that equal prompts share it: ten thousand rows are as many references, and a table knows by the
/// reference that their cells are the same.
public final class RowFigures: Sendable {
  package let shared: SharedSetting
  package let groups: Int
  package let seed: UInt64
  package let simulated: GradientSummary?
  package let exactValues: ExactValues
  package let expectedGradient: [Double]?
  package let improvement: Double?
  package let improvementRest: Double?
  /// Whether rows of other prompts may have them too.
  package let isShared: Bool
  /// Whether gradients have a number for each parameter.
  private let hasParameters: Bool
  /// Of a prompt: its law.
  private let law: ExactMoments?
  private let batchSource: BatchSource

  /// What is known of a batch, or what works it out where it is asked for.
  enum BatchSource: Sendable {
    case known(BatchSummary?)
    /// Of a prompt, or of the whole set.
    case exact(RowBuilder, prompt: Int?, setting: Int)
  }

  init(
    _ shared: SharedSetting, groups: Int, seed: UInt64, simulated: GradientSummary?,
    exact: ExactValues, isShared: Bool, law: ExactMoments? = nil,
    expectedGradient: [Double]? = nil, hasParameters: Bool = true, improvement: Double? = nil,
    improvementRest: Double? = nil, batch: BatchSource
  ) {
    self.hasParameters = hasParameters
    self.shared = shared
    self.groups = groups
    self.seed = seed
    self.simulated = simulated
    exactValues = exact
    self.isShared = isShared
    self.law = law
    self.expectedGradient = expectedGradient
    self.improvement = improvement
    self.improvementRest = improvementRest
    batchSource = batch
  }

  package var exact: GradientSummary { GradientSummary(exactValues) }
  package var expectedGradientExact: [Double]? { hasParameters ? law?.expectedGradient : nil }
  package var shrinkage: [Double]? { law?.shrinkage }
  package var batch: BatchSummary? {
    switch batchSource {
    case .known(let batch): batch
    case .exact(let builder, let prompt, let setting): builder.batch(prompt, setting)
    }
  }
}
