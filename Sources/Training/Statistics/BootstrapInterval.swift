import Analysis
import GSL

/// An estimate with an interval, of 95% unless said otherwise.
public struct BootstrapInterval: Hashable, Codable, Sendable {
  /// The statistic of the sample itself.
  public let estimate: Double
  /// The interval; nil where the runs do not say: too few of them, or all alike.
  public let ends: ClosedRange<Double>?

  /// The lower end of the interval; nil without one.
  public var low: Double? { ends?.lowerBound }
  /// The upper end of the interval; nil without one.
  public var high: Double? { ends?.upperBound }

  /// Whether a value lies inside; false without an interval.
  public func contains(_ value: Double) -> Bool { ends?.contains(value) ?? false }
}
