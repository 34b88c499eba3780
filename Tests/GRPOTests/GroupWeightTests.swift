import GSL
import RealModule
import TestSupport
import Testing

@testable import GRPO

/// Weights of groups by the mean of their rewards.
@Suite struct GroupWeightTests {
  /// 1, 0, 0, 0 less its mean is .75 and -.25; (1 - 1/4)^2 = 9/16. Means beyond [0, 1] count as its ends: 0 at or
  /// above 1, 1 at or below 0.
  @Test func `weights by hand`() throws {
    let mean = try AdvantageEstimator(.mean, focal: 2)
    #expect(mean.advantages(of: [1, 0, 0, 0]) == [0.75, -0.25, -0.25, -0.25].map { 0.5625 * $0 })
    #expect(mean.advantages(of: [3, 1]) == [0, 0])
    #expect(mean.advantages(of: [-1, 0]) == [-0.5, 0.5])
    // After the clamp: .5 and -.25, times 9/16.
    let clamped = try AdvantageEstimator(.mean, clamp: 0.5, focal: 2)
    #expect(clamped.advantages(of: [1, 0, 0, 0])[0] == 0.5 * 0.5625)
    let half = try AdvantageEstimator(.reinforce, focal: 0.5)
    #expect(abs(half.advantages(of: [1, 0])[0] - 0.5.squareRoot()) < 1e-15)
    #expect(throws: GRPOError.self) { try AdvantageEstimator(.mean, focal: -1) }
    #expect(throws: GRPOError.self) { try AdvantageEstimator(.mean, focal: .infinity) }
  }

  /// 400 random groups of every kind, seed 71: the advantages without a weight times it, to 1e-14, also for rewards
  /// whose squares are no numbers; gamma 0 is the same to the bit.
  @Test func `every kind is multiplied by the weight`() throws {
    var random = RandomStream(seed: 71)
    for index in 0..<400 {
      let kind = AdvantageKind.allCases[index % AdvantageKind.allCases.count]
      let unit = index % 5 == 0 ? 1e-160 : 1
      let rewards = (0..<4).map { _ in unit * random.uniform() }
      let sums = RewardSums(rewards)
      let plain = try AdvantageEstimator(kind, ddof: 1, clamp: 3)
      let weighted = try AdvantageEstimator(kind, ddof: 1, clamp: 3, focal: 1.5)
      let none = try AdvantageEstimator(kind, ddof: 1, clamp: 3, focal: 0)
      if unit < 1 && kind == .batchStandardized { continue }
      let before = plain.advantages(of: rewards, batch: sums)
      let weight = Double.pow(1 - sums.mean, 1.5)
      for (a, b) in zip(weighted.advantages(of: rewards, batch: sums), before) {
        #expect(abs(a - weight * b) <= 1e-14 * abs(b))
      }
      #expect(none.advantages(of: rewards, batch: sums) == before)
      #expect(!weighted.ignoresShift && !weighted.isLinear)
    }
  }
}
