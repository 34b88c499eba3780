import GRPO
import GSL
import Testing

@testable import Analysis

/// Deviations and norms of groups given as counts, with and without noise.
struct PairGroupTests {
  private static func pairs(
    _ levels: [Double], sigma: Double, values: [Double] = [-1, 1]
  ) -> DitheredLevels {
    DitheredLevels(levels: levels, values: values, sigma: sigma, isSingle: true)
  }

  /// 300 random groups on three levels and two signs, seed 15, against lists of completions.
  @Test func `counts and completions have the same deviations`() {
    var random = RandomStream(seed: 15)
    for _ in 0..<300 {
      let levels = [0, random.uniform(), 1 + random.uniform()]
      let pairs = Self.pairs(levels, sigma: random.uniform())
      var counts = [Int](repeating: 0, count: 6)
      for _ in 0..<(1 + random.index(below: 8)) { counts[random.index(below: 6)] += 1 }
      let group = PairGroup(pairs, counts: counts)
      let sums = counts.indices.map { pairs.rewards[$0] + pairs.noises[$0] }
      let list = counts.indices.flatMap { Array(repeating: sums[$0], count: counts[$0]) }
      let batch = RewardSums(list)
      #expect(abs(group.norm - batch.centredSumOfSquares.squareRoot()) < 1e-14)
      // Also of pairs that the group does not hold.
      for i in counts.indices { #expect(abs(group.deviation(i) - (sums[i] - batch.mean)) < 1e-14) }
      let rewards = CountedRewards(counts: counts, levels: sums)
      #expect(abs(rewards.mean - batch.mean) < 1e-14 && abs(rewards.norm - group.norm) < 1e-14)
    }
  }

  /// Two of one reward with signs + and -, two of another: noise of 1e-30 stands alone in the first pair,
  /// and the norm of all four has that of the rewards.
  @Test func `noise is not lost beside rewards, nor rewards beside noise`() {
    let tiny = Self.pairs([0.1, 0.9], sigma: 1e-30)
    let silent = PairGroup(tiny, counts: [1, 1, 0, 0])
    #expect(abs(silent.norm / 2.0.squareRoot() - 1e-30) < 1e-45)
    #expect(abs(silent.deviation(1) - 1e-30) < 1e-45)
    let mixed = PairGroup(tiny, counts: [1, 1, 1, 1])
    #expect(abs(mixed.norm - 0.8) < 1e-15)
    let huge = Self.pairs([0.1, 0.9], sigma: 1e30)
    let signs = PairGroup(huge, counts: [0, 2, 0, 1])
    // Equal signs: .8 apart, whatever their size.
    #expect(abs(signs.deviation(3) - 0.8 * 2 / 3) < 1e-15)
    #expect(abs(signs.norm - 0.8 * (2.0 / 3).squareRoot()) < 1e-15)
  }

  /// .2 + .2 and .6 - .2; .1 + .1 + .1 is not 3 times .1.
  @Test func `what is equal has exactly no norm`() {
    let tied = Self.pairs([0.2, 0.6], sigma: 0.2)
    #expect(PairGroup(tied, counts: [0, 3, 2, 0]).norm == 0)
    #expect(PairGroup(tied, counts: [0, 3, 0, 2]).norm > 0)
    for size in 1...40 {
      #expect(CountedRewards(counts: [0, size, 0], levels: [0.1, 1.0 / 3, 0.9]).norm == 0)
      #expect(CountedRewards(counts: [0, size], levels: [0, 0.1]).mean == 0.1)
      #expect(PairGroup(Self.pairs([0.1], sigma: 0.3), counts: [size, 0]).norm == 0)
    }
  }

  /// K of G at r + gap: the norm is gap sqrt(K (G - K)/G), to rounding of r and r + gap alone.
  @Test func `two levels need no rounded deviations`() {
    for (low, high) in [(0.0, 1e-200), (1e8, 1e8 + 1), (-3, 1e150)] {
      let found = CountedRewards(counts: [3, 5], levels: [low, high])
      let right = (high - low) * (15.0 / 8).squareRoot()
      #expect(abs(found.norm / right - 1) < 1e-15, "\(low) \(high)")
    }
  }
}
