import GRPO
import Logs

/// What the comparison of logged advantages with a formula has found so far.
struct AdvantageCheck {
  /// Advantages compared, and the largest difference.
  private(set) var compared = 0
  private(set) var largest = 0.0
  private(set) var illConditioned = 0
  private(set) var zeroed = 0
  private(set) var broken = 0
  private(set) var incomplete = 0
  /// The first group that is not as the formula has it.
  private(set) var firstBroken: (file: Int, line: Int)?

  /// A smaller group that is not as the formula has it, and the last so far: at the end of a log it is cut off.
  private var pending: (file: Int, line: Int)?

  /// A group that has lost rows tells nothing of the formula.
  mutating func noteIncomplete() { incomplete += 1 }

  /// The log ends here.
  mutating func finish() {
    if pending != nil { incomplete += 1 }
    pending = nil
  }

  private mutating func noteBroken(_ place: (file: Int, line: Int)) {
    broken += 1
    if firstBroken == nil { firstBroken = place }
  }

  mutating func note(
    _ comparison: AdvantageComparison, count: Int, at place: (file: Int, line: Int),
    isSmall: Bool = false
  ) {
    if let pending { noteBroken(pending) }
    pending = nil
    if comparison.isSilent { return }
    if comparison.isZeroed {
      zeroed += 1
    } else if comparison.isIllConditioned {
      illConditioned += 1
    } else {
      if isSmall, !comparison.isMet {
        pending = place
        return
      }
      compared += count
      largest = max(largest, comparison.largestDifference)
      if !comparison.isMet { noteBroken(place) }
    }
  }

  /// A whole step: components are estimated each for itself, and whitening looks at all groups.
  mutating func note(
    _ step: RolloutStep, _ index: GroupIndex, by rule: AdvantageRule, weights: [Double]
  ) {
    let groups = (0..<index.count).map { group in index.places(group).map(index.row) }
      .filter { $0.count > 1 }
    let heads = groups.map { rows in
      HeadGroup(
        step: 0, columns: step.columns.map { column in rows.map { column[$0] } },
        advantages: rows.map { step.advantages![$0] })
    }
    guard let expected = heads.advantages(rule, weights: weights) else { return }
    for (place, head) in heads.enumerated() {
      let comparison = AdvantageComparison(
        components: head.rewards(rule, weights: weights), logged: head.advantages!,
        expected: expected[place], terms: rule.terms(weights))
      note(comparison, count: head.size, at: step.place(groups[place][0]))
    }
  }
}

extension RunReading {
  /// Takes over what the comparison has found.
  mutating func note(_ check: AdvantageCheck) {
    comparedCount = check.compared
    largestDifference = check.largest
    illConditionedGroups = check.illConditioned
    zeroedGroups = check.zeroed
    incompleteGroups = check.incomplete
    if check.broken > 0 { verdict = .broken(groups: check.broken) }
  }
}
