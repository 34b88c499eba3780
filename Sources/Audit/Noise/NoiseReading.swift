public import GRPO

/// What a log shows about noise in its rewards.
public enum NoiseReading: Sendable {
  /// Rewards are exactly on these levels.
  case none(levels: [Double])
  /// Noise around levels.
  case found(NoiseFit)
  /// The log has the reward without noise too, in this column.
  case logged(column: String, NoiseFit)
  /// Rewards are exactly on levels, and the advantages are those of rewards with noise of this standard deviation.
  case addedAfterLogging(sigma: Double, margin: Double, levels: [Double])
  /// Rewards differ from completion to completion and nothing tells noise from shaping.
  case undecided(String)
}

/// Noise on a reward column, as its values show it.
public struct NoiseFit: Sendable {
  /// The rewards without noise, in increasing order.
  public let levels: [Double]
  /// Standard deviation of the noise, units of the column.
  public let sigma: Double
  /// Its interval of 95%.
  public let interval: ClosedRange<Double>
  /// Its law; nil where none is 20 times as likely as the next.
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
