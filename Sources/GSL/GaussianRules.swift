internal import CGSL
internal import RealModule

extension Quadrature {
  /// The nodes, ascending, and weights of a Gaussian rule: exact for polynomials of degree below
  /// twice their number, up to rounding.
  public typealias Rule = (nodes: [Double], weights: [Double])

  /// The Gauss-Legendre rule on [-1, 1] with weight 1; the weights add up to 2.
  ///
  /// - Precondition: `count >= 1`.
  public static func gaussLegendre(count: Int) -> Rule {
    fixedRule(redit_fixed_legendre(), count, from: -1, to: 1, mass: 1)
  }

  /// The Gauss-Hermite rule of the standard normal law; the weights add up to 1.
  ///
  /// ```
  /// E f(Z) ~ sum over i of weights[i] f(nodes[i]),   Z ~ N(0, 1)
  /// ```
  ///
  /// - Precondition: `1 <= count`.
  public static func gaussHermite(count: Int) -> Rule {
    // GSL's weight is exp(-b (x - a)^2): with b = 1/2 that of the normal law.
    fixedRule(redit_fixed_hermite(), count, from: 0, to: 0.5, mass: Double.sqrt(2 * .pi))
  }

  /// A symmetric rule of GSL (Golub and Welsch, by the QL method), made symmetric to the last bit,
  /// with weights divided by `mass`.
  ///
  /// GSL's other Gauss-Legendre routine, `glfixed`, has weights good to 3e-8 to 1e-10 only for the
  /// counts it has no table of.
  private static func fixedRule(
    _ type: UnsafePointer<gsl_integration_fixed_type>, _ count: Int, from a: Double,
    to b: Double, mass: Double
  ) -> Rule {
    Status.prepare()
    precondition(count >= 1, "\(count) nodes")
    guard let rule = gsl_integration_fixed_alloc(type, count, a, b, 0, 0) else {
      preconditionFailure("no Gaussian rule of \(count) nodes")
    }
    defer { gsl_integration_fixed_free(rule) }
    let nodes = UnsafeBufferPointer(start: gsl_integration_fixed_nodes(rule), count: count)
    let weights = UnsafeBufferPointer(start: gsl_integration_fixed_weights(rule), count: count)
    let mirrored = (0..<count).map { (i: $0, j: count - 1 - $0) }
    return (
      mirrored.map { (nodes[$0.i] - nodes[$0.j]) / 2 },
      mirrored.map { (weights[$0.i] + weights[$0.j]) / 2 / mass }
    )
  }
}
