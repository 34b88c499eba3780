package import GSL
import RealModule

/// Student's t scaled by `sqrt((nu - 2) / nu)`, with `nu > 2` degrees of freedom.
package struct StudentTNoise: NoiseLaw {
  package static let name = "student-t"
  package static let summary = "Student's t of --degrees-of-freedom, with heavy tails"

  /// The degrees of freedom nu.
  package let degreesOfFreedom: Double

  package init(_ parameters: NoiseParameters = .init()) throws {
    let nu = parameters.degreesOfFreedom
    try require(
      nu > 2 && nu.isFinite, "degreesOfFreedom", nu,
      "finite and above 2, or the variance is not finite")
    self.init(unchecked: nu)
  }

  fileprivate init(unchecked nu: Double) { degreesOfFreedom = nu }

  package var parameters: [(name: String, value: Double)] {
    [("degrees of freedom", degreesOfFreedom)]
  }

  private var nu: Double { degreesOfFreedom }

  /// What brings the variance `nu / (nu - 2)` to 1.
  private var scale: Double { .sqrt((nu - 2) / nu) }

  private var unscaled: StudentTDistribution { StudentTDistribution(degreesOfFreedom: nu) }

  package func standardDraw(using random: inout RandomStream) -> Double {
    scale * random.studentT(degreesOfFreedom: nu)
  }

  package var atoms: [(value: Double, probability: Double)]? { nil }

  package func density(at x: Double) -> Double? {
    Self.density(x / scale, nu) / scale
  }

  package func cumulative(at x: Double) -> Double { unscaled.upperTail(-x / scale) }

  package func quantile(_ uniform: Double) throws -> Double {
    try unscaled.quantile(uniform) * scale
  }

  /// The tail is inverted step by step.
  package var quantileCost: Double { 20_000 }

  /// With T the law before scaling: E[T; T > t] = f(t) (nu + t^2) / (nu - 1) since the derivative
  /// of that is -t f(t), and by parts E[T^2; T > t] = ((nu - 1) t E[T; T > t] + nu P(T > t)) / (nu - 2).
  package func tailMoments(beyond c: Double) -> (first: Double, second: Double) {
    let t = c / scale
    let tail = unscaled.upperTail(t)
    let mean = Self.partialMean(t, nu)
    let square = ((nu - 1) * t * mean + nu * tail) / (nu - 2)
    // Far out mean is nu/(nu - 1) times t tail: the differences lose the digits of nu, and of its square.
    return (scale * (mean - t * tail), scale * scale * (square - 2 * t * mean + t * t * tail))
  }

  package var halfWidth: Double? { nil }
  // Kurtosis does not know the scale: 3 + 6/(nu - 4).
  package var fourthMoment: Double { nu > 4 ? 3 * (nu - 2) / (nu - 4) : .infinity }
  package var momentOrder: Double { nu }

  /// ```
  /// f(t) = Gamma((nu+1)/2) / (Gamma(nu/2) sqrt(nu pi)) (1 + t^2/nu)^(-(nu+1)/2)
  /// ```
  private static func density(_ t: Double, _ nu: Double) -> Double {
    gammaRatio(nu / 2) / .sqrt(nu * .pi) * .exp(-(nu + 1) / 2 * .log(onePlus: t * t / nu))
  }

  /// `f(t) (nu + t^2) / (nu - 1)`, the partial mean `E[T; T > t]`.
  private static func partialMean(_ t: Double, _ nu: Double) -> Double {
    // nu + t^2 goes into the power: far out it would be infinity times 0.
    let power = Double.exp(-(nu - 1) / 2 * .log(onePlus: t * t / nu))
    return gammaRatio(nu / 2) / .sqrt(nu * .pi) * power * nu / (nu - 1)
  }

  /// `Gamma(x + 1/2) / Gamma(x)`.
  ///
  /// From x = 50 the asymptotic series, whose first dropped term is below 2e-14: a difference of
  /// two `logGamma` would lose as many digits as they have before the point.
  private static func gammaRatio(_ x: Double) -> Double {
    guard x >= 50 else { return .exp(.logGamma(x + 0.5) - .logGamma(x)) }
    let y = 1 / x
    let tail = 5.0 / 1024 + y * (-21.0 / 32768 - y * 399 / 262144)
    return .sqrt(x) * (1 + y * (-1.0 / 8 + y * (1.0 / 128 + y * tail)))
  }
}

extension NoiseFamily {
  /// Student's t of variance 1; it needs `nu > 2` degrees of freedom, which ``init(name:parameters:)``
  /// checks and this does not.
  public static func studentT(degreesOfFreedom nu: Double) -> NoiseFamily {
    NoiseFamily(StudentTNoise(unchecked: nu))
  }
}
