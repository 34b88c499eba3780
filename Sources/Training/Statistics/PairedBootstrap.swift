import GSL

/// An estimate with an interval, of 95% unless said otherwise.
public struct BootstrapInterval: Hashable, Sendable {
  /// The statistic of the sample itself.
  public let estimate: Double
  /// Lower end.
  public let low: Double
  /// Upper end.
  public let high: Double

  /// Whether a value lies inside.
  public func contains(_ value: Double) -> Bool { low <= value && value <= high }
}

/// The percentile bootstrap (Efron 1979) of functions of means over paired runs.
///
/// Runs are drawn with replacement, whole: what was paired stays paired. The intervals respect
/// transformations (that of a ratio is that of its inverse turned round) and have about their level for
/// a few dozen runs and more; with a dozen they are too short.
struct PairedBootstrap: Sendable {
  /// Resamples: the ends of an interval of 95% then scatter by about .5% of its level.
  static let replicates = 2000
  private static let stream: UInt64 = 0x5354_4154_4953_5449

  /// Runs.
  let count: Int
  let seed: UInt64

  /// The interval of one statistic of the means of the columns, each of one number for each run.
  func interval(
    _ columns: [[Double]], statistic: ([Double]) -> Double
  ) -> BootstrapInterval {
    intervals(columns) { [statistic($0)] }[0]
  }

  /// The intervals of several statistics, all from the same resamples, each with that probability of
  /// error.
  func intervals(
    _ columns: [[Double]], error: Double = 0.05, statistics: ([Double]) -> [Double]
  ) -> [BootstrapInterval] {
    precondition(columns.allSatisfy { $0.count == count }, "one number for each run")
    let (share, width) = (1 / Double(count), columns.count)
    // Run by run, so that one draw finds all its numbers side by side.
    let table = (0..<count).flatMap { run in columns.map { $0[run] } }
    var means = columns.map { column in column.reduce(0, +) * share }
    let estimates = statistics(means)
    var random = RandomStream(seed: seed, stream: Self.stream)
    var found = [[Double]](repeating: [], count: estimates.count)
    for _ in 0..<Self.replicates {
      for c in 0..<width { means[c] = 0 }
      for _ in 0..<count {
        let row = width * Int(random.uniform() * Double(count))
        for c in 0..<width { means[c] += table[row + c] }
      }
      for c in 0..<width { means[c] *= share }
      for (s, value) in statistics(means).enumerated() { found[s].append(value) }
    }
    return estimates.indices.map { s in
      let sorted = found[s].sorted()
      return BootstrapInterval(
        estimate: estimates[s], low: Self.quantile(sorted, error / 2),
        high: Self.quantile(sorted, 1 - error / 2))
    }
  }

  /// The quantile of sorted values, between neighbours by a straight line.
  static func quantile(_ sorted: [Double], _ share: Double) -> Double {
    let position = share * Double(sorted.count - 1)
    let index = Int(position)
    guard index + 1 < sorted.count else { return sorted[sorted.count - 1] }
    let weight = position - Double(index)
    return (1 - weight) * sorted[index] + weight * sorted[index + 1]
  }
}
