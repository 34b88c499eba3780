/// The kinds of groups that a run has drawn: how many completions were on each level of reward.
struct GroupKinds {
  private(set) var levels = RewardLevels()
  /// Completions on each level in the order of `levels`, without the zeros at the end.
  private(set) var counts: [[Int]] = []
  private var places = KeyTable()
  private var longPlaces: [[Int]: Int] = [:]
  private var scratch = [Int](repeating: 0, count: RewardLevels.limit)

  /// Levels whose counts share a word.
  private static let packed = 8

  /// The kind of a group; nil where rewards have too many values to be levels.
  mutating func kind(_ rewards: UnsafeBufferPointer<Double>) -> Int? {
    guard countKnown(rewards) || countAll(rewards) else { return nil }
    return place(size: rewards.count)
  }

  /// Counts the rewards that are just the levels met so far: level by level, so that nothing depends on which
  /// reward comes when. False where there are others.
  private mutating func countKnown(_ rewards: UnsafeBufferPointer<Double>) -> Bool {
    var found = 0
    for (place, level) in levels.values.enumerated() {
      var count = 0
      // A group is done when all of it is found, and the levels that are left are none of its.
      if found < rewards.count { for reward in rewards { count &+= reward == level ? 1 : 0 } }
      scratch[place] = count
      found += count
    }
    return found == rewards.count
  }

  private mutating func countAll(_ rewards: UnsafeBufferPointer<Double>) -> Bool {
    for place in scratch.indices { scratch[place] = 0 }
    for reward in rewards {
      guard let place = levels.place(reward) else { return false }
      scratch[place] += 1
    }
    return true
  }

  /// The place of the counts written down.
  private mutating func place(size: Int) -> Int {
    let used = levels.values.count
    if used <= Self.packed && size < 256 {
      var key: UInt64 = 0
      for place in 0..<used { key |= UInt64(scratch[place]) << UInt64(8 * place) }
      let place = places.number(of: key, ifNew: counts.count)
      if place == counts.count { counts.append(trimmed(used)) }
      return place
    }
    let key = trimmed(used)
    if let place = longPlaces[key] { return place }
    // A kind met before there were so many levels is known by its word.
    let place = counts.firstIndex(of: key) ?? counts.count
    if place == counts.count { counts.append(key) }
    longPlaces[key] = place
    return place
  }

  private func trimmed(_ used: Int) -> [Int] {
    let end = (0..<used).last { scratch[$0] > 0 } ?? 0
    return Array(scratch[0...end])
  }
}
