import Analysis
import GRPO
import Policies
import TestSupport
import Testing

struct GradientSummaryTests {
  /// Six reward levels with signs in a batch of eight groups: far beyond enumeration.
  @Test func `an unknown exact value is absent, never a number`() throws {
    let prompt = try Prompt(
      name: "many", policy: SoftmaxBandit(logits: [0, 0, 0, 0, 0, 0]),
      rewards: [0, 0.1, 0.2, 0.5, 0.7, 1])
    let sweep = Sweep(
      try ProblemSet([Problem(prompt)]), advantages: [try AdvantageEstimator(.batchStandardized)],
      dithers: [try Dither(.rademacher)], sigmas: [0.1], groupSize: 16)
    let row = try sweep.run(Sampling(groups: 0))[1]
    for quantity in Quantity.allCases where quantity != .silentFraction {
      #expect(row.exact[quantity] == nil, "\(quantity)")
    }
    #expect(row.expectedGradientExact == nil)
    #expect(abs(row.exact[.silentFraction]!.mean - 6 * 3.544e-13) < 1e-15)
  }

  @Test func `a prompt that is always wrong has no cosine and no signal`() throws {
    let set = try ProblemSet([Problem(.withPassRate(name: "hopeless", passRate: 0))])
    let sweep = Sweep(
      set, advantages: [try AdvantageEstimator(.standardized)], dithers: [try Dither(.gaussian)],
      sigmas: [0.05], groupSize: 8)
    let rows = try sweep.run(Sampling(groups: 4000, seed: 1))
    #expect(abs(rows[1].exact[.silentFraction]!.mean - 1) < 1e-14)
    #expect(rows[1].exact[.cosine] == nil)
    #expect(rows[1].exact[.gradientNorm]?.mean == 0)
    #expect(rows[0].exact[.variance]?.mean == 0)
    #expect(rows[0].exact[.signalToNoise] == nil)
    // Shares 4:3:2:1 have tr F = 1 - sum pi^2 = .7, and E A_i^2 = 1: (1/G^2) G (.7).
    #expect(abs(rows[1].exact[.variance]!.mean - 0.7 / 8) < 1e-12)
    let z = ZScore(rows[1].simulated![.variance]!, against: 0.7 / 8)
    #expect(z.agrees(), "\(z)")
  }
}
