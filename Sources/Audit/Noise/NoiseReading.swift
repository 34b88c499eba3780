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
  /// What rewards have beside their levels goes with these, as a shaping term does and no dither.
  case shaping(NoiseFit, [ShapingSign])
  /// Rewards differ from completion to completion and nothing tells noise from shaping.
  case undecided(String)
}
