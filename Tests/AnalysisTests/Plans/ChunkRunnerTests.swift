import GSL
import Synchronization
import Testing

@testable import Analysis

/// Chunks with streams of their own, merged in order.
struct ChunkRunnerTests {
  private static let plan = ChunkPlan(groups: 1000, blockSize: 7, blocksPerChunk: 5)

  /// Means of draws, block by block.
  private static func run(threads: Int, seed: UInt64 = 3) throws -> MomentAccumulator {
    let runner = ChunkRunner(Sampling(groups: 1000, seed: seed, threads: threads), plan: plan) {
      .fixedGroup(family: 9, chunk: $0)
    }
    return try runner.run { sizes, stream in
      var accumulator = MomentAccumulator(dimension: 1)
      for size in sizes {
        let sum = (0..<size).reduce(0.0) { sum, _ in sum + stream.uniform() }
        accumulator.add(blockSum: [sum], count: size)
      }
      return [accumulator]
    }[0]
  }

  /// The streams of all chunks, one after the other, by a plain loop.
  @Test func `every chunk draws from the stream of its number`() throws {
    var right = MomentAccumulator(dimension: 1)
    for chunk in 0..<Self.plan.count {
      var stream = RandomStream(
        seed: 3, stream: StreamNumber.fixedGroup(family: 9, chunk: chunk).value)
      var part = MomentAccumulator(dimension: 1)
      for size in Self.plan.blockSizes(of: chunk) {
        let sum = (0..<size).reduce(0.0) { sum, _ in sum + stream.uniform() }
        part.add(blockSum: [sum], count: size)
      }
      if chunk == 0 { right = part } else { right.merge(part) }
    }
    let found = try Self.run(threads: 1)
    #expect(found.mean == right.mean && found.covarianceOfMean() == right.covarianceOfMean())
    #expect(found.sampleCount == 1000 && found.blockCount == 143)
    #expect(try Self.run(threads: 1, seed: 4).mean != found.mean)
  }

  @Test(arguments: [2, 3, 8]) func `threads change no digit`(threads: Int) throws {
    let (one, many) = (try Self.run(threads: 1), try Self.run(threads: threads))
    #expect(one.mean == many.mean && one.covarianceOfMean() == many.covarianceOfMean())
  }

  /// What is made for a thread is made once for each, not for each chunk.
  @Test func `workers are kept from chunk to chunk`() throws {
    let made = Mutex(0)
    let runner = ChunkRunner(Sampling(groups: 1000, threads: 3), plan: Self.plan) {
      .fixedGroup(family: 9, chunk: $0)
    }
    let found = try runner.run(makeWorker: {
      made.withLock { $0 += 1 }
      return { sizes, _ in
        var accumulator = MomentAccumulator(dimension: 1)
        for size in sizes { accumulator.add(blockSum: [Double(size)], count: size) }
        return [accumulator]
      }
    })[0]
    #expect(found.mean == [1] && found.sampleCount == 1000)
    #expect(1...3 ~= made.withLock { $0 })
  }
}
