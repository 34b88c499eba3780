public import GRPO

/// What the reader of a log knows besides.
public struct AuditOptions: Sendable {
  /// Completions in a group, where no key tells.
  public var groupSize: Int?
  /// What each reward column counts; nil to find out.
  public var weights: [Double]?
  /// The rewards without noise, where they are known.
  public var levels: [Double]?
  /// The advantage that the run used, where the log does not hold advantages.
  public var advantage: AdvantagePreset?
  /// Standard deviations of the noise whose effect is forecast, units of reward, above 0.
  public var sigmas = [0.005, 0.05, 0.3]

  /// Most groups of which a record is kept, evenly spread over the run: for figures.
  public var groupRecords = 2048

  /// What is usual.
  public init() {}
}
