import GRPO
import GSL
import Logs
import Testing

@testable import Audit

/// Logs that have lost rows are read by what is whole, and say what they lack.
@Suite struct DamagedGroupTests {
  private static func make(
    _ seed: UInt64 = 3, _ rule: String = "trl", steps: Int = 8
  ) throws -> (run: SyntheticRun, steps: [RolloutStep]) {
    var run = SyntheticRun(seed: seed, rule: try AdvantagePreset(name: rule).rule)
    run.steps = steps
    let made = try run.make()
    return (run, made)
  }

  /// The rows of a step that are named.
  private static func rows(_ step: RolloutStep, _ kept: [Int]) -> RolloutStep {
    func pick<Value>(_ list: [Value]?) -> [Value]? { list.map { list in kept.map { list[$0] } } }
    return RolloutStep(
      step: step.step, count: kept.count, groups: pick(step.groups), prompts: pick(step.prompts),
      columns: step.columns.map { column in kept.map { column[$0] } },
      advantages: pick(step.advantages), lines: kept.map { step.lines[$0] })
  }

  /// Seeds 1 to 20, 1 to 7 rows of the last group cut off: the log is read as its preset. A cut of a silent group
  /// is no loss that shows.
  @Test(arguments: ["trl", "trl-batch", "dr-grpo", "rloo"])
  func `a log that is cut off is read`(preset: String) throws {
    var told = 0
    for seed in 1...20 as ClosedRange<UInt64> {
      var (run, steps) = try Self.make(seed, preset)
      let last = steps[steps.count - 1]
      let lost = Int(seed % 7) + 1
      steps[steps.count - 1] = Self.rows(last, Array(0..<last.count - lost))
      let report = try run.report(steps)
      #expect(report.reading.verdict == .right, "\(preset) \(seed) \(report.reading.keying)")
      #expect(report.reading.presets.map(\.name).contains(preset))
      #expect(report.reading.keying == .blocks(8))
      told += report.remarks.count { $0.contains("rows are missing") }
    }
    #expect(told >= 5, "\(told)")
  }

  @Test func `rows lost anywhere are counted, groups lost too`() throws {
    var (run, steps) = try Self.make()
    let groups = { (step: RolloutStep) in
      var step = step
      step.groups = (0..<step.count).map { UInt64($0 / 8) }
      return step
    }
    steps = steps.map(groups)
    let mixed = try #require(
      (0..<steps[2].count / 8).first { group in
        steps[2].advantages![8 * group..<8 * group + 8].contains { $0 != 0 }
      })
    steps[2] = Self.rows(steps[2], (0..<steps[2].count).filter { $0 != 8 * mixed + 3 })
    steps[5] = Self.rows(steps[5], Array(8..<steps[5].count))
    let report = try run.report(steps, grouping: .key)
    #expect(report.reading.verdict == .right && report.reading.incompleteGroups == 1)
    let expected = run.promptsPerStep * 8
    #expect(
      report.remarks == [
        "1 of the groups have fewer than 8 scores, whose advantages do not add up: rows are missing, and these "
          + "groups are not checked",
        "most steps hold \(run.promptsPerStep) groups: 1 of \(expected) are missing",
      ])
  }

  /// Forty steps that are the same, bit for bit, with a group that has lost a row: what is remembered of a
  /// group is counted, checked and recorded each time that it comes.
  @Test func `groups that come again are counted again`() throws {
    var (run, steps) = try Self.make()
    var step = steps[2]
    step.groups = (0..<step.count).map { UInt64($0 / 8) }
    let mixed = try #require(
      (0..<step.count / 8).first { group in
        step.advantages![8 * group..<8 * group + 8].contains { $0 != 0 }
      })
    step = Self.rows(step, (0..<step.count).filter { $0 != 8 * mixed + 3 })
    steps = (1...40).map { number in
      var step = step
      step.step = number
      return step
    }
    let one = try run.report([steps[0]], grouping: .key)
    let all = try run.report(steps, grouping: .key)
    #expect(one.reading.verdict == .right && all.reading.verdict == .right)
    #expect(one.reading.incompleteGroups == 1 && all.reading.incompleteGroups == 40)
    #expect(all.groups == 40 * one.groups && all.silent == 40 * one.silent)
    #expect(all.reading.comparedCount == 40 * one.reading.comparedCount)
    #expect(all.groupRecords.count == all.groups)
    #expect(Set(all.groupRecords.map(\.deviation)) == Set(one.groupRecords.map(\.deviation)))
  }

  /// A control: a group of fewer rows whose advantages are its own is no loss, one with wrong advantages is wrong.
  @Test func `a smaller group is checked like another`() throws {
    var (run, steps) = try Self.make(steps: 400)
    steps = steps.map { step in
      var step = step
      step.groups = (0..<step.count).map { UInt64($0 / 8) }
      return step
    }
    let own = run.rule.estimator.advantages(of: [0, 1, 1, 1])
    for (place, factor) in [(398, 1), (398, 1.1), (399, 1.1)] {
      var changed = steps
      changed[place] = Self.rows(steps[place], Array(0..<4))
      changed[place].columns[0] = [0, 1, 1, 1]
      changed[place].advantages = own.map { factor * $0 }
      let reading = try run.report(changed, grouping: .key).reading
      // At the very end it may be what is left of a group.
      let isWrong = factor != 1 && place < 399
      #expect(reading.verdict == (isWrong ? .broken(groups: 1) : .right))
      #expect(reading.incompleteGroups == (place == 399 ? 1 : 0))
      #expect(reading.largestDifference < 1e-5 || isWrong)
    }
  }

  @Test func `rows of a prompt that do not stand side by side are a group`() throws {
    var (run, steps) = try Self.make()
    var random = RandomStream(seed: 2, stream: 1)
    steps = steps.map { step in
      var order = Array(0..<step.count)
      for i in (1..<order.count).reversed() { order.swapAt(i, random.index(below: i + 1)) }
      return Self.rows(step, order)
    }
    let report = try run.report(steps)
    #expect(report.reading.verdict == .right && report.silent == run.silent)
    #expect(report.reading.keying == .prompt(size: nil))
  }

  @Test func `turns of different rewards are told`() throws {
    let rows = [1.0, 1, 0, 0, 1, 0.5, 0, 0]
    func report(_ rewards: [Double]) throws -> AuditReport {
      var audit = RunAudit(columns: ["reward"], grouping: .key)
      try audit.add(
        RolloutStep(
          step: 1, count: 8, groups: Array(repeating: 7, count: 8),
          samples: (0..<8).map { UInt64($0 / 2) }, columns: [rewards], lines: Array(1...8)))
      return try audit.finish()
    }
    let odd = try report(rows)
    #expect(odd.groups == 1 && odd.groupSizes == [4: 1] && odd.meanReward == 1.5 / 4)
    #expect(odd.remarks == ["1 completions have rows of different rewards: the last one counts"])
    #expect(try report([1, 1, 0, 0, 1, 1, 0, 0]).remarks == [])
  }
}
