/// Thrown where a setting has no exact law that is known, feasible and certified: moments stay empty.
struct NoExactLaw: Error, Hashable {
  /// What stands in the way, for the column `note`: a phrase without a full stop.
  let reason: String

  init(_ reason: String) { self.reason = reason }

  /// Of a quadrature that is not certified for these counts.
  static let inaccurate = NoExactLaw("no exact law: its quadrature does not reach 1e-8 here")
}
