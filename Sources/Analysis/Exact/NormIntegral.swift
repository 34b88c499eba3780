import GSL
import RealModule

/// Moments of a Gaussian vector `x = lambda u + z` of d dimensions over a function of its norm that has a
/// corner: an integral over the norm R, whose law is noncentral chi.
///
/// With `b = d/2`, `F_k = 0F1(; b + k; (lambda R)^2/4)` and the weight
///
///     w = R^(d-1) exp(-(R^2 + lambda^2)/2) / (2^(b-1) Gamma(b))
///
/// the density of R is `w F_0`, and the direction of x given R is von Mises-Fisher, so that
///
///     E[x h(R)]       = u int (lambda R^2 / d) F_1 w h dR
///     E[x x^T h(R)^2] = int R^2 { F_1 / d I + (lambda R)^2 / (d (d + 2)) F_2 u u^T } w h^2 dR
///
/// Nothing is subtracted. Every function is held as a logarithm, exp(-lambda R) taken out of F.
struct NormIntegral {
  let dimension: Int
  let lambda: Double

  /// Half the range of R about where its law is: exp(-50) is left out on either side.
  private static let reach = 10.0
  /// Of a piece.
  private static let width = 2.5
  private static let rule = Quadrature.gaussLegendre(count: 24)

  /// The coefficients of `h(R) = 1 / (max(R, floor) + added)`.
  ///
  /// - Throws: `NoExactLaw` where a Bessel function has no value.
  func moments(floor: Double, added: Double) throws -> RadialCoefficients {
    let d = Double(dimension)
    let middle = (lambda * lambda + d - 1).squareRoot()
    let (low, high) = (max(0, middle - Self.reach), middle + Self.reach)
    // No piece holds the corner inside.
    let corner = min(max(floor, low), high)
    var sum = RadialCoefficients(mean: 0, isotropic: 0, aligned: 0)
    for (start, end) in [(low, corner), (corner, high)] where end > start {
      let count = ((end - start) / Self.width).rounded(.up)
      let half = (end - start) / (2 * count)
      for piece in 0..<Int(count) {
        let centre = start + half * (2 * Double(piece) + 1)
        for (x, weight) in zip(Self.rule.nodes, Self.rule.weights) {
          let norm = centre + half * x
          try add(norm, half * weight, scale: 1 / (max(norm, floor) + added), to: &sum)
        }
      }
    }
    return sum
  }

  private func add(
    _ norm: Double, _ weight: Double, scale: Double, to sum: inout RadialCoefficients
  ) throws {
    let d = Double(dimension)
    let kappa = lambda * norm
    let gap = norm - lambda
    let density =
      (d - 1) * .log(norm) - 0.5 * gap * gap - (d / 2 - 1) * .log(2) - .logGamma(d / 2)
    let first = Double.exp(density + (try logScaled(d / 2 + 1, kappa)))
    let second = Double.exp(density + (try logScaled(d / 2 + 2, kappa)))
    let ratio = norm * scale
    sum.mean += weight * scale * norm * kappa / d * first
    sum.isotropic += weight * ratio * ratio / d * first
    sum.aligned += weight * ratio * ratio * kappa * kappa / (d * (d + 2)) * second
  }

  /// `log(exp(-kappa) 0F1(; b; kappa^2/4))`.
  private func logScaled(_ b: Double, _ kappa: Double) throws -> Double {
    // The series has terms above 0 only, and sums of some exp(kappa) are numbers.
    guard kappa > 600 else { return .log(series(b, kappa * kappa / 4)) - kappa }
    do {
      return .logGamma(b) + (b - 1) * .log(2 / kappa)
        + .log(try SpecialFunctions.besselIScaled(order: b - 1, kappa))
    } catch { throw NoExactLaw.inaccurate }
  }

  private func series(_ b: Double, _ z: Double) -> Double {
    var (term, sum, k) = (1.0, 1.0, 0.0)
    repeat {
      k += 1
      term *= z / (k * (b + k - 1))
      sum += term
    } while term > 0x1p-55 * sum
    return sum
  }
}
