internal import CGSL
internal import RealModule

/// Special functions of real arguments; names follow swift-numerics where it has them.
///
/// A result too small for a Double is 0, not an error.
public enum SpecialFunctions {
  /// The gamma function.
  ///
  /// - Throws: ``GSLError`` at 0, -1, -2, ... and where the value overflows (x > 171.62).
  public static func gamma(_ x: Double) throws -> Double {
    try evaluate("gsl_sf_gamma_e", ["x": x]) { gsl_sf_gamma_e(x, $0) }
  }

  /// The logarithm of the absolute value of the gamma function.
  ///
  /// - Throws: ``GSLError`` at 0, -1, -2, ...
  public static func logGamma(_ x: Double) throws -> Double {
    try evaluate("gsl_sf_lngamma_e", ["x": x]) { gsl_sf_lngamma_e(x, $0) }
  }

  /// The error function 2 / sqrt(pi) times the integral of exp(-t^2) over [0, x].
  public static func erf(_ x: Double) -> Double { Double.erf(x) }

  /// The complementary error function 1 - erf(x), without cancellation.
  public static func erfc(_ x: Double) -> Double { Double.erfc(x) }

  /// The Dawson integral exp(-x^2) times the integral of exp(t^2) over [0, x].
  ///
  /// - Throws: ``GSLError`` if `x` is not a number.
  public static func dawson(_ x: Double) throws -> Double {
    try evaluate("gsl_sf_dawson_e", ["x": x]) { gsl_sf_dawson_e(x, $0) }
  }

  /// The scaled modified Bessel function exp(-|x|) I_0(x).
  ///
  /// - Throws: ``GSLError`` if `x` is not a number.
  public static func besselI0Scaled(_ x: Double) throws -> Double {
    try evaluate("gsl_sf_bessel_I0_scaled_e", ["x": x]) { gsl_sf_bessel_I0_scaled_e(x, $0) }
  }

  /// The scaled modified Bessel function exp(-|x|) I_1(x).
  ///
  /// - Throws: ``GSLError`` if `x` is not a number.
  public static func besselI1Scaled(_ x: Double) throws -> Double {
    try evaluate("gsl_sf_bessel_I1_scaled_e", ["x": x]) { gsl_sf_bessel_I1_scaled_e(x, $0) }
  }

  /// Runs one of GSL's `_e` functions and throws what it reports.
  static func evaluate(
    _ function: StaticString, _ arguments: @autoclosure () -> KeyValuePairs<String, Double>,
    _ body: (UnsafeMutablePointer<gsl_sf_result>) -> Int32
  ) throws -> Double {
    Status.prepare()
    var result = gsl_sf_result()
    let status = body(&result)
    if status != Status.underflow { try Status.check(status, function, arguments()) }
    try Status.require(!result.val.isNaN, function, arguments())
    return result.val
  }
}
