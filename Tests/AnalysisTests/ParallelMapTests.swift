import Synchronization
import Testing

@testable import Analysis

struct ParallelMapTests {
  @Test(arguments: [0, 1, 2, 5], [nil, 1, 3])
  func `results come in order, whatever threads and waves`(threads: Int, pieces: Int?) {
    let map = ParallelMap(threads: threads, piecesPerWave: pieces)
    #expect(map.map(4..<39) { { $0 * $0 } } == (4..<39).map { $0 * $0 })
    #expect(map.map(4..<4) { { $0 } } == [])
  }

  @Test func `waves are handed over one after another, and progress ends at 1`() {
    var (waves, shares): ([[Int]], [Double]) = ([], [])
    ParallelMap(threads: 2, piecesPerWave: 3).forEachWave(
      10..<24, progress: { shares.append($0) }, makeWorker: { { $0 } }, body: { waves.append($0) })
    #expect(waves == [Array(10..<16), Array(16..<22), [22, 23]])
    #expect(shares == [6.0 / 14, 12.0 / 14, 1])
  }

  /// A worker is made once per thread at most, and is never lent to two threads.
  @Test func `workers are kept from wave to wave`() {
    let made = Atomic(0)
    let collisions = Atomic(0)
    let found = ParallelMap(threads: 3, piecesPerWave: 2).map(0..<600) {
      made.wrappingAdd(1, ordering: .relaxed)
      let busy = Atomic(false)
      return { number in
        if busy.exchange(true, ordering: .acquiringAndReleasing) {
          collisions.wrappingAdd(1, ordering: .relaxed)
        }
        defer { busy.store(false, ordering: .releasing) }
        return number
      }
    }
    #expect(found == Array(0..<600))
    #expect((1...3).contains(made.load(ordering: .relaxed)))
    #expect(collisions.load(ordering: .relaxed) == 0)
  }

  private struct Failure: Error, Equatable {
    let number: Int
  }

  @Test(arguments: [1, 2, 4])
  func `of several errors that of the smallest number is thrown`(threads: Int) {
    let map = ParallelMap(threads: threads)
    #expect(throws: Failure(number: 3)) {
      try map.map(0..<40) {
        { number in
          if number % 4 == 3 { throw Failure(number: number) }
          return number
        }
      }
    }
    #expect(throws: Failure(number: -1)) {
      try map.map(0..<4) { () throws -> (Int) throws -> Int in throw Failure(number: -1) }
    }
  }
}
