import GRPO
import GSL
import RealModule

/// Products of parts of two normal variables.
enum BivariateNormal {
  private static let rule = Quadrature.gaussLegendre(count: 32)

  /// E[K(a + X) K(b + Y)] for standard normal X, Y of correlation rho and `K(x) = min(max(x, 0), c)`.
  ///
  /// Its first derivative in rho is the probability that neither is cut, its second the joint density at
  /// the corners, those of one cut at c and the other at 0 with a minus (Price's theorem), so
  ///
  ///     E = p(a) p(b) + rho P(a) P(b) + sum of +-int_0^rho (rho - r) phi_2(corner; r) dr
  ///
  /// with `p(a) = E K(a + X)` and `P(a) = P(0 < a + X < c)`. The integral is smooth for abs(rho) <= 1/2,
  /// where 32 nodes give it to about 1e-14.
  ///
  /// - Parameter limit: c; infinite for positive parts.
  static func parts(
    _ a: Double, _ b: Double, correlation rho: Double, limit: Double = .infinity
  ) -> Double {
    let noise = NoiseFamily.gaussian
    var sum = corner(a, b, correlation: rho)
    guard limit.isFinite else {
      return noise.positivePart(mean: a, sigma: 1)!.first
        * noise.positivePart(mean: b, sigma: 1)!.first
        + rho * noise.cumulative(at: a) * noise.cumulative(at: b) + sum
    }
    sum += corner(a - limit, b - limit, correlation: rho)
    sum -= corner(a - limit, b, correlation: rho) + corner(a, b - limit, correlation: rho)
    let inside = [a, b].map { noise.cumulative(at: $0) - noise.cumulative(at: $0 - limit) }
    let means = [a, b].map { Dither.normal.part(mean: $0, sigma: 1, limit: limit)!.first }
    return means[0] * means[1] + rho * inside[0] * inside[1] + sum
  }

  /// int_0^rho (rho - r) phi_2(a, b; r) dr.
  private static func corner(_ a: Double, _ b: Double, correlation rho: Double) -> Double {
    var corner = 0.0
    for (node, weight) in zip(rule.nodes, rule.weights) {
      let r = 0.5 * rho * (1 + node)
      let determinant = 1 - r * r
      let exponent = -0.5 * (a * a - 2 * r * a * b + b * b) / determinant
      corner += 0.5 * rho * weight * (rho - r) * .exp(exponent) / determinant.squareRoot()
    }
    return corner / (2 * .pi)
  }
}

extension Dither {
  /// One component of unit scale is always a dither.
  fileprivate static let normal = try! Dither(.gaussian)
}

extension ConditionalMoments {
  /// Adds the parts (A+, -A-) of one advantage `mean + sigma e`, clamped at `limit`, a level at a time.
  ///
  /// - Precondition: the positive part of the noise has closed moments.
  mutating func addParts(
    level: Int, mean: Double, dither: Dither, sigma: Double, limit: Double = .infinity,
    first one: Double = 1, second two: Double = 1
  ) {
    for (part, sign) in [1.0, -1].enumerated() {
      let moments = dither.part(mean: sign * mean, sigma: sigma, limit: limit)!
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
    means: [Double], held: [Int], sigma: Double, groupSize: Int, limit: Double = .infinity,
    first one: Double = 1, second two: Double = 1
  ) {
    let g = Double(groupSize)
    // The centring matrix has the diagonal (G - 1)/G and correlations -1/(G - 1): at most 1/2
    // in size from G = 3 on, and -1 at G = 2, which the quadrature cannot take.
    let deviation = sigma * ((g - 1) / g).squareRoot()
    for l in held {
      addParts(
        level: l, mean: means[l], dither: .normal, sigma: deviation, limit: limit, first: one,
        second: two)
      for m in held {
        for (part, sign) in [1.0, -1].enumerated() {
          for (other, otherSign) in [1.0, -1].enumerated() {
            let product =
              groupSize == 2
              ? Self.opposite(means[l], sign, otherSign, deviation, limit)
              : deviation * deviation
                * BivariateNormal.parts(
                  sign * means[l] / deviation, otherSign * means[m] / deviation,
                  correlation: -sign * otherSign / (g - 1), limit: limit / deviation)
            cross[crossIndex(part, l, other, m)] += two * sign * otherSign * product
          }
        }
      }
    }
  }

  /// In a group of two one advantage is minus the other: E[K(s A) K(-s' A)].
  private static func opposite(
    _ mean: Double, _ sign: Double, _ otherSign: Double, _ sigma: Double, _ limit: Double
  ) -> Double {
    if sign == otherSign { return 0 }
    return Dither.normal.part(mean: sign * mean, sigma: sigma, limit: limit)!.second
  }
}
