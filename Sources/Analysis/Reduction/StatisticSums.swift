import GSL

/// `GroupStatistics` of the current group, and their sums over the groups of each composition.
///
/// Plain memory, owned here: a conditional simulation spends its time in these loops.
final class StatisticSums {
  private let statistics: GroupStatistics
  private let rows: StatisticRows
  /// Completions of the current group on each level.
  private let counts: Buffer<Int>
  private let group: Buffer<Double>

  init(_ statistics: GroupStatistics, rows: StatisticRows) {
    self.statistics = statistics
    self.rows = rows
    counts = Buffer(repeating: 0, count: statistics.levelCount)
    group = Buffer(repeating: 0, count: statistics.count)
  }

  /// Works out the statistics of a group.
  func load(_ outcomes: [Int]) {
    counts.fill(0)
    group.fill(0)
    let target = group.pointer(length: group.count)
    for outcome in outcomes {
      counts[rows.levels[outcome]] += 1
      rows.add(outcome, to: target)
    }
    // Vectors of absent levels are 0, and so are their products since the reset.
    for a in 0..<statistics.vectorCount where counts[a % statistics.levelCount] > 0 {
      for b in 0...a where counts[b % statistics.levelCount] > 0 {
        group[statistics.gram(b, a)] = product(a, b)
      }
    }
    addSpreads(outcomes)
    guard statistics.hasPenalty else { return }
    for a in 0...statistics.vectorCount {
      group[statistics.penalties + a] = product(a, statistics.vectorCount)
    }
  }

  /// V_a . V_a of many completions in a row: the mean of the square, not the square of the mean.
  private func addSpreads(_ outcomes: [Int]) {
    guard let spreads = rows.spreads else { return }
    for outcome in outcomes {
      let level = rows.levels[outcome]
      for part in 0..<statistics.parts {
        let a = part * statistics.levelCount + level
        group[statistics.gram(a, a)] += spreads[outcome]
      }
    }
  }

  @inline(__always)
  private func product(_ a: Int, _ b: Int) -> Double {
    let p = statistics.parameterCount
    let (x, y) = (group.pointer(at: a * p, length: p), group.pointer(at: b * p, length: p))
    var sum = 0.0
    for j in 0..<p { sum += x[j] * y[j] }
    return sum
  }

  /// Completions on each level, in a new array.
  var composition: [Int] { (0..<statistics.levelCount).map { counts[$0] } }

  func hasComposition(_ other: [Int]) -> Bool {
    for l in other.indices where counts[l] != other[l] { return false }
    return true
  }

  func add(to sums: inout [Double]) {
    for j in sums.indices { sums[j] += group[j] }
  }
}
