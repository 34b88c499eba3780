import Logs
import Platform

/// A log as work of units, each a file of it: reading texts is what an audit takes its time for, and what is left of
/// them, numbers and hashes, is small.
struct LogWork: UnitWork {
  let log: RolloutFiles

  var unitCount: Int { log.files.count }
  var unitName: String { "file of the log" }

  func perform(
    _ units: Range<Int>, progress: (Double) -> Void,
    take: (Range<Int>, RolloutFile) throws -> Void
  ) throws {
    let sizes = log.sizes
    let total = Double(max(1, units.reduce(0) { $0 + sizes[$1] }))
    var read = 0
    for index in units {
      let file = try log.read(index)
      try take(index..<index + 1, file)
      read += sizes[index]
      progress(Double(read) / total)
    }
  }

  /// By the bytes of all files and the time that the first takes.
  func estimatedSeconds() throws -> Double? {
    let sizes = log.sizes
    guard let index = sizes.firstIndex(where: { $0 > 0 }) else { return nil }
    let clock = ContinuousClock()
    let time = try clock.measure { _ = try log.read(index) }
    let seconds = Double(time.components.seconds) + 1e-18 * Double(time.components.attoseconds)
    return seconds * Double(sizes.reduce(0, +)) / Double(sizes[index])
  }
}
