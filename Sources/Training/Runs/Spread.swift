import Dispatch
import Synchronization

/// Spreads numbered, independent runs over threads; results come in the order of the numbers, whatever
/// the number of threads.
enum Spread {
  /// Runs per thread and wave.
  private static let waveLength = 16

  /// - Parameters:
  ///   - numbers: of the runs.
  ///   - threads: at least 1.
  ///   - progress: told the finished share after each wave.
  ///   - makeWorker: makes what one thread uses for its runs, with buffers of its own.
  static func map<Element: Sendable>(
    _ numbers: Range<Int>, threads: Int, progress: (Double) -> Void = { _ in },
    makeWorker: @Sendable () -> (Int) -> Element
  ) -> [Element] {
    var all: [Element] = []
    all.reserveCapacity(numbers.count)
    let length = waveLength * threads
    for start in stride(from: numbers.lowerBound, to: numbers.upperBound, by: length) {
      let wave = start..<min(start + length, numbers.upperBound)
      all += runWave(wave, threads: threads, makeWorker)
      progress(Double(all.count) / Double(numbers.count))
    }
    return all
  }

  private static func runWave<Element: Sendable>(
    _ wave: Range<Int>, threads: Int, _ makeWorker: @Sendable () -> (Int) -> Element
  ) -> [Element] {
    let results = Mutex<[Element?]>(Array(repeating: nil, count: wave.count))
    let workers = min(threads, wave.count)
    DispatchQueue.concurrentPerform(iterations: workers) { first in
      let work = makeWorker()
      for number in stride(from: wave.lowerBound + first, to: wave.upperBound, by: workers) {
        let result = work(number)
        results.withLock { $0[number - wave.lowerBound] = result }
      }
    }
    return results.withLock { $0.map { $0! } }
  }
}
