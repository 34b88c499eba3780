/// Independent values of an interval of known length, as one estimate averages them.
public struct BoundedSample: Codable, Hashable, Sendable {
  /// Sample variance (divisor n - 1) of single values.
  public let variance: Double
  /// Length of an interval that holds every value for certain.
  public let width: Double

  /// The sample behind an estimate.
  public init(variance: Double, width: Double) {
    self.variance = variance
    self.width = width
  }

  /// From the sum of squares and the mean of `count` values.
  init(sumOfSquares: Double, mean: Double, count: Int, width: Double) {
    let n = Double(count)
    // Of equal values the difference may round below 0.
    variance = Swift.max(0, sumOfSquares - n * mean * mean) / (n - 1)
    self.width = width
  }
}
