import GRPO
import RealModule
import Testing

@Suite struct RewardSumsTests {
  // (2, 4, 4, 6): mean 4, squares 4 + 0 + 0 + 4 = 8
  @Test func `literals`() {
    let sums = RewardSums([2, 4, 4, 6])
    #expect(sums.count == 4 && sums.sum == 16 && sums.mean == 4 && sums.sumOfSquares == 72)
    #expect(sums.variance() == 2 && sums.standardDeviation() == Double.sqrt(2))
    #expect(abs(sums.variance(ddof: 1) - 8.0 / 3) < 1e-15)
  }

  @Test func `nothing, or one reward, has no spread`() {
    #expect(RewardSums().standardDeviation() == 0)
    #expect(RewardSums([3]).standardDeviation(ddof: 1) == 0)
  }

  @Test func `equal rewards have variance exactly 0, merged or not`() {
    for value in SilentGroupTests.values {
      var sums = RewardSums([Double](repeating: value, count: 13))
      #expect(sums.variance() == 0)
      sums.merge(RewardSums([Double](repeating: value, count: 9)))
      #expect(sums.variance() == 0)
    }
  }

  @Test func `merging parts equals taking all in order`() {
    let groups = randomGroups(seed: 14, count: 200)
    for (first, second) in zip(groups, groups.dropFirst()) {
      let whole = RewardSums(first + second)
      var merged = RewardSums(first)
      merged.merge(RewardSums(second))
      merged.merge(RewardSums())
      #expect(merged.count == whole.count)
      // Rewards are below 16: a few ulps of 16 on the mean, of 16^2 * 128 on the squares.
      #expect(abs(merged.mean - whole.mean) < 1e-13)
      #expect(abs(merged.centredSumOfSquares - whole.centredSumOfSquares) < 1e-9)
    }
    var empty = RewardSums()
    empty.merge(RewardSums([1, 2]))
    #expect(empty == RewardSums([1, 2]))
  }

  // At 1e9 + (0, 1, 2): the difference sum r^2 - n mean^2 would have a granularity of 128.
  @Test func `a large common offset does not hurt`() {
    let sums = RewardSums([1e9, 1e9 + 1, 1e9 + 2])
    #expect(abs(sums.variance(ddof: 1) - 1) < 1e-6)
  }
}
