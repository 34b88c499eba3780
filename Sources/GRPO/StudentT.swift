import GSL
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
    // nu + t^2 goes into the power: far out it would be infinity times 0.
    let power = Double.exp(-(nu - 1) / 2 * .log(onePlus: t * t / nu))
    return gammaRatio(nu / 2) / .sqrt(nu * .pi) * power * nu / (nu - 1)
  }

  /// `P(T > t)`.
  static func upperTail(_ t: Double, _ nu: Double) -> Double {
    StudentTDistribution(degreesOfFreedom: nu).upperTail(t)
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
}
