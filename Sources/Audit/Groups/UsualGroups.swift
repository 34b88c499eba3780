import Logs

/// What groups of a log have in common where nothing is missing: by it a group is known that has lost rows, as the last
/// one of a log that is cut off.
struct UsualGroups: Hashable, Sendable {
  /// Rows of most groups.
  let size: Int

  /// - Returns: nil where advantages of whole groups do not add up to 0, or there are none.
  init?(_ groups: [HeadGroup]) {
    var sizes: [Int: Int] = [:]
    for group in groups { sizes[group.size, default: 0] += 1 }
    guard let usual = sizes.max(by: { ($0.value, $0.key) < ($1.value, $1.key) })?.key else {
      return nil
    }
    let areCentred = groups.allSatisfy { group in
      group.size < usual
        || group.advantages.map { $0.withUnsafeBufferPointer(Self.addUpTo0) } ?? false
    }
    guard areCentred else { return nil }
    size = usual
  }

  /// Whether rows are missing: fewer than in most groups, whose advantages do not add up to 0.
  func isIncomplete(_ advantages: UnsafeBufferPointer<Double>) -> Bool {
    !advantages.isEmpty && advantages.count < size && !Self.addUpTo0(advantages)
  }

  /// The groups to learn the formula from: those of steps without smaller groups, or, if there are none, those of the
  /// usual size.
  ///
  /// - Parameter shortSteps: steps with a smaller group.
  func whole(_ groups: [HeadGroup], shortSteps: Set<Int>) -> [HeadGroup] {
    // A step is standardized by all of its rows, those that a silent group has lost too.
    let others = groups.filter { !shortSteps.contains($0.step) }
    // What is left of a group may add up to 0 by chance.
    return others.isEmpty ? groups.filter { $0.size >= size } : others
  }

  private static func addUpTo0(_ advantages: UnsafeBufferPointer<Double>) -> Bool {
    var (sum, largest) = (0.0, 0.0)
    for advantage in advantages where advantage.isFinite {
      sum += advantage
      largest = max(largest, abs(advantage))
    }
    return abs(sum) <= SinglePrecisionLimit.sum(largest, count: advantages.count)
  }
}
