import GSL

/// The probability with which one comparison may raise a false alarm.
public struct SignificanceLevel: Hashable, Sendable {
  /// Two-sided error probability, above 0 and below 1.
  public let probability: Double
  /// The z-score that a normal variable exceeds in absolute value with that probability.
  public let critical: Double

  /// A level.
  ///
  /// - Throws: `GSLError` unless the probability is between 0 and 1.
  public init(_ probability: Double) throws {
    self.probability = probability
    critical = try NormalDistribution().upperQuantile(probability / 2)
  }
}
