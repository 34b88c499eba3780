/// What one step of training shows of itself, at no extra cost.
public struct StepDiagnostics: Hashable, Sendable {
  /// Mean raw reward of the completions that were used; NaN when all groups were thrown away.
  public internal(set) var meanReward = Double.nan
  /// Norm of the gradient at the first inner step, before it is shortened.
  public internal(set) var gradientNorm = 0.0
  /// Share of groups whose rewards are all equal before the dither; of all groups drawn.
  public internal(set) var silentShareRaw = 0.0
  /// Share of groups whose rewards are all equal after the dither.
  public internal(set) var silentShareDithered = 0.0
  /// Share of tokens, over all inner steps, whose ratio clip stops the gradient.
  public internal(set) var clipShare = 0.0
  /// Groups used, of those the batch has room for.
  public internal(set) var usedShare = 1.0
  /// True once a step would have left the finite numbers: the parameters then stay where they are.
  public internal(set) var hasDiverged = false

  /// The diagnostics before any step has been taken.
  public init() {}
}
