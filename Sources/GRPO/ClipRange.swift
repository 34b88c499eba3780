/// The trust region of the importance ratio: `[1 - low, 1 + high]`.
public struct ClipRange: Hashable, Sendable {
  /// How far below 1 the ratio may go, in `[0, 1]` or infinite.
  public let low: Double
  /// How far above 1 the ratio may go, at least 0, possibly infinite.
  public let high: Double

  /// The range `[1 - low, 1 + high]`; `.infinity` leaves a side open.
  ///
  /// - Throws: ``GRPOError`` naming the side out of range.
  public init(low: Double, high: Double) throws {
    try require(
      (0...1).contains(low) || low == .infinity, "clip range low", low, "in [0, 1] or infinite")
    try require(high >= 0, "clip range high", high, "at least 0")
    self.init(checkedLow: low, high: high)
  }

  private init(checkedLow low: Double, high: Double) {
    self.low = low
    self.high = high
  }

  /// The usual `[.8, 1.2]` of PPO and GRPO.
  public static let standard = ClipRange(checkedLow: 0.2, high: 0.2)

  /// The "clip higher" range `[.8, 1.28]` of DAPO (arXiv:2503.14476).
  public static let dapo = ClipRange(checkedLow: 0.2, high: 0.28)

  /// The ratio moved into the range.
  public func clamp(_ ratio: Double) -> Double { min(max(ratio, 1 - low), 1 + high) }

  /// Whether a positive advantage still has a gradient at this ratio: `ratio <= 1 + high`.
  ///
  /// At equality it has, as PyTorch gives it: `clamp` passes the gradient on its boundary, and
  /// `min` shares it between its two equal arguments, both of which then have slope A.
  public func passesPositive(_ ratio: Double) -> Bool { ratio <= 1 + high }

  /// Whether a negative advantage still has a gradient at this ratio: `ratio >= 1 - low`.
  ///
  /// At equality it has, see ``passesPositive(_:)``.
  public func passesNegative(_ ratio: Double) -> Bool { ratio >= 1 - low }
}
