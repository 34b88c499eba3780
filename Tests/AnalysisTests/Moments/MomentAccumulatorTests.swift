import Foundation
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

  /// 200 of random dimension, blocks, squares and values, special ones among them, seed 12; and those that nothing was
  /// added to.
  @Test func `every bit survives JSON`() throws {
    var random = RandomStream(seed: 12)
    let special = [-0.0, .nan, .infinity, -.infinity, .leastNonzeroMagnitude, 1e308]
    for round in 0..<200 {
      var accumulator = MomentAccumulator(dimension: random.index(below: 12))
      for _ in 0..<random.index(below: 4) {
        let sum = (0..<accumulator.dimension).map { _ in
          random.index(below: 9) == 0 && round % 2 == 0
            ? special[random.index(below: special.count)] : 1e3 * random.gaussian()
        }
        accumulator.add(blockSum: sum, count: 1 + random.index(below: 9))
        accumulator.note(maximum: random.uniform())
        if round % 3 == 0 { accumulator.add(squares: [random.gaussian(), -0.0]) }
      }
      let data = try JSONEncoder().encode(accumulator)
      let found = try JSONDecoder().decode(MomentAccumulator.self, from: data)
      #expect(found.bits == accumulator.bits)
      // And goes on as it would have.
      var (one, other) = (accumulator, found)
      one.merge(accumulator)
      other.merge(accumulator)
      #expect(other.bits == one.bits)
    }
  }

  /// 3 + 6 + 1 + 1 numbers, 88 bytes, are 120 letters; names and counts take 69 more.
  @Test func `what it is written as is small, and refused when it is something else`() throws {
    var accumulator = Self.accumulate(Self.blocks()[...])
    accumulator.add(squares: [2])
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let text = String(decoding: try encoder.encode(accumulator), as: UTF8.self)
    #expect(text.utf8.count < 200, "\(text)")
    func read(_ text: String) throws -> MomentAccumulator {
      try JSONDecoder().decode(MomentAccumulator.self, from: Data(text.utf8))
    }
    #expect(try read(text).bits == accumulator.bits)
    let samples = accumulator.sampleCount
    let changes = [
      ("\"blocks\":40", "\"blocks\":-1"), ("\"blocks\":40", "\"blocks\":\(samples + 1)"),
      ("\"blocks\":40", "\"blocks\":0"), ("\"blocks\":40", "\"blocks\":4.5"),
      ("\"samples\":\(samples)", "\"samples\":-\(samples)"),
      ("\"samples\":\(samples)", "\"samples\":1e400"),
      ("\"samples\":\(samples)", "\"samples\":\"nan\""),
      ("\"samples\":\(samples)", "\"samples\":9223372036854775808"),
      ("\"dimension\":3", "\"dimension\":-3"), ("\"dimension\":3", "\"dimension\":2"),
      ("\"dimension\":3", "\"dimension\":9223372036854775807"),
      ("\"squares\":1", "\"squares\":0"), ("\"squares\":1", "\"squares\":-1"),
      ("\"squares\":1", "\"squares\":9223372036854775807"), ("==\"", "=\""), ("==\"", "A=\""),
      ("\"numbers\"", "\"others\""),
    ]
    for (old, new) in changes {
      let changed = text.replacing(old, with: new)
      #expect(changed != text, "\(old)")
      #expect(throws: DecodingError.self, "\(new)") { try read(changed) }
    }
    // No bit is lost: the neighbour of a number is another text.
    var next = accumulator
    next.note(maximum: accumulator.maximum.nextUp)
    #expect(try encoder.encode(next) != encoder.encode(accumulator))
  }
}
