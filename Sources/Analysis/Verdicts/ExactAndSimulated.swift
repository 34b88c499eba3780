/// One quantity, exactly and simulated.
public struct ExactAndSimulated: Sendable {
  /// The exact value; nil where no law is known.
  public let exact: Double?
  /// The simulated value with its standard error.
  public let estimate: Estimate

  /// A quantity; `exact` is nil where no law is known.
  public init(exact: Double?, estimate: Estimate) {
    self.exact = exact
    self.estimate = estimate
  }

  /// `offset + factor x` in place of x.
  public func mapped(factor: Double, offset: Double = 0) -> ExactAndSimulated {
    ExactAndSimulated(
      exact: exact.map { offset + factor * $0 },
      estimate: estimate.mapped(factor: factor, offset: offset))
  }
}
