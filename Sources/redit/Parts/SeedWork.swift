import Analysis
import Platform

/// The seeds of a calibration; a unit is one of them.
struct SeedWork: UnitWork {
  let claims: [Claim]
  let seeds: Int
  let sampling: Sampling

  var unitCount: Int { seeds }
  var unitName: String { "seed" }

  func perform(
    _ units: Range<Int>, progress: (Double) -> Void,
    take: (Range<Int>, CalibrationSeed) throws -> Void
  ) throws {
    for number in units {
      try take(number..<number + 1, CalibrationSeed(number, claims, sampling))
      progress(Double(number + 1 - units.lowerBound) / Double(units.count))
    }
  }

  func estimatedSeconds() throws -> Double? {
    let begun = Date()
    _ = try CalibrationSeed(0, claims, sampling)
    return Date().timeIntervalSince(begun) * Double(seeds)
  }
}
