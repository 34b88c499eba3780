import GRPO
import GSL
import Testing

@testable import Analysis

/// A change of the objective is known to .001 to .003; twice the noise makes it twice as large, and
/// it is .09 to .28 well outside the region.
struct ClipPenaltyTests {
  static let claim = ClaimCase.named("ClipPenalty")

  @Test func `verdicts are the expected ones`() throws { try Self.claim.expectVerdicts() }

  @Test(arguments: claim.refused)
  func `a planted error is refused`(_ error: PlantedError) throws {
    try Self.claim.expectRefusal(of: error)
  }

  /// phi(0) = .3989423, and phi(1) - Phi(-1) = .2419707 - .1586553.
  @Test func `the excess of normal advantages by hand`() {
    #expect(abs(ClipPenalty.excess(mean: 0, deviation: 2) - 2 * 0.398_942_280_401_432_7) < 1e-15)
    for mean in [-1.0, 1] {
      let found = ClipPenalty.excess(mean: mean, deviation: 1)
      #expect(abs(found - 0.083_315_470_587_686_29) < 1e-15)
    }
    #expect(ClipPenalty.excess(mean: 50, deviation: 1) == 0)
  }

  /// U[-1, 1] + 1/2 is 3/4 of the time positive, its positive part (3/2)^2 / 4 on average.
  @Test func `the excess of uniform advantages by hand`() {
    #expect(ClipPenalty.excess(mean: 0.5, halfWidth: 1) == 0.0625)
    #expect(ClipPenalty.excess(mean: -0.5, halfWidth: 1) == 0.0625)
    #expect(ClipPenalty.excess(mean: 2, halfWidth: 1) == 0)
  }

  @Test func `the hinge by hand`() throws {
    let range = try ClipRange(low: 0.25, high: 0.5)
    let found = [0.25, 0.75, 1, 1.5, 2].map { ClipPenalty.hinge($0, range) }
    #expect(found == [0.5, 0, 0, 0, 0.5])
  }

  /// The identity behind the claim, for any advantage: a wrong side of the clip would break it.
  @Test func `a clipped gain is the plain one less a hinge`() throws {
    var stream = RandomStream(seed: 41)
    for _ in 0..<2000 {
      let range = try ClipRange(low: stream.uniform(), high: stream.uniform())
      let surrogate = try Surrogate(clipRange: range)
      let ratio = 3 * stream.uniform()
      let advantage = stream.gaussian()
      let up = max(ratio - 1 - range.high, 0) * max(advantage, 0)
      let down = max(1 - range.low - ratio, 0) * max(-advantage, 0)
      let gain = surrogate.clippedGain(ratio, advantage)
      #expect(abs(gain - (ratio * advantage - up - down)) < 1e-14)
    }
  }

  /// Over many settings, against quadrature over the law of the advantage.
  @Test func `the penalty is the integral`() throws {
    var stream = RandomStream(seed: 42)
    let surrogate = try Surrogate(clipRange: .dapo)
    for _ in 0..<200 {
      let mean = 2 * stream.gaussian()
      let deviation = 0.05 + 2 * stream.uniform()
      let ratio = 3 * stream.uniform()
      let found = try ClipPenalty.expectation(surrogate, ratio, mean: mean, deviation: deviation)
      let penalty =
        ClipPenalty.excess(mean: mean, deviation: deviation) * ClipPenalty.hinge(ratio, .dapo)
      let claimed = surrogate.clippedGain(ratio, mean) - penalty
      #expect(abs(found - claimed) < 1e-9, "mean \(mean), deviation \(deviation), ratio \(ratio)")
    }
  }
}
