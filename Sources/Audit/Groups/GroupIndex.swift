/// The rows of a step, group by group.
struct GroupIndex {
  /// Row numbers, those of one group side by side and in the order of the log; nil where that is the order of the
  /// log itself.
  private(set) var order: [Int]?
  /// Where each group begins among the rows so ordered, and the end of the last.
  private(set) var starts: [Int] = [0]

  var count: Int { starts.count - 1 }

  /// Places of the rows of a group.
  func places(_ group: Int) -> Range<Int> { starts[group]..<starts[group + 1] }

  /// The row at a place.
  func row(_ place: Int) -> Int { order?[place] ?? place }

  /// Blocks of rows; the last one holds what is left.
  init(blocksOf size: Int, count: Int) {
    starts = Array(stride(from: 0, to: count, by: size)) + [count]
  }

  /// Rows of equal keys, groups in the order in which they begin.
  ///
  /// - Parameter size: cuts the rows of one key into groups of this size; nil for one group.
  init(keys: [UInt64], size: Int? = nil) {
    guard let runs = Self.runs(keys) else {
      (order, starts) = Self.scattered(keys, size: size)
      return
    }
    guard let size else {
      starts = runs
      return
    }
    starts = zip(runs, runs.dropFirst()).flatMap { stride(from: $0, to: $1, by: size) }
    starts.append(keys.count)
  }

  /// Where runs of one key begin, and the end of the last; nil where a key comes back.
  private static func runs(_ keys: [UInt64]) -> [Int]? {
    var runs: [Int] = []
    for row in keys.indices where row == 0 || keys[row] != keys[row - 1] { runs.append(row) }
    var seen = KeyTable(capacity: runs.count)
    for (number, row) in runs.enumerated()
    where seen.number(of: keys[row], ifNew: number) != number {
      return nil
    }
    return runs + [keys.count]
  }

  /// Keys that come back after others.
  private static func scattered(
    _ keys: [UInt64], size: Int?
  ) -> (order: [Int], starts: [Int]) {
    var places = KeyTable()
    var members: [[Int]] = []
    for row in keys.indices {
      let place = places.number(of: keys[row], ifNew: members.count)
      if place == members.count { members.append([]) }
      members[place].append(row)
    }
    var starts: [Int] = []
    var next = 0
    for rows in members {
      for start in stride(from: 0, to: rows.count, by: size ?? rows.count) {
        starts.append(next + start)
      }
      next += rows.count
    }
    starts.append(next)
    return (members.flatMap(\.self), starts)
  }
}
