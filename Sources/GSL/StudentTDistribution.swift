internal import CGSL

/// The Student law: N(0, 1) over the root of an independent chi-squared variate per degree.
public struct StudentTDistribution: ContinuousDistribution, Equatable {
  /// The degrees of freedom nu; the variance nu / (nu - 2) is infinite up to 2.
  public let degreesOfFreedom: Double

  /// Creates the law.
  ///
  /// - Precondition: `degreesOfFreedom > 0`.
  public init(degreesOfFreedom: Double) {
    Status.prepare()
    precondition(degreesOfFreedom > 0, "degrees \(degreesOfFreedom)")
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// The probability of a value at most `x`.
  public func cumulative(_ x: Double) -> Double { upperTail(-x) }

  /// The probability of a value above `x`, without cancellation.
  ///
  /// Half a beta tail, on the side that is not lost against 1; GSL's own, by a Cornish-Fisher
  /// expansion above 30 degrees, has only seven digits at 1e-51.
  public func upperTail(_ x: Double) -> Double {
    if x < 0 { return 1 - upperTail(-x) }
    let half = degreesOfFreedom / 2
    if x < 1 {
      // Up to x = 1 the tail is above .15: the difference costs no digit to speak of.
      return 0.5 - gsl_cdf_beta_P(x * x / (degreesOfFreedom + x * x), 0.5, half) / 2
    }
    return gsl_cdf_beta_P(degreesOfFreedom / (degreesOfFreedom + x * x), half, 0.5) / 2
  }

  /// The point with probability `p` below it; infinite at 0 and 1.
  ///
  /// - Throws: ``GSLError`` unless 0 <= p <= 1, or if the point is beyond 1e147.
  public func quantile(_ p: Double) throws -> Double { -(try upperQuantile(p)) }

  /// The point with probability `q` above it; infinite at 0 and 1.
  ///
  /// - Throws: ``GSLError`` unless 0 <= q <= 1, or if the point is beyond 1e147.
  public func upperQuantile(_ q: Double) throws -> Double {
    let folded = TailInverter(
      name: "StudentTDistribution.quantile", lowerTail: { 1 - 2 * upperTail($0) },
      upperTail: { 2 * upperTail($0) }, supremum: .infinity)
    if q == 0.5 { return 0 }
    return try q < 0.5 ? folded.upperQuantile(2 * q) : -folded.upperQuantile(2 * (1 - q))
  }
}
