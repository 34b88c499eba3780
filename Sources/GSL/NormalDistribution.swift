internal import CGSL
internal import RealModule

/// The normal law of any mean and standard deviation.
public struct NormalDistribution: ContinuousDistribution, Equatable {
  /// The mean, which is the median too.
  public let mean: Double
  /// The standard deviation, positive.
  public let standardDeviation: Double

  /// Creates the law; by default mean 0 and standard deviation 1.
  ///
  /// - Precondition: `standardDeviation > 0`.
  public init(mean: Double = 0, standardDeviation: Double = 1) {
    precondition(standardDeviation > 0, "standard deviation \(standardDeviation)")
    self.mean = mean
    self.standardDeviation = standardDeviation
  }

  /// The density at `x`.
  public func density(_ x: Double) -> Double { Double.exp(logDensity(x)) }

  /// The logarithm of the density, -z^2/2 - log(sd sqrt(2 pi)) with z = (x - mean)/sd.
  public func logDensity(_ x: Double) -> Double {
    let z = standardize(x)
    return -z * z / 2 - Double.log(standardDeviation) - Double.log(2 * .pi) / 2
  }

  /// The probability of a value at most `x`.
  public func cumulative(_ x: Double) -> Double { gsl_cdf_ugaussian_P(standardize(x)) }

  /// The probability of a value above `x`, without cancellation.
  public func upperTail(_ x: Double) -> Double { gsl_cdf_ugaussian_Q(standardize(x)) }

  /// The point with probability `p` below it; infinite at 0 and 1.
  ///
  /// - Throws: ``GSLError`` unless 0 <= p <= 1.
  public func quantile(_ p: Double) throws -> Double {
    try Status.require(0 <= p && p <= 1, "gsl_cdf_ugaussian_Pinv", ["probability": p])
    return mean + standardDeviation * gsl_cdf_ugaussian_Pinv(p)
  }

  /// The point with probability `q` above it; infinite at 0 and 1.
  ///
  /// - Throws: ``GSLError`` unless 0 <= q <= 1.
  public func upperQuantile(_ q: Double) throws -> Double {
    try Status.require(0 <= q && q <= 1, "gsl_cdf_ugaussian_Qinv", ["upper tail": q])
    return mean + standardDeviation * gsl_cdf_ugaussian_Qinv(q)
  }

  private func standardize(_ x: Double) -> Double { (x - mean) / standardDeviation }
}
