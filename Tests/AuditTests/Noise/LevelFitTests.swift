import GSL
import Testing

@testable import Audit

@Suite struct LevelFitTests {
  /// The levels that 400 values on each with Gaussian noise are read to be.
  private static func levels(_ levels: [Double], sigma: Double, seed: UInt64) throws -> [Double] {
    var random = RandomStream(seed: seed, stream: 1)
    let clusters = levels.map { level in
      (0..<400).map { _ in level + sigma * random.gaussian() }.sorted()
    }
    let fit = try #require(LevelFit(clusters, family: "gaussian"))
    return fit.rounded(sigma: sigma)
  }

  /// Four standard errors: one of these 390 levels is missed with probability .025.
  @Test(
    arguments: [
      ([0, 10], 0.5), ([0, 1.0 / 3, 2.0 / 3, 1], 0.05), ([-1, 1], 0.3), ([0, 0.25, 0.5], 0.03),
      ([0.05, 0.95], 0.01),
    ] as [([Double], Double)])
  func `levels are the roundest numbers within their error`(levels: [Double], sigma: Double) throws
  {
    for seed in 1...30 as ClosedRange<UInt64> {
      let found = try Self.levels(levels, sigma: sigma, seed: seed)
      #expect(zip(found, levels).allSatisfy { abs($0 - $1) < 1e-15 }, "\(found), seed \(seed)")
    }
  }

  /// A level of .37 is .35 for nobody, and where every number is within the error of some multiple none is preferred.
  @Test func `other levels stay as they are fitted`() throws {
    let found = try Self.levels([0.37, 1.37], sigma: 0.01, seed: 1)
    #expect(abs(found[0] - 0.37) < 0.0025 && found[0] != 0.37 && found[0] != 0.35)
    let wide = try Self.levels([0.37, 20], sigma: 3, seed: 2)
    #expect(wide[0] != wide[0].rounded() && wide[1] != wide[1].rounded())
  }
}
