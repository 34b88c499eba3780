import GSL
import RealModule

/// The norm R of a k-dimensional standard normal vector displaced by lambda: density
///
///     p(R) = R (R/lambda)^(k/2-1) exp(-(R^2 + lambda^2)/2) I_{k/2-1}(lambda R)
///
/// It carries every radial factor of a Gaussian vector `x = lambda u + z` in d dimensions:
///
///     E[h(norm x) x]     = lambda u E[h(R_{d+2})]
///     E[h(norm x) x x^T] = I E[h(R_{d+2})] + lambda^2 u u^T E[h(R_{d+4})]
///
/// (Judge and Bock 1978), with the degrees of freedom as the index of R.
struct NoncentralChi {
  let degreesOfFreedom: Int
  let lambda: Double

  /// Half-width, in standard deviations (at most 1), of the range outside which the density is
  /// below 1e-36 of its peak.
  private static let reach = 13.0

  /// Expectation of `h(R)` by adaptive quadrature, relative error below 1e-10.
  ///
  /// - Parameter scale: a radius at which `h` changes quickly (0 when it is smooth).
  func expectation(scale: Double = 0, _ h: @escaping (Double) -> Double) throws -> Double {
    let centre = (lambda * lambda + Double(degreesOfFreedom) - 1).squareRoot()
    let lower = Swift.max(0, centre - Self.reach)
    let upper = centre + Self.reach
    return try Quadrature.adaptive(
      from: lower, to: upper, breakpoints: [scale, 10 * scale, centre - 4, centre, centre + 4]
    ) { try h($0) * density($0) }.value
  }

  func density(_ radius: Double) throws -> Double {
    if radius <= 0 { return 0 }
    let x = lambda * radius
    let order = Double(degreesOfFreedom) / 2 - 1
    if x <= 30 || (order > 60 && x < 600) { return seriesDensity(radius, x: x, order: order) }
    let bessel = try SpecialFunctions.besselIScaled(order: order, x)
    // Scaled, I holds a factor e^-x: -(R^2 + lambda^2) / 2 + lambda R = -(R - lambda)^2 / 2.
    let power = (order + 1) * .log(radius) - order * .log(lambda)
    return .exp(power - (radius - lambda) * (radius - lambda) / 2) * bessel
  }

  /// The central density times `exp(-lambda^2/2) 0F1(; k/2; x^2/4)`, all terms positive: it neither
  /// underflows for large k nor needs lambda > 0.
  private func seriesDensity(_ radius: Double, x: Double, order: Double) -> Double {
    let k = order + 1
    let central =
      (2 * k - 1) * .log(radius) - radius * radius / 2 - (k - 1) * .log(2) - .logGamma(k)
    var term = 1.0
    var sum = 1.0
    var j = 0.0
    while term > 1e-17 * sum {
      term *= (x * x / 4) / ((j + 1) * (k + j))
      sum += term
      j += 1
    }
    return .exp(central - lambda * lambda / 2 + .log(sum))
  }
}
