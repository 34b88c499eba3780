import GSL
import RealModule

/// Tilted moments of uniform noise: a normal law of variance 1/2 in `z = sqrt t (x - m)` cut to
/// `[p, q] = [u - delta, u + delta]`, `u = sqrt t d`, `delta = sqrt(3 t)`.
enum TiltedUniform {
  static let halfWidth = Double.sqrt(3)
  private static let rule = Quadrature.gaussLegendre(count: 16)

  static func moments(_ d: Double, _ t: Double) -> TiltedMoments {
    let root = t.squareRoot()
    let delta = halfWidth * root
    let u = root * Swift.abs(d)
    var tilted: TiltedMoments
    // The exponent then varies by less than 8 over the box.
    if delta * (1 + u) <= 2 {
      tilted = narrow(u, delta)
    } else {
      let p = root * (Swift.abs(d) - halfWidth)
      tilted = p > 1 ? tail(p, u, delta, root) : wide(p, u, delta, root)
    }
    let sign = d < 0 ? -1.0 : 1.0
    tilted.noise *= sign
    tilted.deviation = delta * (1 + u) <= 2 ? d + tilted.noise : sign * tilted.deviation
    return tilted
  }

  /// A box in which the exponent varies little: sixteen Gauss-Legendre nodes are exact to rounding,
  /// and no difference of nearly equal numbers is taken.
  private static func narrow(_ u: Double, _ delta: Double) -> TiltedMoments {
    var (mass, mean, square) = (0.0, 0.0, 0.0)
    for (s, weight) in zip(rule.nodes, rule.weights) {
      let g = 0.5 * weight * .exp(-delta * s * (2 * u + delta * s))
      mass += g
      mean += g * s
      square += g * s * s
    }
    mean /= mass
    return TiltedMoments(
      logMass: -u * u + .log(mass), noise: halfWidth * mean, deviation: 0,
      variance: halfWidth * halfWidth * (square / mass - mean * mean))
  }

  /// The box lies on one side of the mode: moments of `y = z - p` on `[0, 2 delta]`.
  private static func tail(
    _ p: Double, _ u: Double, _ delta: Double, _ root: Double
  ) -> TiltedMoments {
    let width = 2 * delta
    let near = ScaledErfc(p)
    let far = ScaledErfc(u + delta)
    // exp(p^2 - q^2) by its factors, q - p = 2 delta and q + p = 2 u.
    let ratio = Double.exp(-4 * u * delta)
    let mass = near.zeroth - ratio * far.zeroth
    let mean = (near.first - ratio * (far.first + width * far.zeroth)) / mass
    let square =
      (2 * near.second
        - ratio * (2 * far.second + 2 * width * far.first + width * width * far.zeroth)) / mass
    return TiltedMoments(
      logMass: -p * p + .log(ScaledErfc.rootPi / 2 * mass / width),
      noise: mean / root - halfWidth, deviation: (p + mean) / root,
      variance: (square - mean * mean) / (root * root))
  }

  /// The mode is in the box, or within one of its edge.
  private static func wide(
    _ p: Double, _ u: Double, _ delta: Double, _ root: Double
  ) -> TiltedMoments {
    let q = u + delta
    // For p >= 0 both error functions may be near 1: their complements do not cancel.
    let inside = p < 0 ? Double.erf(q) - Double.erf(p) : Double.erfc(p) - Double.erfc(q)
    let mass = ScaledErfc.rootPi / 2 * inside
    let lower = Double.exp(-p * p) / (2 * mass)
    let upper = Double.exp(-q * q) / (2 * mass)
    let mean = lower - upper
    return TiltedMoments(
      logMass: .log(mass / (2 * delta)), noise: (mean - u) / root, deviation: mean / root,
      variance: (0.5 + p * lower - q * upper - mean * mean) / (root * root))
  }
}
