package import GSL
import RealModule

/// The standard normal law.
package struct GaussianNoise: NoiseLaw {
  package static let name = "gaussian"
  package static let summary = "the normal law"

  package init(_ parameters: NoiseParameters = .init()) {}

  package func standardDraw(using random: inout RandomStream) -> Double { random.gaussian() }

  package func fill(_ noise: inout [Double], using random: inout RandomStream) {
    random.fillGaussian(&noise)
  }

  package var atoms: [(value: Double, probability: Double)]? { nil }

  package func density(at x: Double) -> Double? { Self.density(x) }

  package func cumulative(at x: Double) -> Double { Self.upperTail(-x) }

  package func quantile(_ uniform: Double) throws -> Double {
    try NormalDistribution().quantile(uniform)
  }

  package func tailMoments(beyond c: Double) -> (first: Double, second: Double) {
    let (density, tail) = (Self.density(c), Self.upperTail(c))
    // By parts, x f(x) being -f'(x). Far out the results are c^-2 and 2 c^-4 of their terms.
    return (density - c * tail, (1 + c * c) * tail - c * density)
  }

  package var halfWidth: Double? { nil }
  package var fourthMoment: Double { 3 }
  package var isStable: Bool { true }

  private static func density(_ x: Double) -> Double { .exp(-0.5 * x * x) / .sqrt(2 * .pi) }

  /// P(Z > x).
  private static func upperTail(_ x: Double) -> Double { 0.5 * .erfc(x / .sqrt(2)) }
}

extension NoiseFamily {
  /// The standard normal law.
  public static let gaussian = NoiseFamily(GaussianNoise())
}
