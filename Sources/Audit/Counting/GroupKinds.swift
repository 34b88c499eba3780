/// The kinds of groups that a run has drawn: how many completions were on each level of reward.
struct GroupKinds {
  private(set) var levels = RewardLevels()
  /// Completions on each level in the order of `levels`, without the zeros at the end.
  private(set) var counts: [[Int]] = []
  private var places: [UInt64: Int] = [:]
  private var longPlaces: [[Int]: Int] = [:]
  private var scratch = [Int](repeating: 0, count: RewardLevels.limit)
  /// The kind seen last, which many groups in a row are of.
  private var last: (key: UInt64, place: Int)?

  /// Levels whose counts share a word.
  private static let packed = 8

  /// Forgets the group that was written down.
  mutating func clear() {
    for place in 0..<levels.values.count { scratch[place] = 0 }
  }

  /// Writes one completion down; false where rewards have too many values to be levels.
  @inline(__always)
  mutating func add(_ reward: Double) -> Bool {
    guard let place = levels.place(reward) else { return false }
    scratch[place] &+= 1
    return true
  }

  /// The kind of the group written down, with its number of completions.
  mutating func close(size: Int) -> Int {
    let used = levels.values.count
    if used <= Self.packed && size < 256 {
      var key: UInt64 = 0
      for place in 0..<used { key |= UInt64(scratch[place]) << UInt64(8 * place) }
      if let last, last.key == key { return last.place }
      let place = places[key] ?? append(used)
      places[key] = place
      last = (key, place)
      return place
    }
    let key = trimmed(used)
    if let place = longPlaces[key] { return place }
    // A kind met before there were so many levels is known by its word.
    let place = counts.firstIndex(of: key) ?? append(used)
    longPlaces[key] = place
    return place
  }

  private mutating func append(_ used: Int) -> Int {
    counts.append(trimmed(used))
    return counts.count - 1
  }

  private func trimmed(_ used: Int) -> [Int] {
    let end = (0..<used).last { scratch[$0] > 0 } ?? 0
    return Array(scratch[0...end])
  }
}
