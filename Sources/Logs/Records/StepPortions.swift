/// Where a log that has no steps may be cut: behind a group, once there are enough rows.
struct StepPortions {
  /// Rows after which a group may be the last of its portion; none are enough where groups are not
  /// side by side.
  private(set) var size: Int
  /// The word of a row that changes where a group ends; nil where nothing tells.
  let slot: Int?
  /// Whether keys name groups for good: a prompt may come back as another group.
  private let isKey: Bool
  private var seen: Set<UInt64> = []

  /// Rows of a portion; a whole number of blocks of most sizes.
  static let usual = 40_320

  init(_ schema: RolloutSchema) {
    switch schema.grouping {
    case .key: (slot, isKey) = (schema.group.map { _ in Slot.group }, true)
    case .prompt, .blocks: (slot, isKey) = (schema.prompt.map { _ in Slot.prompt }, false)
    }
    size = slot == nil ? .max : Self.usual
  }

  /// Whether the keys of a portion stand side by side; where they do not, the log is not cut.
  mutating func holdsWholeGroups(_ keys: some Sequence<UInt64>) -> Bool {
    var own: Set<UInt64> = []
    var last: UInt64?
    for key in keys where key != last {
      last = key
      if own.insert(key).inserted { continue }
      size = .max
      return false
    }
    return true
  }

  /// Takes in the keys of a portion; how many of them are of a portion before.
  mutating func close(_ keys: some Sequence<UInt64>) -> Int {
    guard isKey else { return 0 }
    let own = Set(keys)
    defer { seen.formUnion(own) }
    return own.count { seen.contains($0) }
  }

  /// What comes is of another file: its keys are its own.
  mutating func forget() { seen.removeAll() }
}
