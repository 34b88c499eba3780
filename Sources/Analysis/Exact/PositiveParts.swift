import GRPO
import GSL
import RealModule

/// Products of positive parts of two normal variables.
enum BivariateNormal {
  private static let rule = Quadrature.gaussLegendre(count: 32)

  /// E[max(a + X, 0) max(b + Y, 0)] for standard normal X, Y of correlation rho.
  ///
  /// Its second derivative in rho is the joint density at the corner (Price's theorem), so
  ///
  ///     E = p(a) p(b) + rho Phi(a) Phi(b) + int_0^rho (rho - r) phi_2(a, b; r) dr
  ///
  /// with `p(a) = E max(a + X, 0)`. The integral is smooth for abs(rho) <= 1/2, where 32 nodes give
  /// it to about 1e-14.
  static func positiveParts(_ a: Double, _ b: Double, correlation rho: Double) -> Double {
    var corner = 0.0
    for (node, weight) in zip(rule.nodes, rule.weights) {
      let r = 0.5 * rho * (1 + node)
      let determinant = 1 - r * r
      let exponent = -0.5 * (a * a - 2 * r * a * b + b * b) / determinant
      corner += 0.5 * rho * weight * (rho - r) * .exp(exponent) / determinant.squareRoot()
    }
    let noise = NoiseFamily.gaussian
    return noise.positivePart(mean: a, sigma: 1)!.first
      * noise.positivePart(mean: b, sigma: 1)!.first
      + rho * noise.cumulative(at: a) * noise.cumulative(at: b) + corner / (2 * .pi)
  }
}

extension ConditionalMoments {
  /// Adds the parts (A+, -A-) of one advantage `mean + sigma e`, a level at a time.
  mutating func addParts(
    level: Int, mean: Double, family: NoiseFamily, sigma: Double, first one: Double = 1,
    second two: Double = 1
  ) {
    for (part, sign) in [1.0, -1].enumerated() {
      let moments = family.positivePart(mean: sign * mean, sigma: sigma)!
      first[firstIndex(part, level)] += one * sign * moments.first
      diagonal[diagonalIndex(part, part, level)] += two * moments.second
    }
  }

  /// Adds the parts of a centred Gaussian group: means by level, covariance
  /// `sigma^2 (delta_ij - 1/G)`.
  ///
  /// - Parameters:
  ///   - one: weight of first moments.
  ///   - two: weight of second moments.
  mutating func addCentredParts(
    means: [Double], held: [Int], sigma: Double, groupSize: Int, first one: Double,
    second two: Double
  ) {
    let g = Double(groupSize)
    // The centring matrix has the diagonal (G - 1)/G and correlations -1/(G - 1): at most 1/2
    // in size from G = 3 on, and -1 at G = 2, which the quadrature cannot take.
    let deviation = sigma * ((g - 1) / g).squareRoot()
    for l in held {
      addParts(
        level: l, mean: means[l], family: .gaussian, sigma: deviation, first: one, second: two)
      for m in held {
        for (part, sign) in [1.0, -1].enumerated() {
          for (other, otherSign) in [1.0, -1].enumerated() {
            let product =
              groupSize == 2
              ? Self.opposite(means[l], sign, otherSign, deviation)
              : deviation * deviation
                * BivariateNormal.positiveParts(
                  sign * means[l] / deviation, otherSign * means[m] / deviation,
                  correlation: -sign * otherSign / (g - 1))
            cross[crossIndex(part, l, other, m)] += two * sign * otherSign * product
          }
        }
      }
    }
  }

  /// In a group of two one advantage is minus the other: E[max(s A, 0) max(-s' A, 0)].
  private static func opposite(
    _ mean: Double, _ sign: Double, _ otherSign: Double, _ sigma: Double
  ) -> Double {
    if sign == otherSign { return 0 }
    return NoiseFamily.gaussian.positivePart(mean: sign * mean, sigma: sigma)!.second
  }
}
