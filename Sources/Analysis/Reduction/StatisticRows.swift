import GSL

/// What one completion adds to the `GroupStatistics` that are sums over completions, by outcome: its
/// contribution vectors at the place of its reward level, and their inner products.
///
/// Written once and then read by all threads.
final class StatisticRows: Sendable {
  let levels: Buffer<Int>
  /// By outcome; nil where rows are single completions.
  let spreads: [Double]?
  private let offsets: Buffer<Int>
  private let indices: Buffer<Int32>
  private let values: Buffer<Double>

  init(_ problem: Problem, _ statistics: GroupStatistics) {
    var rows = SparseRows()
    for outcome in problem.rewards.indices {
      rows.append(Self.entries(problem, statistics, outcome))
    }
    levels = Buffer(problem.levelOfOutcome)
    spreads = problem.positive.hasSpread ? problem.positive.spreads : nil
    offsets = Buffer(rows.offsets)
    indices = Buffer(rows.indices)
    values = Buffer(rows.values)
  }

  private static func entries(
    _ problem: Problem, _ statistics: GroupStatistics, _ outcome: Int
  ) -> [(index: Int, value: Double)] {
    let parts = [problem.positive] + (problem.negative.map { [$0] } ?? [])
    let p = problem.parameterCount
    let level = problem.levelOfOutcome[outcome]
    var entries: [(index: Int, value: Double)] = []
    for (part, rows) in parts.enumerated() {
      let start = (part * statistics.levelCount + level) * p
      entries += rows.entries(outcome).map { (start + $0.index, $0.value) }
      for other in part..<parts.count {
        // A completion times itself, which V_a . V_a holds beside its products with others.
        let product = rows.dot(outcome, parts[other], dimension: p)
        entries.append((statistics.square(part, other, level), product))
      }
    }
    let start = statistics.vectorCount * p
    let penalty = problem.penalty?.entries(outcome) ?? []
    return entries + penalty.map { (start + $0.index, $0.value) }
  }

  /// Adds the row of an outcome to `target`.
  @inline(__always)
  func add(_ outcome: Int, to target: UnsafeMutablePointer<Double>) {
    for j in offsets[outcome]..<offsets[outcome + 1] { target[Int(indices[j])] += values[j] }
  }
}
