internal import CGSL

/// The beta law on [0, 1], with density proportional to x^(a - 1) (1 - x)^(b - 1).
public struct BetaDistribution: ContinuousDistribution, Equatable {
  /// The exponent at 0, plus one.
  public let a: Double
  /// The exponent at 1, plus one.
  public let b: Double

  /// Creates the law.
  ///
  /// - Precondition: `a > 0` and `b > 0`.
  public init(a: Double, b: Double) {
    Status.prepare()
    precondition(a > 0 && b > 0, "a \(a), b \(b)")
    self.a = a
    self.b = b
  }

  /// The probability of a value at most `x`: the regularized incomplete beta function.
  public func cumulative(_ x: Double) -> Double { gsl_cdf_beta_P(x, a, b) }

  /// The probability of a value above `x`, without cancellation.
  public func upperTail(_ x: Double) -> Double { gsl_cdf_beta_Q(x, a, b) }

  /// The point with probability `p` below it.
  ///
  /// - Throws: ``GSLError`` unless 0 <= p <= 1.
  public func quantile(_ p: Double) throws -> Double { try inverter.quantile(p) }

  /// The point with probability `q` above it.
  ///
  /// - Throws: ``GSLError`` unless 0 <= q <= 1.
  public func upperQuantile(_ q: Double) throws -> Double { try inverter.upperQuantile(q) }

  private var inverter: TailInverter {
    TailInverter(
      name: "BetaDistribution.quantile", lowerTail: cumulative, upperTail: upperTail, supremum: 1)
  }
}
