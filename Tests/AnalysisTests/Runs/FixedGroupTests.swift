import GRPO
import TestSupport
import Testing

@testable import Analysis

/// One group dithered again and again, against enumeration.
struct FixedGroupTests {
  /// Rewards .2, .6, .6 under signs times .2: only .4, .4, .4 is silent, one draw in eight, and the squares of
  /// the advantages add up to G else. N = 20,000, seed 17: the mean 21/8 is known to .007; taken for
  /// different, .2 + .2 and .6 - .2 would make it 3.
  @Test func `rewards that tie are equal`() throws {
    let group = try FixedGroup(
      rewards: [0.2, 0.6, 0.6], advantage: AdvantageEstimator(.standardized),
      dither: Dither(.rademacher), sigma: 0.2)
    let found = try group.run(Sampling(groups: 20_000, seed: 17, threads: 2), statisticCount: 1) {
      _, advantages, values in values[0] = dot(advantages, advantages)
    }
    let z = ZScore(found.means[0], against: 21.0 / 8)
    #expect(z.agrees(), "\(z)")
    #expect(found.means[0].standardError < 0.01)
  }

  /// Rewards of 1 and noise of 1e-20, lost in their sum: what all rewards have in common is taken off first.
  @Test func `noise below the rounding of the rewards is seen`() throws {
    let group = try FixedGroup(
      rewards: [1, 1, 1], advantage: AdvantageEstimator(.standardized), dither: Dither(.gaussian),
      sigma: 1e-20)
    let found = try group.run(Sampling(groups: 64, seed: 1), statisticCount: 1) {
      _, advantages, values in values[0] = dot(advantages, advantages)
    }
    #expect(abs(found.means[0].mean - 3) < 1e-9)
  }

  @Test func `threads do not change a digit`() throws {
    let group = try FixedGroup(
      rewards: [0, 1, 0.5], advantage: AdvantageEstimator(.mean), dither: Dither(.laplace),
      sigma: 0.3)
    let runs = try [1, 3].map {
      try group.run(Sampling(groups: 50_000, seed: 2, threads: $0), statisticCount: 3) {
        _, advantages, values in for i in 0..<3 { values[i] = advantages[i] }
      }
    }
    #expect(runs[0].means == runs[1].means && runs[0].maximum == runs[1].maximum)
  }
}
