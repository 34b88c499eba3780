/// What a row of a sweep reports, in the order of its columns.
public enum Quantity: String, CaseIterable, Sendable {
  /// norm(E g).
  case gradientNorm = "gradient_norm"
  /// E norm(g)^2.
  case secondMoment = "second_moment"
  /// Trace of Cov g.
  case variance
  /// norm(E g)^2 / tr Cov g.
  case signalToNoise = "snr"
  /// Cosine of E g with grad V.
  case cosine
  /// Probability that all raw rewards of a group are equal.
  case silentFraction = "silent_fraction"
  /// Mean over groups of the largest absolute advantage.
  case largestAdvantage = "largest_advantage"
  /// Largest absolute advantage seen in the whole run.
  case maximumAdvantage = "maximum_advantage"

  /// Place among all cases.
  fileprivate var position: Int {
    switch self {
    case .gradientNorm: 0
    case .secondMoment: 1
    case .variance: 2
    case .signalToNoise: 3
    case .cosine: 4
    case .silentFraction: 5
    case .largestAdvantage: 6
    case .maximumAdvantage: 7
    }
  }
}

/// The quantities of one row, those that are known; exact ones have standard error 0.
public struct Summary: Sendable {
  /// A quantity that is unknown or undefined (the cosine with a vanishing gradient) is absent. Exact ones
  /// may be infinite, and so are standard errors where none exists.
  public var values: [Quantity: Estimate] {
    Quantity.allCases.reduce(into: [:]) { $0[$1] = self[$1] }
  }

  /// By position of the quantity.
  private var known: [Estimate?] = Array(repeating: nil, count: Quantity.allCases.count)

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
