import RealModule

/// Student's t law with `nu` degrees of freedom, not scaled: its variance is `nu / (nu - 2)`.
enum StudentT {
  /// The factor that brings the variance to 1.
  static func scale(_ nu: Double) -> Double { .sqrt((nu - 2) / nu) }

  /// ```
  /// f(t) = Gamma((nu+1)/2) / (Gamma(nu/2) sqrt(nu pi)) (1 + t^2/nu)^(-(nu+1)/2)
  /// ```
  static func density(_ t: Double, _ nu: Double) -> Double {
    gammaRatio(nu / 2) / .sqrt(nu * .pi) * .exp(-(nu + 1) / 2 * .log(onePlus: t * t / nu))
  }

  /// `f(t) (nu + t^2) / (nu - 1)`, the partial mean `E[T; T > t]`.
  static func partialMean(_ t: Double, _ nu: Double) -> Double {
    let power = Double.exp(-(nu - 1) / 2 * .log(onePlus: t * t / nu))
    return gammaRatio(nu / 2) / .sqrt(nu * .pi) * power * nu / (nu - 1)
  }

  /// `P(T > t)`, half an incomplete beta function of `nu / (nu + t^2)` for `t >= 0`.
  static func upperTail(_ t: Double, _ nu: Double) -> Double {
    guard t >= 0 else { return 1 - upperTail(-t, nu) }
    let ratio = t * t / nu
    let far = 1 / (1 + ratio)
    // t f(t) / (nu/2) (1 + t^2/nu) is x^a (1-x)^b / (a B(a, b)) at a = nu/2, b = 1/2, halved
    // here because the tail is half the beta function.
    let front = gammaRatio(nu / 2) / .sqrt(.pi) * .exp(-nu / 2 * .log(onePlus: ratio))
    let edge = Double.sqrt(ratio * far)
    if far < (nu / 2 + 1) / (nu / 2 + 2.5) {
      return front * edge / nu * betaFraction(a: nu / 2, b: 0.5, x: far)
    }
    return 0.5 - front * edge * betaFraction(a: 0.5, b: nu / 2, x: ratio * far)
  }

  /// `Gamma(x + 1/2) / Gamma(x)`.
  ///
  /// From x = 50 the asymptotic series, whose first dropped term is below 2e-14: a difference of
  /// two `logGamma` would lose as many digits as they have before the point.
  static func gammaRatio(_ x: Double) -> Double {
    guard x >= 50 else { return .exp(.logGamma(x + 0.5) - .logGamma(x)) }
    let y = 1 / x
    let tail = 5.0 / 1024 + y * (-21.0 / 32768 - y * 399 / 262144)
    return .sqrt(x) * (1 + y * (-1.0 / 8 + y * (1.0 / 128 + y * tail)))
  }

  /// The continued fraction of the incomplete beta function (DLMF 8.17.22), by Lentz's method.
  private static func betaFraction(a: Double, b: Double, x: Double) -> Double {
    let tiny = 1e-300
    var c = 1.0
    var d = 1 / guarded(1 - (a + b) * x / (a + 1), tiny)
    var value = d
    for step in 1...100_000 {
      let m = Double(step)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      var change = 1.0
      for coefficient in [even, odd] {
        d = 1 / guarded(1 + coefficient * d, tiny)
        c = guarded(1 + coefficient / c, tiny)
        change = c * d
        value *= change
      }
      if abs(change - 1) <= 2 * Double.ulpOfOne { break }
    }
    return value
  }

  private static func guarded(_ x: Double, _ tiny: Double) -> Double { abs(x) < tiny ? tiny : x }
}
