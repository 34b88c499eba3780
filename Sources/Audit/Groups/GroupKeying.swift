import Logs

/// How the rows of a log are put into groups.
public enum GroupKeying: Hashable, Sendable {
  /// Equal group keys.
  case key
  /// Equal prompts of a step, cut into groups of a size where a prompt came more than once.
  case prompt(size: Int?)
  /// Consecutive rows.
  case blocks(Int)

  func index(_ step: RolloutStep) -> GroupIndex {
    switch self {
    case .key: GroupIndex(keys: step.groups!)
    case .prompt(let size): GroupIndex(keys: step.prompts!, size: size)
    case .blocks(let size): GroupIndex(blocksOf: size, count: step.count)
    }
  }

  /// For people: `blocks of 8 rows`.
  public var text: String {
    switch self {
    case .key: "rows of one group key"
    case .prompt(nil): "rows of one prompt in a step"
    case .prompt(let size?): "rows of one prompt in a step, \(size) at a time"
    case .blocks(let size): "blocks of \(size) rows"
    }
  }

  /// What the first steps of a log show.
  ///
  /// Where nothing names the groups they are blocks of the smallest size that divides every step, has one
  /// prompt a block and, where advantages are logged, sums of advantages of 0.
  ///
  /// - Parameters:
  ///   - grouping: what the format says.
  ///   - size: of a group, where it is known; overrules blocks.
  /// - Throws: ``AuditError`` where the rows do not tell.
  static func inferred(
    _ steps: [RolloutStep], grouping: Grouping, size: Int?
  ) throws(AuditError) -> GroupKeying {
    switch grouping {
    case .key where steps.allSatisfy({ $0.groups != nil }): return .key
    case .prompt where steps.allSatisfy({ $0.prompts != nil }):
      return .prompt(size: size ?? repeatedPromptSize(steps))
    case .key, .prompt, .blocks: break
    }
    if let size {
      try refuse(size, against: steps)
      return .blocks(size)
    }
    guard steps.allSatisfy({ $0.prompts != nil || $0.advantages != nil }) else {
      throw AuditError(
        "nothing tells which rows are one group: no group key, no prompts, no advantages; "
          + "--group-size says how many rows a group has")
    }
    // The last step may be cut off.
    let whole = steps.count > 1 ? steps.dropLast() : []
    let largest = [largestBlock(steps), largestBlock(Array(whole))].compactMap(\.self)
    let havePrompts = steps.allSatisfy { $0.prompts != nil }
    // Prompts alone, or advantages that are all 0, tell no divisor from another: the largest is theirs.
    let tells = steps.contains { $0.advantages?.contains { $0 != 0 } ?? false }
    if !tells, let size = largest.max() {
      return .blocks(size)
    }
    if let size = centredSize(steps, largest.first) ?? centredSize(Array(whole), largest.last) {
      return .blocks(size)
    }
    // Groups of two sizes, as where evaluations of fewer completions are logged among the steps, or a last one that was
    // cut short.
    if havePrompts, steps.contains(where: { $0.advantages != nil }),
      case let run = usualRun(steps), run > 1,
      let keying = [.prompt(size: run), .blocks(run)].first(where: { isCentred(steps, $0) })
    {
      return keying
    }
    // Not all advantages are centred: prompts then speak alone, wherever their rows stand.
    if havePrompts {
      return largest.max().map { .blocks($0) } ?? .prompt(size: repeatedPromptSize(steps))
    }
    throw AuditError(
      "blocks of no size\(largest.max().map { " up to \($0)" } ?? "") have advantages that add up to 0: "
        + "--group-size says how many rows a group has, --map group=COLUMN which column names it")
  }

  /// A size that the log contradicts: advantages add up to 0 in blocks of another one, and not in those of this or over
  /// several prompts.
  private static func refuse(_ size: Int, against steps: [RolloutStep]) throws(AuditError) {
    guard steps.contains(where: { $0.advantages?.contains { $0 != 0 } ?? false }),
      case .blocks(let found)? = try? inferred(steps, grouping: .blocks, size: nil),
      found != size, isCentred(steps, .blocks(found)),
      !isCentred(steps, .blocks(size)) || steps.contains(where: { mixesPrompts($0, size) })
    else { return }
    throw AuditError(
      "--group-size \(size): the advantages of the log add up to 0 in blocks of \(found) rows, and not of \(size)"
    )
  }

  private static func mixesPrompts(_ step: RolloutStep, _ size: Int) -> Bool {
    guard let prompts = step.prompts else { return false }
    return prompts.indices.contains { $0 % size != 0 && prompts[$0] != prompts[$0 - 1] }
  }

  /// The smallest divisor whose blocks have advantages that add up to 0.
  private static func centredSize(_ steps: [RolloutStep], _ largest: Int?) -> Int? {
    guard let largest, largest > 1, !steps.isEmpty else { return nil }
    return (2...largest).first { largest % $0 == 0 && isCentred(steps, .blocks($0)) }
  }

  private static func isCentred(_ steps: [RolloutStep], _ keying: GroupKeying) -> Bool {
    steps.allSatisfy { sumsToZero($0, keying) }
  }

  /// The size of most groups, where a prompt was drawn more than once in a step and fills several of that size.
  private static func repeatedPromptSize(_ steps: [RolloutStep]) -> Int? {
    var tally: [Int: Int] = [:]
    for step in steps {
      let index = GroupIndex(keys: step.prompts!)
      for group in 0..<index.count { tally[index.places(group).count, default: 0] += 1 }
    }
    guard tally.count > 1, let usual = tally.max(by: { ($0.value, -$0.key) < ($1.value, -$1.key) })
    else { return nil }
    return tally.keys.allSatisfy { $0 % usual.key == 0 } ? usual.key : nil
  }

  /// The greatest common divisor of steps and of runs of one prompt; nil for 1.
  private static func largestBlock(_ steps: [RolloutStep]) -> Int? {
    var divisor = 0
    for step in steps {
      divisor = greatestCommonDivisor(divisor, step.count)
      guard let prompts = step.prompts else { continue }
      var start = 0
      for row in 1..<max(1, step.count) where prompts[row] != prompts[row - 1] {
        divisor = greatestCommonDivisor(divisor, row - start)
        start = row
      }
    }
    return divisor > 1 ? divisor : nil
  }

  /// The length of most runs of one prompt.
  private static func usualRun(_ steps: [RolloutStep]) -> Int {
    var tally: [Int: Int] = [:]
    for step in steps {
      var start = 0
      for row in 1...max(1, step.count)
      where row == step.count || step.prompts![row] != step.prompts![row - 1] {
        tally[row - start, default: 0] += 1
        start = row
      }
    }
    return tally.max { ($0.value, $1.key) < ($1.value, $0.key) }!.key
  }

  private static func sumsToZero(_ step: RolloutStep, _ keying: GroupKeying) -> Bool {
    let index = keying.index(step)
    let size: Int? = if case .blocks(let size) = keying { size } else { nil }
    guard let advantages = step.advantages else { return true }
    var largest = 0.0
    for advantage in advantages where advantage.isFinite { largest = max(largest, abs(advantage)) }
    return (0..<index.count).allSatisfy { group in
      let places = index.places(group)
      // A block that was cut short has lost what would make it 0.
      if let size, places.count < size { return true }
      var sum = 0.0
      for place in places {
        let advantage = advantages[index.row(place)]
        if advantage.isFinite { sum += advantage }
      }
      return abs(sum) <= SinglePrecisionLimit.sum(largest, count: places.count)
    }
  }

  private static func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
    b == 0 ? a : greatestCommonDivisor(b, a % b)
  }
}
