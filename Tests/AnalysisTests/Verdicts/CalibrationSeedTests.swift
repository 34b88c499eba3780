import Foundation
import Testing

@testable import Analysis

/// What a seed says about every check, there and back through JSON.
struct CalibrationSeedTests {
  private static let sampling = Sampling(groups: 1000, seed: 11, threads: 1)
  private static let claims = Claim.all.filter {
    ["ShrinkageLaw", "BoundedAdvantage", "GradientNormBound"].contains($0.name)
  }

  private func coded(_ seed: CalibrationSeed) throws -> CalibrationSeed {
    try JSONDecoder().decode(CalibrationSeed.self, from: JSONEncoder().encode(seed))
  }

  @Test func `names and outcomes come back to the last bit`() throws {
    for number in 0..<3 {
      let seed = try CalibrationSeed(number, Self.claims, Self.sampling)
      let back = try coded(seed)
      #expect(back.number == number && back.names == seed.names && back.outcomes == seed.outcomes)
      #expect((seed.names == nil) == (number > 0) && !seed.outcomes.isEmpty)
    }
  }

  @Test func `seeds counted apart are those of one calibration`() throws {
    let whole = try Calibration(Self.claims, seeds: 4, sampling: Self.sampling)
    var counts = CalibrationCounts()
    for number in 0..<4 {
      try counts.add(coded(CalibrationSeed(number, Self.claims, Self.sampling)))
    }
    let apart = Calibration(counts)
    #expect(whole.runAlarms == apart.runAlarms && whole.checks.count == apart.checks.count)
    for (a, b) in zip(whole.checks, apart.checks) {
      #expect(a.alarms == b.alarms && a.within == b.within && a.quantity == b.quantity)
      // NaN where nothing is known.
      #expect(a.meanZ.bitPattern == b.meanZ.bitPattern)
      #expect(a.varianceZ.bitPattern == b.varianceZ.bitPattern)
    }
  }

  @Test func `a seed that is missing, there twice or of other checks is refused`() throws {
    let seeds = try (0..<3).map { try CalibrationSeed($0, Self.claims, Self.sampling) }
    for order in [[1], [0, 2], [0, 0]] {
      var counts = CalibrationCounts()
      #expect(throws: AnalysisError.self) { for number in order { try counts.add(seeds[number]) } }
    }
    var counts = CalibrationCounts()
    try counts.add(seeds[0])
    let other = try CalibrationSeed(1, [Self.claims[0]], Self.sampling)
    #expect(throws: AnalysisError.self) { try counts.add(other) }
  }
}
