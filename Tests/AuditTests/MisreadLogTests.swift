import GRPO
import GSL
import Logs
import Testing

@testable import Audit

/// Logs that are not what they seem must not be read as right.
///
/// N = 40 logs of 128 groups for each mistake, seeds 1 to 40; every one must be refused.
@Suite struct MisreadLogTests {
  private static func logs(
    _ change: (inout SyntheticRun) -> Void = { _ in },
    _ mistake: (inout RolloutStep, inout RandomStream) -> Void,
    options: (SyntheticRun) -> AuditOptions = { _ in AuditOptions() }
  ) throws -> [RunReading.Verdict?] {
    try (1...40).map { seed in
      var run = SyntheticRun(
        seed: UInt64(seed),
        rule: AdvantageRule(try AdvantageEstimator(.standardized, ddof: 1, stabilizer: 1e-4)))
      change(&run)
      var random = RandomStream(seed: UInt64(seed), stream: 7)
      let steps = try run.make().map { step in
        var step = step
        mistake(&step, &random)
        return step
      }
      return try? run.report(steps, options: options(run)).reading.verdict
    }
  }

  @Test func `the control is right`() throws {
    #expect(try Self.logs { _, _ in }.allSatisfy { $0 == .right })
  }

  @Test func `shuffled groups are refused`() throws {
    let verdicts = try Self.logs { step, random in
      // The rewards of a step change places, prompts and advantages stay.
      for i in (1..<step.count).reversed() {
        step.columns[0].swapAt(i, random.index(below: i + 1))
      }
    }
    #expect(!verdicts.contains(.right))
  }

  @Test func `half the group size is refused`() throws {
    let verdicts = try Self.logs({ _ in }, { _, _ in }) { run in
      var options = AuditOptions()
      options.groupSize = run.groupSize / 2
      return options
    }
    #expect(!verdicts.contains(.right))
  }

  @Test func `swapped weights are refused`() throws {
    let verdicts = try Self.logs(
      {
        $0.levels = [[0, 1], [0, 1]]
        $0.weights = [1, 0.25]
      }, { _, _ in }
    ) { _ in
      var options = AuditOptions()
      options.weights = [0.25, 1]
      return options
    }
    #expect(!verdicts.contains(.right))
  }

  @Test func `another divisor of the deviation is not read as the usual one`() throws {
    for seed in 1...40 as ClosedRange<UInt64> {
      var run = SyntheticRun(
        seed: seed,
        rule: AdvantageRule(try AdvantageEstimator(.standardized, ddof: 0, stabilizer: 1e-4)))
      let steps = try run.make()
      let reading = try run.report(steps).reading
      #expect(reading.verdict == .right && reading.rule?.estimator.ddof == 0)
      #expect(reading.presets.allSatisfy { $0.estimator.ddof == 0 }, "\(reading.presets)")
    }
  }

  /// Half the prompts have rewards of 0 and 1,000, half of 0 and .0001: what rounding leaves of a thousand is more
  /// than the small rewards are.
  @Test func `small rewards are not silent beside large ones`() throws {
    for seed in 1...40 as ClosedRange<UInt64> {
      var run = SyntheticRun(
        seed: seed, rule: AdvantageRule(try AdvantageEstimator(.standardized, ddof: 1)))
      let steps = try run.make().map { step in
        var step = step
        for row in 0..<step.count {
          step.columns[0][row] *= step.prompts![row] % 2 == 0 ? 1000 : 1e-4
        }
        return step
      }
      let report = try run.report(steps)
      #expect(report.reading.verdict == .right && report.silent == run.silent, "seed \(seed)")
    }
  }

  @Test func `advantages of one group that were changed late in the run are found`() throws {
    for seed in 1...10 as ClosedRange<UInt64> {
      var run = SyntheticRun(
        seed: seed, rule: AdvantageRule(try AdvantageEstimator(.standardized, ddof: 1)))
      // Long enough that its end is no part of what the reading is made from.
      run.steps = 400
      var steps = try run.make()
      let last = steps.count - 1
      let row = steps[last].advantages!.indices.first { steps[last].advantages![$0] != 0 }!
      steps[last].advantages![row] *= 1.001
      let report = try run.report(steps)
      #expect(report.reading.verdict == .broken(groups: 1))
      #expect(report.firstBroken?.line == steps[last].lines[row / 8 * 8])
    }
  }

  /// Rewards whose deviations leave the range of numbers agree with no advantages.
  @Test func `rewards beyond all numbers are not read as right`() throws {
    var run = SyntheticRun(seed: 5, rule: AdvantageRule(try AdvantageEstimator(.mean)))
    let steps = try run.make().map { step in
      var step = step
      step.columns[0] = step.columns[0].map { $0 == 0 ? -1.7e308 : 1.7e308 }
      step.advantages = step.advantages!.map { _ in 0.5 }
      return step
    }
    #expect(try run.report(steps).reading.verdict != .right)
  }

  /// 70,000 groups without prompts share 65,536 clusters: shares of silent groups of other sizes, which need the pass
  /// rates of prompts, are not told. 60,000 have clusters of their own, and the shares of the law they are drawn from.
  @Test(arguments: [(600, true), (700, false)])
  func `merged clusters are no prompts`(groupsPerStep: Int, isTold: Bool) throws {
    var run = SyntheticRun(seed: 8, rule: AdvantageRule(try AdvantageEstimator(.mean)))
    (run.steps, run.promptsPerStep, run.prompts, run.groupSize) = (100, groupsPerStep, 4096, 4)
    let steps = try run.make().map { step in
      var step = step
      step.groups = (0..<step.count).map { UInt64($0 / 4) }
      step.prompts = nil
      return step
    }
    let report = try run.report(steps, grouping: .key)
    #expect(report.groups == 100 * groupsPerStep && report.silent == run.silent)
    #expect((report.silentShares != nil) == isTold)
    guard let share = report.silentShares?.first(where: { $0.groupSize == 8 })?.share else {
      return
    }
    // Of Beta(.7, .7): twice prod (.7 + j)/(1.4 + j); 4,096 prompts leave an error of .006.
    let law = (0..<8).reduce(2.0) { (product: Double, j: Int) -> Double in
      product * (0.7 + Double(j)) / (1.4 + Double(j))
    }
    #expect(abs(share - law) < 0.03, "\(share), \(law)")
  }

  @Test func `a reward that was centred before it was logged is named`() throws {
    var run = SyntheticRun(seed: 1, rule: AdvantageRule(try AdvantageEstimator(.mean)))
    let steps = try run.make().map { step in
      var step = step
      step.columns[0] = step.advantages!
      return step
    }
    #expect(throws: AuditError.self) { try run.report(steps) }
  }

  @Test func `noise that grows with the reward's prompt is no dither`() throws {
    // A shaping term, one value for each prompt: groups stay silent, and nothing is to be taken out.
    var run = SyntheticRun(seed: 3, rule: AdvantageRule(try AdvantageEstimator(.mean)))
    let steps = try run.make().map { step in
      var step = step
      for i in 0..<step.count { step.columns[0][i] += 0.01 * Double(step.prompts![i] % 7) }
      return step
    }
    let report = try run.report(steps)
    #expect(report.silent == run.silent)
  }
}
