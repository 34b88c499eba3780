/// A Monte Carlo estimate of an expectation.
public struct Estimate: Hashable, Sendable {
  /// The estimate.
  public let mean: Double
  /// One standard error of the estimate.
  public let standardError: Double
  /// Number of groups behind it.
  public let count: Int

  /// An estimate with its standard error.
  public init(mean: Double, standardError: Double, count: Int) {
    self.mean = mean
    self.standardError = standardError
    self.count = count
  }

  /// `(mean - reference) / standardError`; 0 when both differ by rounding only.
  ///
  /// - Parameter scale: size of the terms that were added up, for the rounding allowance 1e-12 scale.
  public func zScore(against reference: Double, scale: Double = 1) -> Double {
    let difference = mean - reference
    if abs(difference) <= 1e-12 * max(scale, abs(reference)) { return 0 }
    return difference / standardError
  }
}
