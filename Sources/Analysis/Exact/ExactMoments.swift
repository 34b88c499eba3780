/// The exact moments of one group gradient, where they are known.
///
/// A class, so that what a table of many points hands on is one reference each.
public final class ExactMoments: Sendable {
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
  public let curvature: Double?
  /// Why moments are nil, a phrase each; empty where all are known.
  public let notes: [String]
  /// The moments in units of their own, where squares would leave the range of numbers; nil where they are
  /// unknown.
  let scaled: ScaledMoments?

  init(
    expectedGradient: [Double]?, secondMoment: Double?, silentFraction: Double,
    shrinkage: [Double]?, curvature: Double? = nil, notes: [String] = [],
    scaled: ScaledMoments? = nil
  ) {
    self.expectedGradient = expectedGradient
    self.secondMoment = secondMoment
    self.silentFraction = silentFraction
    self.shrinkage = shrinkage
    self.curvature = curvature
    self.notes = notes
    self.scaled = scaled
  }

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

extension ExactMoments {
  /// What the sums over a prompt's groups come to.
  ///
  /// - Parameters:
  ///   - sums: of advantages in `unit`.
  ///   - table: the levels that the sums go over.
  ///   - curved: the same levels under the metric Hess V, where the curvature is asked for.
  ///   - gap: why second moments are unknown; nil where they are known.
  /// - Throws: `NoExactLaw` where a moment is too large for a number.
  convenience init(
    _ sums: LevelSums, table: LevelTable, curved: LevelScores?, unit: Double, gap: String?,
    silentFraction: Double, shrinkage: [Double]? = nil
  ) throws {
    let gradient = sums.expectedGradient(table)
    let second = gap == nil ? sums.secondMoment(table) : nil
    guard gradient.allSatisfy(\.isFinite), second?.isFinite != false else {
      throw NoExactLaw("no exact value: a moment is too large for a number")
    }
    // Not by unit^2, which may overflow or underflow on its own.
    let known = { (square: Double) -> Double? in
      let size = unit * (unit * square)
      return size.isFinite ? size : nil
    }
    self.init(
      // In the unit 1 both are one array.
      expectedGradient: unit == 1 ? gradient : gradient.map { unit * $0 },
      secondMoment: second.flatMap(known), silentFraction: silentFraction, shrinkage: shrinkage,
      curvature: gap == nil
        ? curved.flatMap { known(sums.secondMoment(table.replacing(scores: $0))) } : nil,
      notes: gap.map { [$0] } ?? [],
      scaled: ScaledMoments(unit: unit, gradient: gradient, secondMoment: second))
  }
}
