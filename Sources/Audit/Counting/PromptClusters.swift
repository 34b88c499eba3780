/// Which groups belong to one prompt: groups of a prompt are alike, so an interval that takes them for independent
/// is too narrow.
struct PromptClusters {
  /// More prompts than this share clusters: that costs nothing but a slightly wider interval, and bounds memory.
  static let limit = 1 << 16

  private var places = KeyTable()
  private var isShared = false
  private var unnamed = 0
  /// How many clusters there are.
  private(set) var count = 0
  /// Whether there were more prompts than clusters.
  var isBeyondLimit: Bool { isShared }

  /// The cluster of a group whose prompt nothing tells: its own, or one that it shares with groups far from it.
  mutating func next() -> Int {
    defer { unnamed += 1 }
    guard count < Self.limit else {
      isShared = true
      return unnamed % Self.limit
    }
    count += 1
    return count - 1
  }

  /// The cluster of a prompt.
  mutating func place(_ prompt: UInt64) -> Int {
    guard count == Self.limit else {
      let place = places.number(of: prompt, ifNew: count)
      if place == count { count += 1 }
      return place
    }
    if let place = places[prompt] { return place }
    isShared = true
    return Int(truncatingIfNeeded: (prompt &* 0x9E37_79B9_7F4A_7C15) >> 48)
  }
}
