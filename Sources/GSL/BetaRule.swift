internal import CGSL

extension BetaDistribution {
  /// Nodes in (0, 1) and weights that add up to 1, with `E f(X) ~ sum of weights[i] f(nodes[i])`.
  ///
  /// Gauss-Jacobi for a + b up to 100: exact for polynomials of degree below twice `count`. Above, where
  /// the weights of GSL overflow, eight times as many nodes of equal weight at the quantiles of
  /// (i + 1/2)/(8 count).
  ///
  /// - Throws: ``GSLError`` when a quantile is not found.
  /// - Precondition: `count >= 1`.
  public func rule(count: Int) throws -> Quadrature.Rule {
    guard a + b <= 100 else {
      let total = 8 * count
      let nodes = try (0..<total).map { try quantile((Double($0) + 0.5) / Double(total)) }
      return (nodes, nodes.map { _ in 1 / Double(total) })
    }
    // GSL's weight on [0, 1] is (1 - x)^alpha x^beta, in this order.
    guard
      let rule = gsl_integration_fixed_alloc(redit_fixed_jacobi(), count, 0, 1, b - 1, a - 1)
    else { preconditionFailure("no Gaussian rule of \(count) nodes for Beta(\(a), \(b))") }
    defer { gsl_integration_fixed_free(rule) }
    let nodes = Array(UnsafeBufferPointer(start: gsl_integration_fixed_nodes(rule), count: count))
    let weights = Array(
      UnsafeBufferPointer(start: gsl_integration_fixed_weights(rule), count: count))
    let mass = weights.reduce(0, +)
    return (nodes.map { Swift.min(1, Swift.max(0, $0)) }, weights.map { $0 / mass })
  }
}
