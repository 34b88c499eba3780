/// The law of the advantages of one group given its composition.
protocol ConditionalLaw {
  /// Why only `first` has an exact value, for the column `note`; nil where all have.
  var secondMomentGap: String? { get }
  /// Work per composition, in units of one closed-form evaluation; bounds what is feasible.
  var cost: Double { get }
  /// Writes the moments of the group with these counts.
  func fill(_ moments: inout ConditionalMoments, counts: [Int]) throws
  /// For a law that knows a group by its norm, slope (as `mean`), isotropic and aligned part in
  ///
  ///     E[A_i]     = slope (r_l - rbar)
  ///     E[A_i A_j] = isotropic (delta_ij - 1/G) + aligned (r_l - rbar) (r_m - rbar)
  ///
  /// nil for another.
  func coefficients(norm: Double) throws -> RadialCoefficients?
}

extension ConditionalLaw {
  var secondMomentGap: String? { nil }
  func coefficients(norm: Double) throws -> RadialCoefficients? { nil }
}
