import Analysis

/// The claims of a verdict; a unit is one of them.
struct ClaimWork: UnitWork {
  let claims: [Claim]
  let sampling: Sampling

  var unitCount: Int { claims.count }
  var unitName: String { "claim" }

  func perform(
    _ units: Range<Int>, progress: (Double) -> Void,
    take: (Range<Int>, [Finding]) throws -> Void
  ) throws {
    for number in units {
      try take(number..<number + 1, try claims[number].findings(sampling))
      progress(Double(number + 1 - units.lowerBound) / Double(units.count))
    }
  }
}
