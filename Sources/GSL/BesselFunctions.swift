internal import CGSL
internal import RealModule

extension SpecialFunctions {
  /// The scaled modified Bessel function exp(-x) I_nu(x) of real order.
  ///
  /// Right to 1e-12 relative for nu <= 100 and 1e-6 <= x <= 1e8. GSL loses up to six digits for
  /// large x, so Hankel's expansion takes over from x = 50 + nu^2.
  ///
  /// - Throws: ``GSLError`` if `order < 0` or `x < 0`.
  public static func besselIScaled(order: Double, _ x: Double) throws -> Double {
    if order >= 0 && x >= 50 + order * order && x.isFinite { return hankelI(order, x) }
    return try evaluate("gsl_sf_bessel_Inu_scaled_e", ["order": order, "x": x]) {
      gsl_sf_bessel_Inu_scaled_e(order, x, $0)
    }
  }

  /// Hankel's expansion (DLMF 10.40.1), whose terms at least halve from the start where
  /// x >= 50 + nu^2.
  ///
  /// ```
  /// exp(-x) I_nu(x) ~ (2 pi x)^(-1/2) sum over k of (-1)^k a_k(nu) / x^k
  /// a_k / a_(k-1) = (4 nu^2 - (2 k - 1)^2) / (8 k)
  /// ```
  private static func hankelI(_ order: Double, _ x: Double) -> Double {
    var term = 1.0
    var sum = 1.0
    var k = 1.0
    while Swift.abs(term) > 0x1p-54 * sum {
      let odd = 2 * k - 1
      term *= -(4 * order * order - odd * odd) / (8 * k * x)
      sum += term
      k += 1
    }
    return sum / Double.sqrt(2 * .pi * x)
  }
}
