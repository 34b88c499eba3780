import Analysis

/// What noise of one size would do to the run under one advantage.
public struct ForecastEntry: Sendable {
  /// The advantage, as a preset or a change of one: `trl`, `trl, eps 0.1`.
  public let name: String
  /// Whether groups that are silent before the noise are left out.
  public let dropsSilent: Bool
  /// Standard deviation of the Gaussian noise, units of reward.
  public let sigma: Double
  /// The share of signal to noise that is kept; nil without a law, and where no group has spread.
  public let kept: ClusteredEstimate?
  /// Share of the energy of the advantages that is noise.
  public let noiseShare: Double?
  /// `<E A, A0> / norm(A0)^2`, what becomes of the advantages without noise.
  public let gain: Double?
  /// Why there are no numbers.
  public let gap: String?
}

extension ForecastEntry {
  /// - Parameters:
  ///   - sum: over all groups, or in the mean.
  ///   - gap: why there are no numbers, where that is known.
  init(
    _ rule: ForecastRule, sigma: Double, sum: KeptSignal, kept: ClusteredEstimate?, gap: String?
  ) {
    let isKnown = gap == nil && sum.plain > 0
    self.init(
      name: rule.name, dropsSilent: rule.dropsSilent, sigma: sigma, kept: isKnown ? kept : nil,
      noiseShare: isKnown ? max(0, 1 - sum.signal / sum.energy) : nil,
      gain: isKnown ? sum.product / sum.plain : nil,
      gap: gap ?? (isKnown ? nil : "no group has rewards that differ"))
  }
}
