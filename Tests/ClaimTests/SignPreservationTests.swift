import GRPO
import GSL
import Testing

@testable import Analysis

/// A share of 3% is known to .05%.
struct SignPreservationTests {
  static let claim = ClaimCase.named("SignPreservation")

  @Test func `verdicts are the expected ones`() throws { try Self.claim.expectVerdicts() }

  @Test(arguments: claim.refused)
  func `a planted error is refused`(_ error: PlantedError) throws {
    try Self.claim.expectRefusal(of: error)
  }

  /// 1/14 = .0714 at G = 8 and one correct completion; 4/14 for equal halves.
  @Test func `radii at G = 8`() {
    #expect(SignPreservation.radius(correct: 1, groupSize: 8) == 1.0 / 14)
    #expect(SignPreservation.radius(correct: 7, groupSize: 8) == 1.0 / 14)
    #expect(SignPreservation.radius(correct: 4, groupSize: 8) == 4.0 / 14)
  }

  /// The worst corner, found by brute force over all 2^G, flips just above the radius only.
  @Test(arguments: [2, 3, 5, 8])
  func `the worst corner of the cube sets the radius`(g: Int) throws {
    let estimator = try AdvantageEstimator(.mean)
    for k in 1..<g {
      let radius = SignPreservation.radius(correct: k, groupSize: g)
      for (ratio, flips) in [(1 - 1e-9, false), (1 + 1e-9, true)] {
        var found = false
        forEachTuple(of: 2, length: g) { signs in
          let dithered = signs.indices.map {
            ($0 < k ? 1 : 0) + ratio * radius * Double(2 * signs[$0] - 1)
          }
          for (i, advantage) in estimator.advantages(of: dithered).enumerated()
          where (advantage > 0) != (i < k) { found = true }
        }
        #expect(found == flips, "K \(k), ratio \(ratio)")
      }
    }
  }

  /// G = 3, K = 1, a = 1.5/4: the corner 2u + v + w < 4a - 1 = .5 has the volume .5^3 / 12, in a
  /// cube of .75^3, twice: 2/12 * 8/27.
  @Test func `share of a cube by hand`() {
    let share = SignPreservation.uniformFlipShare(correct: 1, groupSize: 3, excess: 0.5)
    #expect(abs(share - 2.0 / 12 * 8 / 27) < 1e-15)
  }
}
