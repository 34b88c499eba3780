import Analysis
import GSL

/// The percentile bootstrap (Efron 1979) of functions of means over paired runs, expanded for few runs.
///
/// Runs are drawn with replacement, whole: what was paired stays paired. The intervals respect
/// transformations (that of a ratio is that of its inverse turned round). Resamples of n runs spread
/// like a normal law of the variance with divisor n, where the truth asks for Student's t and n - 1; so
/// the quantiles are taken further out (Hesterberg 2015, arXiv:1411.5279),
///
/// ```
/// Phi(-sqrt(n / (n - 1)) t_{n-1}(1 - error / 2))   in place of   error / 2.
/// ```
///
/// Runs that are all alike have resamples that are all alike; that is no certainty, and no interval.
struct PairedBootstrap: Sendable {
  /// Resamples: the ends of an interval of 95% then scatter by about .5% of its level.
  static let replicates = 2000
  /// Resamples that are added up side by side, so that no sum waits for itself.
  private static let abreast = 4
  /// Runs below which the smallest and the largest resample do not reach far enough: of five, the mean
  /// lies outside of all runs in 1 of 16 cases.
  static let fewestRuns = 6

  /// Runs.
  let count: Int
  let seed: UInt64

  /// The interval of one statistic of the means of the columns, each of one number for each run.
  func interval(
    _ columns: [[Double]], statistic: ([Double]) -> Double
  ) -> BootstrapInterval? {
    intervals(columns) { [statistic($0)] }[0]
  }

  /// The intervals of several statistics, all from the same resamples, each with that probability of
  /// error.
  func intervals(
    _ columns: [[Double]], error: Double = 0.05, statistics: ([Double]) -> [Double]
  ) -> [BootstrapInterval?] {
    intervals(resample(columns), columns.indices, error: error, statistics: statistics)
  }

  /// The means of columns, each of one number for each run, over all runs and over each resample.
  func resample(_ columns: [[Double]]) -> Resamples {
    precondition(columns.allSatisfy { $0.count == count }, "one number for each run")
    let share = 1 / Double(count)
    var found = Resamples(
      width: columns.count, sample: columns.map { column in column.reduce(0, +) * share })
    guard count >= Self.fewestRuns else { return found }
    // Run by run, so that one draw finds all its numbers side by side.
    let table = Table(columns)
    var random = RandomStream(seed: seed, stream: StreamNumber.bootstrap.value)
    var places = [Int32](repeating: 0, count: Self.abreast * count)
    found.means.reserveCapacity(Self.replicates * columns.count)
    for _ in 0..<Self.replicates / Self.abreast {
      random.fillPlaces(&places, below: count)
      table.addUp(places, count, share, into: &found.means)
    }
    return found
  }

  /// The intervals of several statistics of some of the columns of resamples.
  ///
  /// - Returns: nil for a statistic that is not finite for the sample; without ends where it is not
  ///   finite for some resample, or where the runs do not say.
  func intervals(
    _ resamples: Resamples, _ columns: some Collection<Int>, error: Double = 0.05,
    statistics: ([Double]) -> [Double]
  ) -> [BootstrapInterval?] {
    let estimates = statistics(columns.map { resamples.sample[$0] })
    var found = [[Double]](repeating: [], count: estimates.count)
    for s in found.indices { found[s].reserveCapacity(Self.replicates) }
    var means = columns.map { _ in 0.0 }
    for start in stride(from: 0, to: resamples.means.count, by: resamples.width) {
      for (place, column) in zip(means.indices, columns) {
        means[place] = resamples.means[start + column]
      }
      let values = statistics(means)
      for s in values.indices { found[s].append(values[s]) }
    }
    let tail = count >= Self.fewestRuns ? Self.tail(error, count: count) : 0
    return estimates.indices.map { s in
      guard estimates[s].isFinite else { return nil }
      return BootstrapInterval(estimate: estimates[s], ends: Self.ends(found[s], tail: tail))
    }
  }

