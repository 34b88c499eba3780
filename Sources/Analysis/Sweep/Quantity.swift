/// What a row of a sweep reports, in the order of its columns.
public enum Quantity: String, CaseIterable, Sendable {
  /// The norm of the expected gradient, norm(E g).
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
  package var position: Int {
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
