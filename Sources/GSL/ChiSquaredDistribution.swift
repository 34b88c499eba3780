internal import CGSL

/// The chi-squared law: the sum of `degreesOfFreedom` squared standard normal variates.
public struct ChiSquaredDistribution: ContinuousDistribution, Equatable {
  /// The degrees of freedom nu: the mean, and half the variance.
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
  public func cumulative(_ x: Double) -> Double {
    x == .infinity ? 1 : gsl_cdf_chisq_P(x, degreesOfFreedom)
  }

  /// The probability of a value above `x`, without cancellation.
  public func upperTail(_ x: Double) -> Double {
    x == .infinity ? 0 : gsl_cdf_chisq_Q(x, degreesOfFreedom)
  }

  /// The point with probability `p` below it.
  ///
  /// - Throws: ``GSLError`` unless 0 <= p <= 1.
  public func quantile(_ p: Double) throws -> Double { try inverter.quantile(p) }

  /// The point with probability `q` above it: the critical value of a test of level `q`.
  ///
  /// - Throws: ``GSLError`` unless 0 <= q <= 1.
  public func upperQuantile(_ q: Double) throws -> Double { try inverter.upperQuantile(q) }

  private var inverter: TailInverter {
    TailInverter(
      name: "ChiSquaredDistribution.quantile", lowerTail: cumulative, upperTail: upperTail,
      supremum: .infinity)
  }
}