  /// The share of the resamples to leave out on either side.
  static func tail(_ error: Double, count: Int) -> Double {
    let freedom = Double(count - 1)
    guard
      let point = try? StudentTDistribution(degreesOfFreedom: freedom).upperQuantile(error / 2)
    else { preconditionFailure("quantiles exist inside (0, 1)") }
    return NormalDistribution().upperTail((Double(count) / freedom).squareRoot() * point)
  }

  private static func ends(_ values: [Double], tail: Double) -> ClosedRange<Double>? {
    guard !values.isEmpty, values.allSatisfy(\.isFinite) else { return nil }
    let reach = Int(tail * Double(values.count - 1)) + 3
    let sorted = orderedEnds(values, reach)
    // Alike up to the rounding of sums in another order.
    let (least, most) = (sorted[0], sorted[sorted.count - 1])
    guard most - least > 1e-13 * max(abs(least), abs(most)) else { return nil }
    return quantile(sorted, tail)...quantile(sorted, 1 - tail)
  }

  /// The values as sorting has them, but only so many at either end: NaN stands for those between.
  static func orderedEnds(_ values: [Double], _ count: Int) -> [Double] {
    guard 4 * count < values.count else { return values.sorted() }
    let low = smallest(count, of: values)
    let high = smallest(count, of: values.reversed().lazy.map { -$0 })
    let between = [Double](repeating: .nan, count: values.count - 2 * count)
    return low + between + high.reversed().map { -$0 }
  }

  /// The smallest of the values in order: nearly all are turned away by one comparison.
  private static func smallest(_ count: Int, of values: some Sequence<Double>) -> [Double] {
    var found: [Double] = []
    found.reserveCapacity(count)
    for value in values {
      if found.count == count {
        guard value < found[count - 1] else { continue }
        found.removeLast()
      }
      var place = found.count
      found.append(value)
      while place > 0, value < found[place - 1] {
        found[place] = found[place - 1]
        place -= 1
      }
      found[place] = value
    }
    return found
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

extension PairedBootstrap {
  /// Means of columns.
  struct Resamples: Sendable {
    let width: Int
    /// Over all runs, by column.
    let sample: [Double]
    /// By resample, then column.
    fileprivate(set) var means: [Double] = []
  }

  /// Columns of numbers, the numbers of a run side by side in vectors, none of which lies across two lines of the
  /// cache.
  private struct Table: ~Copyable {
    private let width: Int
    private let vectors: Int
    private let rows: Buffer<SIMD8<Double>>

    init(_ columns: [[Double]]) {
      width = columns.count
      let vectors = (columns.count + 7) / 8
      self.vectors = vectors
      rows = Buffer(repeating: .zero, count: vectors * columns[0].count)
      for (c, column) in columns.enumerated() {
        for run in column.indices { rows[run * vectors + c / 8][c % 8] = column[run] }
      }
    }

    /// Appends the means over resamples, whose runs are given one after another, `count` of each.
    func addUp(_ places: [Int32], _ count: Int, _ share: Double, into means: inout [Double]) {
      precondition(places.count == abreast * count, "\(abreast) resamples")
      var sums = [SIMD8<Double>](repeating: .zero, count: abreast * vectors)
      let rows = rows.pointer(length: rows.count)
      places.withUnsafeBufferPointer { places in
        for vector in 0..<vectors {
          var (a, b) = (SIMD8<Double>.zero, SIMD8<Double>.zero)
          var (c, d) = (a, b)
          for i in 0..<count {
            a = a + rows[Int(places[i]) &* vectors &+ vector]
            b = b + rows[Int(places[count &+ i]) &* vectors &+ vector]
            c = c + rows[Int(places[2 &* count &+ i]) &* vectors &+ vector]
            d = d + rows[Int(places[3 &* count &+ i]) &* vectors &+ vector]
          }
          for (number, sum) in [a, b, c, d].enumerated() {
            sums[number * vectors + vector] = sum
          }
        }
      }
      for number in 0..<abreast {
        for c in 0..<width { means.append(sums[number * vectors + c / 8][c % 8] * share) }
      }
    }
  }
}
