/// The exact moments of one group gradient, where they are known.
public struct ExactMoments: Sendable {
  /// E g, P numbers; nil where no exact law is known.
  public let expectedGradient: [Double]?
  /// E norm(g)^2; nil where no exact law is known, and where it is too large for a number.
  public let secondMoment: Double?
  /// Probability that all raw rewards of a group are equal.
  public let silentFraction: Double
  /// E[A | K correct] / A without noise, K = 1..G-1, for binary rewards and groups of at most 2^18;
  /// nil otherwise.
  public let shrinkage: [Double]?
  /// tr(Hess V E[g g^T]), for what a step of SGD does to V; nil where it was not asked for or no law
  /// is known.
  public internal(set) var curvature: Double? = nil
  /// Why moments are nil, a phrase each; empty where all are known.
  public internal(set) var notes: [String] = []
  /// The moments in units of their own, where squares would leave the range of numbers; nil where they are
  /// unknown.
  var scaled: ScaledMoments? = nil

  /// No moments, and why.
  static func none(silentFraction: Double, _ gap: NoExactLaw) -> ExactMoments {
    ExactMoments(
      expectedGradient: nil, secondMoment: nil, silentFraction: silentFraction, shrinkage: nil,
      notes: [gap.reason])
  }
}

/// `E g / unit` and `E norm(g)^2 / unit^2`, whose squares are numbers where those of the moments
/// themselves are not.
struct ScaledMoments: Sendable {
  let unit: Double
  let gradient: [Double]
  /// nil where it is unknown.
  let secondMoment: Double?
}
