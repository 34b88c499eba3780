import Testing

@testable import Analysis

/// The square of E g from a mean, over every sample there can be.
struct MeanEstimateTests {
  /// Rows (g, norm(g)^2, silent, largest) of single groups, a block each.
  private static func accumulator(_ rows: [[Double]]) -> MomentAccumulator {
    var accumulator = MomentAccumulator(dimension: 4)
    for row in rows { accumulator.add(blockSum: row, count: 1) }
    return accumulator
  }

  /// Two groups, gradients 0, 1 or 3 alike likely: the mean over the 9 samples is (4/3)^2.
  @Test func `the square of the mean gradient is estimated without bias`() {
    let values = [0.0, 1, 3]
    var sum = 0.0
    for a in values {
      for b in values {
        sum += MeanEstimate(Self.accumulator([[a, a * a, 0, a], [b, b * b, 0, b]])).normSquared(1)
      }
    }
    #expect(abs(sum / 9 - 16.0 / 9) < 1e-14)
  }

  /// Three groups, of which two settings have gradients (0, 2), (1, -1) or (3, 0) alike likely: differences -2, 2
  /// and 3 of mean 1, in whose rows the mean square is a difference too.
  @Test func `so is that of a difference of two settings`() {
    let pairs = [(0.0, 2.0), (1, -1), (3, 0)]
    let rows = pairs.map { [$0 - $1, $0 * $0 - $1 * $1, 0, 0] }
    var sum = 0.0
    for number in 0..<27 {
      let drawn = [number % 3, number / 3 % 3, number / 9].map { rows[$0] }
      sum += MeanEstimate(Self.accumulator(drawn), isDifference: true).normSquared(1)
    }
    #expect(abs(sum / 27 - 1) < 1e-14, "\(sum / 27)")
  }

  /// Means g of groups whose norm(g)^2 has a part of its own, 5, as above: the mean over the samples is (4/3)^2, and
  /// less by 5 where that part is taken for the gradients'.
  @Test func `so is that of gradients averaged over noise`() {
    let values = [0.0, 1, 3]
    var (sum, wrong) = (0.0, 0.0)
    for a in values {
      for b in values {
        let sums = Self.accumulator([[a, a * a + 5, 0, a], [b, b * b + 5, 0, b]])
        sum += MeanEstimate(sums, isAveraged: true).normSquared(1)
        wrong += MeanEstimate(sums).normSquared(1)
      }
    }
    #expect(abs(sum / 9 - 16.0 / 9) < 1e-14)
    #expect(abs(wrong / 9 - (16.0 / 9 - 5)) < 1e-14)
  }

  /// Strata of probability .25 and .75 with means 4 and 2; variances of the means go by the squares.
  @Test func `strata are weighted`() {
    let low = Self.accumulator([[3, 0, 0, 1], [5, 0, 0, 7]])
    let high = Self.accumulator([[2, 0, 1, 2], [2, 0, 1, 3]])
    let found = MeanEstimate([(0.25, low), (0.75, high)], count: 9)
    #expect(found.mean == [2.5, 0, 0.75, 3.875 - 1])
    // Block means 3 and 5: covariance of one 2, of the mean of two 1.
    #expect(found.covariance[0] == 1.0 / 16)
    #expect(found.count == 9)
    let share = found.share(2)
    #expect(share.mean == 0.75 && share.standardError == 0)
  }

  /// Having seen none among n does not prove that there are none: p = 1/(n + 2).
  @Test func `a share of 0 has an error`() {
    let found = MeanEstimate(Self.accumulator([[1, 1, 0, 1], [2, 4, 0, 2]])).share(2)
    #expect(found.mean == 0)
    #expect(abs(found.standardError - (0.25 * 0.75 / 2).squareRoot()) < 1e-15)
  }
}
