/// One noise in one regime: what training found, and what the laws say.
public struct RegimeCell: Sendable {
  /// The way to train that the cell is of.
  public let regime: Regime
  /// What the runs without noise have found.
  public let plain: ComparisonRow
  /// What the runs with noise have found.
  public let dithered: ComparisonRow
  /// What the exact laws say.
  public let explanation: Explanation
  /// What sigma is best among those of this law and schedule in this regime.
  public let choice: SigmaChoice

  /// What training says about the noise.
  public enum Effect: String, CaseIterable, Sendable {
    /// Fewer steps: the whole interval of their ratio lies below 1.
    case helps
    /// No difference that the runs would show, or no interval.
    case neutral
    /// More steps: the whole interval lies above 1.
    case hurts
    /// Fewer than a tenth of the runs got there, with noise or without: nothing to compare.
    case unreached
  }

  /// What training says about the noise, at 95% for this cell alone.
  public var effect: Effect {
    let share = max(plain.reachedShare, dithered.reachedShare)
    if share < ComparisonOutcome.leastReachedShare { return .unreached }
    guard let ends = dithered.change?.stepRatio?.ends else { return .neutral }
    return ends.upperBound < 1 ? .helps : ends.lowerBound > 1 ? .hurts : .neutral
  }
}
