import RealModule

/// Sums of exponentials for the powers of an inverse norm with a threshold c >= 0:
///
///     1/(sqrt Q + c)   = int_0^inf exp(-t Q)   t^(-1/2) y_1(c sqrt t) dt
///     1/(sqrt Q + c)^2 = int_0^inf exp(-t Q) 4 y_2(c sqrt t) dt
///
/// with `y_k(z) = exp(z^2) i^k erfc(z)` (`ScaledErfc`), or of the norm with the threshold inside its root,
///
///     1/sqrt(Q + c^2) = int_0^inf exp(-t Q) exp(-c^2 t) (pi t)^(-1/2) dt
///     1/(Q + c^2)     = int_0^inf exp(-t Q) exp(-c^2 t) dt
///
/// The integrals are taken by the trapezoidal
/// rule in v after `t = t0 exp(v - exp(-v))`. One rule serves every Q, so its relative error carries
/// over to `E[. / (sqrt Q + c)]` for any law of Q: that of the gamma function far up a vertical line,
/// about `exp(-pi^2/step)`, below 1e-12 for Q up to 10 times its mean.
struct InverseNormRule {
  /// Mean of Q: it sets t0.
  let meanSquare: Double
  /// c.
  let threshold: Double
  /// c is inside the root.
  var isRooted = false
  var step = Self.usualStep
  /// Q may be any number of times its usual size: `t = t0 exp(v)` instead, from far below.
  var isHeavy = false

  /// A node and its weights for the first and the second power.
  struct Node {
    let t: Double
    let first: Double
    let second: Double
  }

  private static let usualStep = 0.28
  /// The range of v: at its lower end `sqrt t` is negligible.
  private static let range = (lower: -4.2, upper: 75.0, heavy: -54.0)

  /// Visits nodes from small to large t until three in a row past the bulk are negligible.
  ///
  /// - Parameter body: takes a node, adds what it contributes, returns true if that is negligible.
  /// - Throws: `NoExactLaw` when the contributions do not die out.
  func forEach(_ body: (Node) -> Bool) throws {
    // Where t (Q + c^2) is 1/2 on average: about there the integrand begins to fall.
    let start = 0.5 / (meanSquare + threshold * threshold)
    // Of norms or thresholds whose square is no number.
    guard start > 0, start.isFinite else { throw NoExactLaw.inaccurate }
    if step == Self.usualStep, !isHeavy { return try visit(Self.usual, start, body) }
    try visit(Self.abscissas(step: step, isHeavy: isHeavy), start, body)
  }

  /// v, exp(-v) where it bends, and t over t0.
  private typealias Abscissa = (v: Double, bend: Double, scale: Double)

  /// Those of the rule that most laws take: they do not know t0.
  private static let usual = Array(abscissas(step: usualStep, isHeavy: false))

  /// Worked out as they are visited: most of the range is not.
  private static func abscissas(step: Double, isHeavy: Bool) -> some Sequence<Abscissa> {
    // At -4.2 the bend, exp(4.2) = 67, has taken sqrt t to 4e-16 of its scale.
    let lower = isHeavy ? range.heavy : range.lower
    return stride(from: lower, through: range.upper, by: step).lazy.map { v in
      let bend = isHeavy ? 0 : Double.exp(-v)
      return (v, bend, .exp(v - bend))
    }
  }

  private func visit(
    _ abscissas: some Sequence<Abscissa>, _ start: Double, _ body: (Node) -> Bool
  ) throws {
    var idle = 0
    for (v, bend, scale) in abscissas {
      let t = start * scale
      // dt/dv is t (1 + exp(-v)), and t where nothing bends.
      let node = node(t, step * t * (1 + bend))
      // Small t add little too: only nodes past the bulk may end the sum.
      idle = body(node) && v > 1 ? idle + 1 : 0
      if idle == 3 { return }
    }
    throw NoExactLaw.inaccurate
  }

  private func node(_ t: Double, _ weight: Double) -> Node {
    if isRooted {
      let part = weight * .exp(-threshold * threshold * t)
      return Node(t: t, first: part / (.pi * t).squareRoot(), second: part)
    }
    let y = ScaledErfc(threshold * t.squareRoot())
    return Node(t: t, first: weight * y.first / t.squareRoot(), second: 4 * weight * y.second)
  }

  /// A contribution this much smaller than the sum does not count.
  static let negligible = 1e-13
}
