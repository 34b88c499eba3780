import GRPO
import Logs
import Testing

@testable import Audit

@Suite struct GroupKeyingTests {
  /// A run of groups of eight, each step followed by two groups of `size` of other prompts, or of its own last one.
  private static func steps(size: Int, isOwn: Bool = false) throws -> [RolloutStep] {
    let rule = AdvantageRule(try AdvantageEstimator(.standardized, ddof: 1, stabilizer: 1e-4))
    var run = SyntheticRun(seed: 1, rule: rule)
    run.spread = (a: 2, b: 2)
    var small = SyntheticRun(seed: 2, rule: rule)
    (small.groupSize, small.promptsPerStep, small.spread) = (size, 2, run.spread)
    return try zip(run.make(), small.make()).map { step, other in
      var step = step
      let prompts =
        isOwn
        ? [UInt64](repeating: step.prompts!.last!, count: size) + .init(repeating: 9, count: size)
        : other.prompts!.map { $0 + 500 }
      step.prompts! += prompts
      step.columns[0] += other.columns[0]
      step.advantages! += other.advantages!
      step.count = step.advantages!.count
      step.lines = Array(1...step.count)
      return step
    }
  }

  private static func report(_ steps: [RolloutStep]) throws -> AuditReport {
    var audit = RunAudit(columns: ["reward"], grouping: .blocks)
    for step in steps { try audit.add(step) }
    return try audit.finish()
  }

  @Test(arguments: [4, 3], [false, true])
  func `groups of two sizes are runs of one prompt`(size: Int, isOwn: Bool) throws {
    let report = try Self.report(try Self.steps(size: size, isOwn: isOwn))
    #expect(report.reading.verdict == .right && report.reading.keying == .prompt(size: 8))
    #expect(report.groupSizes == [8: 128, size: 32])
  }

  @Test func `groups of one size are blocks`() throws {
    #expect(try Self.report(try Self.steps(size: 8)).reading.keying == .blocks(8))
  }

  /// ms-swift cuts its lists to the completions that were trained on.
  @Test(arguments: [1, 4, 5]) func `a last group that was cut short is not checked`(kept: Int)
    throws
  {
    let steps = try Self.steps(size: 8).map { step in
      var step = step
      step.count -= 8 - kept
      step.prompts = Array(step.prompts!.prefix(step.count))
      step.columns = [Array(step.columns[0].prefix(step.count))]
      step.advantages = Array(step.advantages!.prefix(step.count))
      step.lines = Array(1...step.count)
      return step
    }
    let report = try Self.report(steps)
    #expect(report.reading.verdict == .right)
    #expect(report.reading.keying == .blocks(8))
    // A group of one is none; of four or five those that are silent show no loss.
    #expect(report.groupSizes == (kept == 1 ? [8: 144] : [8: 144, kept: 16]))
    #expect(report.leftOut == (kept == 1 ? 16 : 0))
    #expect(kept == 1 || 1...16 ~= report.reading.incompleteGroups)
  }

  /// Groups of eight: neither four nor sixteen can be told of them, eight can.
  @Test func `a group size that the advantages contradict is refused`() throws {
    func audit(_ size: Int) throws -> AuditReport {
      var options = AuditOptions()
      options.groupSize = size
      var audit = RunAudit(columns: ["reward"], grouping: .blocks, options: options)
      for step in try Self.steps(size: 8) { try audit.add(step) }
      return try audit.finish()
    }
    for size in [4, 16] {
      let error = #expect(throws: AuditError.self) { try audit(size) }
      #expect(error?.description.contains("in blocks of 8 rows, and not of \(size)") == true)
    }
    #expect(try audit(8).reading.verdict == .right)
  }

  /// Advantages that are all 0 add up to 0 in blocks of two as well: the prompts have eight rows each.
  @Test func `a run in which nothing was right has groups of its prompts`() throws {
    let steps = try Self.steps(size: 8).map { step in
      var step = step
      step.columns = [step.columns[0].map { _ in 0 }]
      step.advantages = step.advantages!.map { _ in 0 }
      return step
    }
    let report = try Self.report(steps)
    #expect(report.reading.keying == .blocks(8) && report.silent == report.groups)
    #expect(report.allWrong == report.groups && report.allRight == 0)
  }

  /// The control: with advantages that do not add up to 0 in them, runs of a prompt are no groups.
  @Test func `runs of a prompt whose advantages are not centred are none`() throws {
    let steps = try Self.steps(size: 4).map { step in
      var step = step
      step.advantages![0] += 0.5
      return step
    }
    let keying = try GroupKeying.inferred(steps, grouping: .blocks, size: nil)
    #expect(keying != .prompt(size: 8))
  }
}
