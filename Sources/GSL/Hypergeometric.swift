internal import CGSL
internal import RealModule

extension SpecialFunctions {
  /// The confluent hypergeometric function of Kummer.
  ///
  /// ```
  /// 1F1(a; b; x) = sum over n of (a)_n / (b)_n x^n / n!
  /// ```
  ///
  /// For 0 < a <= 1, a + 1/2 <= b <= 300 and x <= 0, the shape of every shrinkage factor, it sums
  /// the positive series of Kummer's transform, or the asymptotic series once its least term is
  /// below rounding: right to 1e-13 relative for a in {1/2, 1} and |x| from 5e-17 to 5e15, against
  /// mpmath. Elsewhere it is GSL's.
  ///
  /// - Throws: ``GSLError`` where the function has a pole (b = 0, -1, ...), overflows, or where
  ///   GSL gives up.
  public static func hypergeometric1F1(_ a: Double, _ b: Double, _ x: Double) throws -> Double {
    guard 0 < a, a <= 1, a + 0.5 <= b, b <= 300, x <= 0, x.isFinite else {
      return try evaluate("gsl_sf_hyperg_1F1_e", ["a": a, "b": b, "x": x]) {
        gsl_sf_hyperg_1F1_e(a, b, x, $0)
      }
    }
    if -x > 50 + 2 * b { return try asymptotic1F1(a, b, -x) }
    // Kummer's transform. The series is at most exp(-x), and -x at most 650: both are numbers.
    return Double.exp(x) * positiveSeries1F1(b - a, b, -x)
  }

  /// The defining series for 0 <= a <= b and x >= 0, where every term is nonnegative.
  private static func positiveSeries1F1(_ a: Double, _ b: Double, _ x: Double) -> Double {
    var term = 1.0
    var sum = 1.0
    var n = 0.0
    // A small term ends the sum only where terms fall, which is sure beyond n = x.
    repeat {
      term *= (a + n) / (b + n) * (x / (n + 1))
      sum += term
      n += 1
    } while term > 0x1p-54 * sum || n < x
    return sum
  }

  /// The series of 1F1(a; b; -z) for large z, cut before its terms grow.
  ///
  /// ```
  /// Gamma(b) / Gamma(b - a) z^-a sum over n of (a)_n (1 + a - b)_n / n! z^-n
  /// ```
  private static func asymptotic1F1(_ a: Double, _ b: Double, _ z: Double) throws -> Double {
    var term = 1.0
    var sum = 1.0
    var n = 0.0
    while Swift.abs(term) > 0x1p-54 * sum {
      term *= (a + n) * (1 + a - b + n) / ((n + 1) * z)
      sum += term
      n += 1
    }
    return try risingFactorial(b - a, a) * Double.pow(z, -a) * sum
  }

  /// Gamma(x + a) / Gamma(x); for x + a beyond the range of the gamma function, GSL's.
  private static func risingFactorial(_ x: Double, _ a: Double) throws -> Double {
    if a == 1 { return x }
    if x + a < 170 { return Double.gamma(x + a) / Double.gamma(x) }
    return try evaluate("gsl_sf_poch_e", ["x": x, "a": a]) { gsl_sf_poch_e(x, a, $0) }
  }
}
