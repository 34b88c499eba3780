/// What one completion adds to the `GroupStatistics` that are sums over completions, by outcome: its
/// contribution vectors at the place of its reward level, and their inner products.
///
/// Plain memory, written once and then read by all threads.
final class StatisticRows: Sendable {
  nonisolated(unsafe) let levels: UnsafeMutablePointer<Int>
  private nonisolated(unsafe) let offsets: UnsafeMutablePointer<Int>
  private nonisolated(unsafe) let indices: UnsafeMutablePointer<Int32>
  private nonisolated(unsafe) let values: UnsafeMutablePointer<Double>

  init(_ problem: Problem, _ statistics: GroupStatistics) {
    var rows = SparseRows()
    for outcome in problem.rewards.indices {
      rows.append(Self.entries(problem, statistics, outcome))
    }
    levels = Self.copy(problem.levelOfOutcome)
    offsets = Self.copy(rows.offsets)
    indices = Self.copy(rows.indices)
    values = Self.copy(rows.values)
  }

  deinit {
    levels.deallocate()
    offsets.deallocate()
    indices.deallocate()
    values.deallocate()
  }

  private static func copy<Element>(_ array: [Element]) -> UnsafeMutablePointer<Element> {
    let memory = UnsafeMutablePointer<Element>.allocate(capacity: array.count)
    memory.initialize(from: array, count: array.count)
    return memory
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

extension SparseRows {
  fileprivate func entries(_ row: Int) -> [(index: Int, value: Double)] {
    (offsets[row]..<offsets[row + 1]).map { (Int(indices[$0]), values[$0]) }
  }
}
