/// One sparse vector per outcome, in compressed rows: `vector(o) = sum of values[j] * e(indices[j])`.
///
/// A token of an autoregressive policy touches one row of logits only, so the score of a sequence has
/// `length * vocabulary` entries however many parameters there are. The scores of a bandit of many arms
/// are kept by what they share (``SharedScoreRows``).
///
/// A row may stand for many completions by the mean of their vectors. Its spread is then what their mean square
/// exceeds the square of that mean by,
///
///     E norm(v)^2 = norm(vector(o))^2 + spread(o),
///
/// and completions of one group being independent, a group of rows o_i with factors c_i has
/// `E norm(sum_i c_i v_i)^2 = norm(sum_i c_i vector(o_i))^2 + sum_i c_i^2 spread(o_i)`.
struct SparseRows: Sendable {
  private(set) var offsets: [Int] = [0]
  private(set) var indices: [Int32] = []
  private(set) var values: [Double] = []
  /// In place of the others; nil where every entry is kept.
  private(set) var sharing: SharedScoreRows?
  /// One number for each row, not negative; empty where rows are single completions.
  private(set) var spreads: [Double] = []

  init() {}

  /// Rows of as many numbers each, which stand for many completions.
  init(means: [[Double]], spreads: [Double]) {
    precondition(means.count == spreads.count, "a spread for each row")
    for mean in means { append(mean.enumerated().map { ($0.offset, $0.element) }) }
    self.spreads = spreads
  }

  init(_ sharing: SharedScoreRows) { self.sharing = sharing }

  var count: Int { sharing?.count ?? offsets.count - 1 }

  /// Entries of a row that are kept.
  func entryCount(_ row: Int) -> Int { sharing == nil ? offsets[row + 1] - offsets[row] : 3 }

  /// Entries of all rows, kept or shared.
  var totalCount: Int { sharing.map { $0.count * $0.shared.count } ?? values.count }

  /// These rows, in this order.
  func rows(_ rows: [Int]) -> SparseRows {
    if let sharing { return SparseRows(sharing.rows(rows)) }
    var chosen = SparseRows()
    for row in rows {
      let entries = offsets[row]..<offsets[row + 1]
      chosen.indices += indices[entries]
      chosen.values += values[entries]
      chosen.offsets.append(chosen.indices.count)
    }
    if hasSpread { chosen.spreads = rows.map { spreads[$0] } }
    return chosen
  }

  /// Whether rows stand for many completions.
  var hasSpread: Bool { !spreads.isEmpty }

  /// The spread of a row.
  @inline(__always)
  func spread(_ row: Int) -> Double { spreads.isEmpty ? 0 : spreads[row] }

  /// The entries of a row that are not 0.
  func entries(_ row: Int) -> [(index: Int, value: Double)] {
    if let sharing { return sharing.entries(row) }
    return (offsets[row]..<offsets[row + 1]).map { (Int(indices[$0]), values[$0]) }
  }

  mutating func append(_ entries: [(index: Int, value: Double)]) {
    precondition(sharing == nil, "rows that share a vector are made at once")
    extend(entries, scale: 1)
    close()
  }

  /// Makes room for all rows at once: growing step by step touches twice the memory.
  mutating func reserve(rows: Int, entries: Int) {
    offsets.reserveCapacity(rows + 1)
    indices.reserveCapacity(entries)
    values.reserveCapacity(entries)
  }

  /// Adds multiples of entries to the row that `close` then ends.
  mutating func extend(_ entries: [(index: Int, value: Double)], scale: Double) {
    for entry in entries {
      let value = scale * entry.value
      guard value != 0 else { continue }
      indices.append(Int32(entry.index))
      values.append(value)
    }
  }

  /// Ends a row.
  mutating func close() { offsets.append(indices.count) }

  /// Adds `scale * vector(row)` to `target`; O(entries of the row), no allocation.
  @inline(__always)
  func add(_ row: Int, scale: Double, to target: inout [Double]) {
    if sharing != nil { return sharing!.add(row, scale: scale, to: &target) }
    for j in offsets[row]..<offsets[row + 1] {
      target[Int(indices[j])] += scale * values[j]
    }
  }

  /// Adds multiples of one vector to two targets; O(entries of the row), no allocation.
  @inline(__always)
  func add(
    _ row: Int, scales: (Double, Double),
    to targets: (UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>)
  ) {
    if sharing != nil { return sharing!.add(row, scales: scales, to: targets) }
    indices.withUnsafeBufferPointer { indices in
      values.withUnsafeBufferPointer { values in
        for j in offsets[row]..<offsets[row + 1] {
          let place = Int(indices[j])
          targets.0[place] += scales.0 * values[j]
          targets.1[place] += scales.1 * values[j]
        }
      }
    }
  }

  /// Inner product of a row with a vector; O(entries of the row).
  func product(_ row: Int, with vector: [Double]) -> Double {
    if let sharing { return sharing.product(row, with: vector) }
    var sum = 0.0
    for j in offsets[row]..<offsets[row + 1] { sum += values[j] * vector[Int(indices[j])] }
    return sum
  }

  /// Inner product of a row with the same row of another table, the mean over the completions that it stands for.
  func dot(_ row: Int, _ other: SparseRows, dimension: Int) -> Double {
    if let sharing, let other = other.sharing { return sharing.dot(row, other) }
    precondition(other.sharing == nil, "tables of one problem are of one form")
    var sum = spread(row)
    let own = offsets[row]..<offsets[row + 1]
    let others = other.offsets[row]..<other.offsets[row + 1]
    // Mostly both have the same places.
    if own == others, indices[own] == other.indices[others] {
      for j in own { sum += other.values[j] * values[j] }
      return sum
    }
    var dense = [Double](repeating: 0, count: dimension)
    add(row, scale: 1, to: &dense)
    for j in others {
      sum += other.values[j] * dense[Int(other.indices[j])]
    }
    return sum
  }
}
