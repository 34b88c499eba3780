#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What groups came to that were met before. Where rewards are on few levels the same groups come again and again,
/// bit for bit, and finding one costs less than counting it.
///
/// A group is found by a hash of its bits and known by the bits themselves. Memory is bounded: the first groups met
/// stay, and where few of them come back nothing is looked for any longer.
struct GroupMemory {
  /// Groups that are kept, half as many as there are cells, and words of their rewards and advantages.
  private static let mostGroups = 1 << 11
  private static let mostWords = 1 << 16
  /// After so many groups half of them must have been met before.
  private static let trial = 1 << 12

  /// By hash: where a group is among `groups`, plus one; 0 for nowhere.
  private var cells = [Int32](repeating: 0, count: 2 * mostGroups)
  private var groups: [(hash: UInt64, start: Int, size: Int, numbers: GroupNumbers)] = []
  /// Rewards, then advantages, group by group.
  private var words: [Double] = []
  /// The hash that was looked for last, and the cell where it would be.
  private var free: (hash: UInt64, cell: Int) = (0, 0)
  private(set) var tried = 0
  private(set) var found = 0

  private var isUseful: Bool { tried < Self.trial || 2 * found >= tried }

  /// A hash of all bits: multiply and fold, as in wyhash (Wang Yi, 2019).
  static func hash(
    _ rewards: UnsafeBufferPointer<Double>, _ logged: UnsafeBufferPointer<Double>
  ) -> UInt64 {
    var (first, second): (UInt64, UInt64) = (0xa076_1d64_78bd_642f, 0xe703_7ed1_a0b4_28db)
    func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
      let product = a.multipliedFullWidth(by: b)
      return product.high ^ product.low
    }
    // Neither waits for the other.
    for reward in rewards { first = fold(first ^ reward.bitPattern, 0x8ebc_6af0_9c88_c6e3) }
    for advantage in logged { second = fold(second ^ advantage.bitPattern, 0x5899_65cc_7537_4cc3) }
    return fold(first, second ^ UInt64(truncatingIfNeeded: rewards.count))
  }

  /// What a group comes to that was met before; nil for another.
  ///
  /// - Parameter logged: as many as rewards, or none.
  mutating func numbers(
    _ rewards: UnsafeBufferPointer<Double>, _ logged: UnsafeBufferPointer<Double>
  ) -> GroupNumbers? {
    guard isUseful else { return nil }
    tried += 1
    let hash = Self.hash(rewards, logged)
    var cell = Int(truncatingIfNeeded: hash) & (cells.count - 1)
    while cells[cell] != 0 {
      let place = Int(cells[cell]) - 1
      if groups[place].hash == hash, isSame(place, rewards, logged) {
        found += 1
        return groups[place].numbers
      }
      cell = (cell + 1) & (cells.count - 1)
    }
    free = (hash, cell)
    return nil
  }

  /// Keeps what the group comes to that was looked for last.
  mutating func keep(
    _ numbers: GroupNumbers, of rewards: UnsafeBufferPointer<Double>,
    _ logged: UnsafeBufferPointer<Double>
  ) {
    guard isUseful, groups.count < Self.mostGroups,
      words.count + rewards.count + logged.count <= Self.mostWords
    else { return }
    groups.append((free.hash, words.count, rewards.count, numbers))
    words.append(contentsOf: rewards)
    words.append(contentsOf: logged)
    cells[free.cell] = Int32(groups.count)
  }

  private func isSame(
    _ place: Int, _ rewards: UnsafeBufferPointer<Double>, _ logged: UnsafeBufferPointer<Double>
  ) -> Bool {
    guard groups[place].size == rewards.count else { return false }
    let start = groups[place].start
    return words.withUnsafeBytes { words in
      let own = words.baseAddress! + 8 * start
      return memcmp(own, rewards.baseAddress!, 8 * rewards.count) == 0
        && (logged.isEmpty
          || memcmp(own + 8 * rewards.count, logged.baseAddress!, 8 * logged.count) == 0)
    }
  }
}
