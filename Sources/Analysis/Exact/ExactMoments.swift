/// The exact moments of one group gradient, where they are known.
///
/// A class, so that what a table of many points hands on is one reference each.
public final class ExactMoments: Sendable {
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
    _ scaled: ScaledMoments?, silentFraction: Double, shrinkage: [Double]? = nil,
    curvature: Double? = nil, notes: [String] = []
  ) {
    self.scaled = scaled
    self.silentFraction = silentFraction
    self.shrinkage = shrinkage
    self.curvature = curvature
    self.notes = notes
  }

  /// No moments, and why.
  static func none(silentFraction: Double, _ gap: NoExactLaw) -> ExactMoments {
    ExactMoments(nil, silentFraction: silentFraction, notes: [gap.reason])
  }

  /// E g, P numbers; nil where no exact law is known.
  public var expectedGradient: [Double]? {
    guard let scaled else { return nil }
    let gradient = scaled.gradient.array
    return scaled.unit == 1 ? gradient : gradient.map { scaled.unit * $0 }
  }

  /// E norm(g)^2; nil where no exact law is known, and where it is too large for a number.
  public var secondMoment: Double? { scaled?.known(scaled?.secondMoment) }
}

/// `E g / unit` and `E norm(g)^2 / unit^2`, whose squares are numbers where those of the moments
/// themselves are not.
struct ScaledMoments: Sendable {
  let unit: Double
  let gradient: ShortVector
  /// nil where it is unknown.
  let secondMoment: Double?

  /// What a moment of second order in this unit is; nil where that is no number.
  func known(_ square: Double?) -> Double? {
    // Not by unit^2, which may overflow or underflow on its own.
    square.map { unit * (unit * $0) }.flatMap { $0.isFinite ? $0 : nil }
  }
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
    _ sums: borrowing LevelSums, table: borrowing LevelTable, curved: LevelScores?, unit: Double,
    gap: String?,
    silentFraction: Double, shrinkage: [Double]? = nil
  ) throws {
    let gradient = sums.expectedGradient(table)
    let second = gap == nil ? sums.secondMoment(table) : nil
    guard gradient.isFinite, second?.isFinite != false else {
      throw NoExactLaw("no exact value: a moment is too large for a number")
    }
    let scaled = ScaledMoments(unit: unit, gradient: gradient, secondMoment: second)
    var curvature: Double?
    if gap == nil, let curved {
      curvature = scaled.known(sums.secondMoment(table.replacing(scores: curved)))
    }
    self.init(
      scaled, silentFraction: silentFraction, shrinkage: shrinkage, curvature: curvature,
      notes: gap.map { [$0] } ?? [])
  }
}
