import GRPO
import GSL
import RealModule

/// Products of parts of two standard normal variables X, Y of correlation rho.
///
/// The first derivative of E[K(a + X) K(b + Y)] in rho, `K(x) = min(max(x, 0), c)`, is the probability that neither is
/// cut, its second the joint density at the corners, those of one cut at c and the other at 0 with a minus (Price's
/// theorem), so
///
///     E = p(a) p(b) + rho P(a) P(b) + sum of +-int_0^rho (rho - r) phi_2(corner; r) dr
///
/// with `p(a) = E K(a + X)` and `P(a) = P(0 < a + X < c)`. The integral is smooth for abs(rho) <= 1/2,
/// where 32 nodes give it to about 1e-14.
struct BivariateNormal {
  private static let rule = Quadrature.gaussLegendre(count: 32)

  private let correlation: Double
  /// What depends on the nodes alone: the weight, and the factors of a^2 + b^2 and of a b in the exponent.
  private var weights: [SIMD8<Double>] = []
  private var squares: [SIMD8<Double>] = []
  private var products: [SIMD8<Double>] = []

  /// Of two centred advantages of a group, with the sign of one turned round; nil for groups of two.
  ///
  /// The centring matrix has the diagonal (G - 1)/G and correlations -1/(G - 1): at most 1/2 in size from G = 3 on, and
  /// -1 at G = 2, which the quadrature cannot take.
  init?(groupSize: Int) {
    if groupSize == 2 { return nil }
    self.init(correlation: 1 / (Double(groupSize) - 1))
  }

  /// - Parameter rho: from -1/2 to 1/2.
  init(correlation rho: Double) {
    correlation = rho
    for chunk in 0..<Self.rule.nodes.count / 8 {
      var (weight, square, product) = (SIMD8<Double>.zero, SIMD8<Double>.zero, SIMD8<Double>.zero)
      for lane in 0..<8 {
        let r = 0.5 * rho * (1 + Self.rule.nodes[8 * chunk + lane])
        let determinant = 1 - r * r
        weight[lane] =
          0.5 * rho * Self.rule.weights[8 * chunk + lane] * (rho - r) / determinant.squareRoot()
        square[lane] = -0.5 / determinant
        product[lane] = r / determinant
      }
      weights.append(weight)
      squares.append(square)
      products.append(product)
    }
  }

  /// E[K(a + X) K(b + Y)].
  ///
  /// - Parameters:
  ///   - sign: -1 for the opposite correlation.
  ///   - limit: c; infinite for positive parts.
  func parts(
    _ a: Double, _ b: Double, sign: Double = 1, limit: Double = .infinity
  ) -> Double {
    var sum = corner(a, sign * b)
    guard limit.isFinite else {
      return positiveParts(PositivePart(a), PositivePart(b), sign: sign, corner: sum)
    }
    let noise = NoiseFamily.gaussian
    sum += corner(a - limit, sign * (b - limit))
    sum -= corner(a - limit, sign * b) + corner(a, sign * (b - limit))
    let inside = [a, b].map { noise.cumulative(at: $0) - noise.cumulative(at: $0 - limit) }
    let means = [a, b].map { Dither.normal.part(mean: $0, sigma: 1, limit: limit)!.first }
    return means[0] * means[1] + sign * correlation * inside[0] * inside[1] + sum
  }

  /// The same without a limit, of what is known of each of the two.
  ///
  /// - Parameter corner: that of a and `sign * b`.
  func positiveParts(
    _ a: PositivePart, _ b: PositivePart, sign: Double, corner: Double
  ) -> Double {
    a.mean * b.mean + sign * correlation * a.share * b.share + corner
  }

  /// int_0^rho (rho - r) phi_2(a, b; r) dr; that of -rho with -b. It is the same of (b, a) and of (-a, -b).
  func corner(_ a: Double, _ b: Double) -> Double {
    let (size, product) = (a * a + b * b, a * b)
    // No exponent is above -size / 3: beyond that all are 0.
    if size > 2300 { return 0 }
    var sum = SIMD8<Double>.zero
    for k in weights.indices {
      sum = sum + weights[k] * LaneFunctions.exp(squares[k] * size + products[k] * product)
    }
    return LaneFunctions.sum(sum) / (2 * .pi)
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
  ///   - pair: that of the group size.
  ///   - one: weight of first moments.
  ///   - two: weight of second moments.
  mutating func addCentredParts(
    means: [Double], held: [Int], sigma: Double, groupSize: Int, pair: BivariateNormal?,
    limit: Double = .infinity, first one: Double = 1, second two: Double = 1
  ) {
    let g = Double(groupSize)
    let deviation = sigma * ((g - 1) / g).squareRoot()
    for l in held {
      addParts(
        level: l, mean: means[l], dither: .normal, sigma: deviation, limit: limit, first: one,
        second: two)
    }
    if let pair, !limit.isFinite {
      return addPairs(pair, means, held, deviation, weight: two)
    }
    for l in held {
      for m in held {
        for (part, sign) in [1.0, -1].enumerated() {
          for (other, otherSign) in [1.0, -1].enumerated() {
            let product =
              pair.map {
                deviation * deviation
                  * $0.parts(
                    sign * means[l] / deviation, otherSign * means[m] / deviation,
                    sign: -sign * otherSign, limit: limit / deviation)
              } ?? Self.opposite(means[l], sign, otherSign, deviation, limit)
            cross[crossIndex(part, l, other, m)] += two * sign * otherSign * product
          }
        }
      }
    }
  }

  /// The products of positive parts: what is known of each level and sign alone is worked out once, and a corner of two
  /// levels serves all signs and both orders.
  private mutating func addPairs(
    _ pair: BivariateNormal, _ means: [Double], _ held: [Int], _ deviation: Double, weight: Double
  ) {
    let signs = SIMD2(1.0, -1)
    let parts = held.map { l in
      (PositivePart(means[l] / deviation), PositivePart(-means[l] / deviation))
    }
    var corners = [Double](repeating: 0, count: held.count * held.count)
    for i in held.indices {
      for j in 0...i {
        let corner = pair.corner(means[held[i]] / deviation, -means[held[j]] / deviation)
        corners[i * held.count + j] = corner
        corners[j * held.count + i] = corner
      }
    }
    for i in held.indices {
      for j in held.indices {
        for part in 0..<2 {
          for other in 0..<2 {
            let product = pair.positiveParts(
              part == 0 ? parts[i].0 : parts[i].1, other == 0 ? parts[j].0 : parts[j].1,
              sign: -signs[part] * signs[other], corner: corners[i * held.count + j])
            cross[crossIndex(part, held[i], other, held[j])] +=
              weight * signs[part] * signs[other] * (deviation * deviation * product)
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
