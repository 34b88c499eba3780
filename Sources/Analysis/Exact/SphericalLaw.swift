import GSL
import RealModule

/// The direction of a Gaussian vector: `x = lambda u + z`, z standard normal in d dimensions, u a
/// unit vector.
///
///     E[x / norm x]                = kappa u
///     E[x x^T / norm(x)^2]         = a I + b u u^T,        a d + b = 1
///
/// A group's centred rewards are such a vector with `d = G - 1` and
/// `lambda = norm(r - rbar) / sigma`, which is the claim ShrinkageLaw.
public enum SphericalLaw {
  /// Shrinkage of the mean direction,
  ///
  ///     kappa = lambda Gamma((d+1)/2) / (sqrt 2 Gamma(d/2+1)) 1F1(1/2; d/2+1; -lambda^2/2)
  ///
  /// increasing in lambda from 0 to 1.
  ///
  /// - Parameters:
  ///   - dimension: d >= 1.
  ///   - lambda: signal to noise ratio of the vector, >= 0; infinity gives 1.
  /// - Throws: `GSLError` when the hypergeometric function cannot be evaluated.
  public static func shrinkage(dimension: Int, lambda: Double) throws -> Double {
    if lambda == 0 { return 0 }
    if lambda == .infinity { return 1 }
    let half = Double(dimension) / 2
    let series = try SpecialFunctions.hypergeometric1F1(0.5, half + 1, -lambda * lambda / 2)
    return lambda * gammaRatio(dimension: dimension) * series
  }

  /// Gamma((d+1)/2) / (sqrt 2 Gamma(d/2+1)); far out, where gamma functions overflow or their
  /// logarithms lose digits, by the series of the logarithm of the ratio.
  static func gammaRatio(dimension: Int) -> Double {
    let x = (Double(dimension) + 1) / 2
    if x < 80 { return Double.gamma(x) / Double.gamma(x + 0.5) / Double.sqrt(2) }
    let y = 1 / (x * x)
    let series = 1.0 / 8 - y * (1.0 / 192 - y * (1.0 / 640 - y * 17 / 14336))
    return Double.exp(series / x) / Double.sqrt(2 * x)
  }

  /// Second moment of the direction, as the coefficients of I and of u u^T,
  ///
  ///     a = 1F1(1; d/2+1; -lambda^2/2) / d
  ///     b = lambda^2 1F1(1; d/2+2; -lambda^2/2) / (d+2)
  ///
  /// - Returns: `a` in [0, 1/d], `b` in [0, 1].
  public static func secondMoment(
    dimension: Int, lambda: Double
  ) throws -> (isotropic: Double, aligned: Double) {
    let d = Double(dimension)
    if lambda == 0 { return (1 / d, 0) }
    if lambda == .infinity { return (0, 1) }
    let x = -lambda * lambda / 2
    return (
      try SpecialFunctions.hypergeometric1F1(1, d / 2 + 1, x) / d,
      try lambda * lambda * SpecialFunctions.hypergeometric1F1(1, d / 2 + 2, x) / (d + 2)
    )
  }
}
