/// The quantities of one row, those that are known; exact ones have standard error 0.
public struct GradientSummary: Sendable {
  /// A quantity that is unknown or undefined (the cosine with a vanishing gradient) is absent. Exact ones
  /// may be infinite, and so are standard errors where none exists.
  public var values: [Quantity: Estimate] {
    Quantity.allCases.reduce(into: [:]) { $0[$1] = self[$1] }
  }

  /// By position of the quantity.
  package private(set) var known: [Estimate?] = Array(
    repeating: nil, count: Quantity.allCases.count)

  /// The estimate or exact value of a quantity.
  public subscript(_ quantity: Quantity) -> Estimate? { known[quantity.position] }

  init(_ moments: GradientMoments, valueNorm: Double, silentFraction: Estimate, count: Int) {
    let entries: [(Quantity, Double?, Double?)] = [
      (.gradientNorm, moments.norm, moments.normError),
      (.secondMoment, moments.meanSquare, moments.secondMomentError),
      (.variance, moments.variance, moments.varianceError),
      (.signalToNoise, moments.signalToNoise, moments.signalToNoiseError),
      (.cosine, moments.cosine(valueNorm: valueNorm), moments.cosineError(valueNorm: valueNorm)),
    ]
    // An exact moment may be infinite; that of a simulation is then no number.
    for case let (quantity, value?, error?) in entries
    where value.isFinite || (value == .infinity && count == 0) {
      known[quantity.position] = Estimate(mean: value, standardError: error, count: count)
    }
    set(.silentFraction, silentFraction)
  }

  mutating func set(_ quantity: Quantity, _ estimate: Estimate) {
    known[quantity.position] = estimate
  }
}
