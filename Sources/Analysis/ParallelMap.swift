import Dispatch
import Synchronization

/// Spreads numbered, independent pieces of work over threads; results come in the order of the numbers,
/// whatever the number of threads.
///
/// A free thread takes the next number. Each thread works with a worker of its own, which is kept from wave to wave:
/// buffers are made once per thread, not once per piece. A result must depend on its number alone, not on
/// what the worker did before.
package struct ParallelMap: Sendable {
  private let threads: Int
  private let waveLength: Int

  /// - Parameters:
  ///   - threads: at most so many; below 1 counts as 1.
  ///   - piecesPerWave: per thread. Threads wait for each other at the end of a wave, and its results are held
  ///     together; nil for a single wave.
  package init(threads: Int, piecesPerWave: Int? = nil) {
    self.threads = max(1, threads)
    waveLength = piecesPerWave.map { $0 * max(1, threads) } ?? .max
  }

  /// All results in order.
  ///
  /// - Parameters:
  ///   - numbers: of the pieces.
  ///   - progress: told the finished share after each wave.
  ///   - makeWorker: makes what one thread works with, called on that thread.
  /// - Throws: of several errors in a wave that of the smallest number, whichever thread met its own first.
  package func map<Element: Sendable, Failure: Error>(
    _ numbers: Range<Int>, progress: (Double) -> Void = { _ in },
    makeWorker: @Sendable () throws(Failure) -> (Int) throws(Failure) -> Element
  ) throws(Failure) -> [Element] {
    var all: [Element] = []
    all.reserveCapacity(numbers.count)
    try forEachWave(numbers, progress: progress, makeWorker: makeWorker) {
      (wave: [Element]) throws(Failure) in all += wave
    }
    return all
  }

  /// Hands over the results wave by wave, each in order, so that not all need be held together.
  ///
  /// - Throws: as ``map(_:progress:makeWorker:)``, and what `body` throws, which ends the work.
  package func forEachWave<Element: Sendable, Failure: Error>(
    _ numbers: Range<Int>, progress: (Double) -> Void = { _ in },
    makeWorker: @Sendable () throws(Failure) -> (Int) throws(Failure) -> Element,
    body: ([Element]) throws(Failure) -> Void
  ) throws(Failure) {
    let idle = Mutex<[Worker<Element, Failure>]>([])
    var start = numbers.lowerBound
    while start < numbers.upperBound {
      // Not `start + waveLength`, which may be no Int.
      let wave = start..<start + min(waveLength, numbers.upperBound - start)
      try body(try run(wave, idle, makeWorker))
      start = wave.upperBound
      progress(Double(start - numbers.lowerBound) / Double(numbers.count))
    }
  }

  private func run<Element: Sendable, Failure: Error>(
    _ wave: Range<Int>, _ idle: borrowing Mutex<[Worker<Element, Failure>]>,
    _ makeWorker: @Sendable () throws(Failure) -> (Int) throws(Failure) -> Element
  ) throws(Failure) -> [Element] {
    let results = Mutex<[Result<Element, Failure>?]>(Array(repeating: nil, count: wave.count))
    let next = Atomic(wave.lowerBound)
    DispatchQueue.concurrentPerform(iterations: min(threads, wave.count)) { _ in
      var worker = idle.withLock { $0.popLast() }
      while true {
        // Relaxed: it hands out numbers only, what is found goes through the lock.
        let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard number < wave.upperBound else { break }
        let result = Result { () throws(Failure) -> Element in
          // Outside the lock, or the threads would make their first buffers one after another.
          if worker == nil { worker = Worker(work: try makeWorker()) }
          return try worker!.work(number)
        }
        results.withLock { $0[number - wave.lowerBound] = result }
      }
      if let worker { idle.withLock { $0.append(worker) } }
    }
    var found: [Element] = []
    found.reserveCapacity(wave.count)
    let all = results.withLock { $0 }
    for result in all { found.append(try result!.get()) }
    return found
  }
}

/// Used by one thread at a time, if not always the same: a worker is out of the list while it works.
private struct Worker<Element, Failure: Error>: @unchecked Sendable {
  let work: (Int) throws(Failure) -> Element
}
