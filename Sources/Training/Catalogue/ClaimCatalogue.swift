public import Analysis

extension Claim {
  /// Every claim of the toolkit, in the order in which they are best read: those about one step
  /// (`Claim.all`), then those about whole learning runs.
  public static let catalogue: [Claim] = all + [.fasterConvergence, .noiseSchedule]
}
