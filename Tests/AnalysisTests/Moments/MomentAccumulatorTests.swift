import GSL
import Testing

@testable import Analysis

/// Means and covariances from block means against the formula written out.
struct MomentAccumulatorTests {
  /// 40 blocks of 1 to 7 samples of three correlated numbers, seed 3.
  private static func blocks() -> [(sum: [Double], count: Int)] {
    var random = RandomStream(seed: 3)
    return (0..<40).map { _ in
      let count = 1 + random.index(below: 7)
      var sum = [0.0, 0, 0]
      for _ in 0..<count {
        let (a, b) = (random.gaussian(), random.uniform())
        for (i, value) in [a, 3 + a * b, 1e3 + b].enumerated() { sum[i] += value }
      }
      return (sum, count)
    }
  }

  private static func accumulate(_ blocks: ArraySlice<(sum: [Double], count: Int)>)
    -> MomentAccumulator
  {
    var accumulator = MomentAccumulator(dimension: 3)
    for block in blocks { accumulator.add(blockSum: block.sum, count: block.count) }
    return accumulator
  }

  /// sum_b n_b (m_b - m)_i (m_b - m)_j / ((B - 1) n), the mean taken over all samples first.
  @Test func `blocks of any size give the covariance of the mean`() {
    let blocks = Self.blocks()
    let found = Self.accumulate(blocks[...])
    let n = Double(blocks.reduce(0) { $0 + $1.count })
    let mean = (0..<3).map { i in blocks.reduce(0) { $0 + $1.sum[i] } / n }
    let covariance = found.covarianceOfMean()
    for i in 0..<3 {
      #expect(abs(found.mean[i] - mean[i]) <= 1e-13 * abs(mean[i]) + 1e-14)
      for j in 0..<3 {
        let scatter = blocks.reduce(0.0) { sum, block in
          let c = Double(block.count)
          return sum + c * (block.sum[i] / c - mean[i]) * (block.sum[j] / c - mean[j])
        }
        let right = scatter / (Double(blocks.count - 1) * n)
        #expect(abs(covariance[3 * i + j] - right) <= 1e-9 * abs(right), "\(i) \(j)")
      }
    }
    #expect(found.sampleCount == Int(n) && found.blockCount == 40)
  }

  @Test(arguments: [0, 1, 13, 39, 40])
  func `merged parts are the whole`(cut: Int) {
    let blocks = Self.blocks()
    let whole = Self.accumulate(blocks[...])
    var merged = Self.accumulate(blocks[..<cut])
    merged.merge(Self.accumulate(blocks[cut...]))
    #expect(merged.sampleCount == whole.sampleCount && merged.blockCount == whole.blockCount)
    let (a, b) = (
      merged.mean + merged.covarianceOfMean(), whole.mean + whole.covarianceOfMean()
    )
    for (x, y) in zip(a, b) { #expect(abs(x - y) <= 1e-10 * abs(y) + 1e-15) }
  }

  @Test func `squares add up, the maximum is the largest, one block has no covariance`() {
    var first = MomentAccumulator(dimension: 1)
    var second = first
    first.add(blockSum: [3], count: 2)
    first.add(squares: [1, 2])
    first.note(maximum: 5)
    #expect(first.covarianceOfMean()[0].isNaN)
    second.add(blockSum: [5], count: 2)
    second.add(squares: [10, 20])
    second.note(maximum: 4)
    first.merge(second)
    #expect(first.squares == [11, 22] && first.maximum == 5)
    // Block means 1.5 and 2.5: (2 .25 + 2 .25) / (1 . 4).
    #expect(first.mean == [2] && first.covarianceOfMean() == [0.25])
  }
}
