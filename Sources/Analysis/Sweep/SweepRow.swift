/// One row of a sweep: a prompt, or the whole set, at one setting.
public struct SweepRow: Sendable {
  /// Name of the prompt; `all` for the whole set.
  public let policy: String
  /// Shared by the exact rows of equal prompts.
  public let figures: RowFigures
  /// Why fields are empty and what errors do not tell, a phrase each without a full stop.
  public var notes: [String]

  /// All notes as one text: `no exact law: ...; the variance is 0: no signal to noise`.
  public var note: String { notes.joined(separator: "; ") }

  /// Advantage, noise, sigma and group size.
  public var setting: Setting { figures.shared.setting }
  /// Simulated groups per prompt; 0 when the row is exact only.
  public var groups: Int { figures.groups }
  /// Seed of the simulation.
  public var seed: UInt64 { figures.seed }
  /// From simulation; nil when none was asked for.
  public var simulated: GradientSummary? { figures.simulated }
  /// What the exact laws say, quantity by quantity.
  public var exact: GradientSummary { figures.exact }
  /// Mean gradient by simulation; empty for a whole set.
  public var expectedGradient: [Double]? { figures.expectedGradient }
  /// Exact mean gradient; nil where no law is known or for a whole set.
  public var expectedGradientExact: [Double]? { figures.expectedGradientExact }
  /// E[A | K correct] / A without noise, K = 1..G-1 (binary rewards, standardized).
  public var shrinkage: [Double]? { figures.shrinkage }
  /// Rise of the expected reward by one step of SGD, to second order (claim OneStepImprovement); nil
  /// without a learning rate, where no law is known, and for a whole set.
  public var improvement: Double? { figures.improvement }
  /// What that leaves out, at most; nil where no bound is known. A change of the improvement by noise has a
  /// certain sign only where it exceeds the bounds of both rows.
  public var improvementRest: Double? { figures.improvementRest }
  /// The mean of a batch of `setting.batchGroups` groups; nil where groups of several prompts share a divisor
  /// but the row is of one of them.
  public var batch: BatchSummary? { figures.batch }

  init(policy: String, figures: RowFigures, notes: [String]) {
    self.policy = policy
    self.figures = figures
    self.notes = notes
  }

  /// The same row of an equal prompt.
  func renamed(_ policy: String) -> SweepRow {
    SweepRow(policy: policy, figures: figures, notes: notes)
  }
}
