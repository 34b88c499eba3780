public import GRPO

/// Noise on a reward column, as its values show it.
public struct NoiseFit: Sendable {
  /// The rewards without noise, in increasing order; none where they are logged and are no levels.
  public let levels: [Double]
  /// Standard deviation of the noise, units of the column.
  public let sigma: Double
  /// Its interval of 95%.
  public let interval: ClosedRange<Double>
  /// Its law; nil where none is 100 times as likely as the next, and where sigma changes over the run.
  public let family: NoiseFamily?
  /// Values that it was told from.
  public let count: Int

  /// The smallest distance of two levels; nil with one level.
  public var gap: Double? { zip(levels, levels.dropFirst()).map { $1 - $0 }.min() }

  /// The level that a value belongs to.
  public func level(of value: Double) -> Double {
    levels.min { abs($0 - value) < abs($1 - value) } ?? value
  }
}
