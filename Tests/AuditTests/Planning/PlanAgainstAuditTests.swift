import Analysis
import GRPO
import GSL
import Logs
import Testing

@testable import Audit

/// A plan and the audit of a log tell the same story.
@Suite struct PlanAgainstAuditTests {
  private static let sigmas = [0.005, 0.05, 0.3]

  private func plan(_ rates: [Double], size: Int, groups: Int) throws -> RunPlan {
    try RunPlan(
      PassRateSet(exact: rates, weights: rates.map { _ in 1 }),
      PlanSettings(
        preset: "trl", rule: AdvantagePreset(name: "trl").rule, groupSize: size,
        completions: groups * size, sigmas: Self.sigmas))
  }

  /// A log of steps of groups; each group names its prompt and how many are right.
  private func audit(
    _ steps: [[(prompt: Int, right: Int)]], size: Int
  ) throws -> AuditReport {
    var options = AuditOptions()
    options.sigmas = Self.sigmas
    options.groupSize = size
    options.advantage = try AdvantagePreset(name: "trl")
    var audit = RunAudit(columns: ["reward"], grouping: .blocks, options: options)
    for (number, groups) in steps.enumerated() {
      let rewards = groups.flatMap { group in (0..<size).map { $0 < group.right ? 1.0 : 0 } }
      try audit.add(
        RolloutStep(
          step: number + 1, count: rewards.count,
          prompts: groups.flatMap { Array(repeating: UInt64($0.prompt + 1), count: size) },
          columns: [rewards], advantages: nil, lines: Array(1...rewards.count)))
    }
    return try audit.finish()
  }

  private func expectSame(_ a: ClusteredEstimate?, _ b: ClusteredEstimate?, _ name: String) throws {
    let (a, b) = (try #require(a), try #require(b))
    #expect(abs(a.value - b.value) < 1e-12, "\(name): \(a.value), \(b.value)")
    let (own, other) = (try #require(a.interval), try #require(b.interval))
    #expect(abs(own.lowerBound - other.lowerBound) < 1e-11, "\(name)")
    #expect(abs(own.upperBound - other.upperBound) < 1e-11, "\(name)")
  }

  @Test func `of the same compositions both say the same to 1e-12, intervals too`() throws {
    // Rates in quarters: of groups of four each composition comes a whole number of times in 256.
    let rates = [0.25, 0.5, 0.75, 0.25, 0.25, 0.5, 0.25, 0.75, 0, 1]
    let groups = rates.enumerated().flatMap { prompt, rate in
      (0...4).flatMap { right -> [(prompt: Int, right: Int)] in
        let count = PassRateLaw.exact(rate).compositions(groupSize: 4)[right] * 256
        return Array(repeating: (prompt, right), count: Int(count.rounded()))
      }
    }
    #expect(groups.count == 256 * rates.count)
    let report = try audit(
      stride(from: 0, to: groups.count, by: 64).map { Array(groups[$0..<$0 + 64]) }, size: 4)
    let plan = try plan(rates, size: 4, groups: 8)
    try expectSame(plan.silentShare, report.silentShare, "silent")
    #expect(plan.forecast.map(\.name) == report.forecast.map(\.name))
    for (own, other) in zip(plan.forecast, report.forecast) where own.name != "trl-batch" {
      try expectSame(own.kept, other.kept, "\(own.name), \(own.sigma)")
      #expect(abs(own.noiseShare! - other.noiseShare!) < 1e-12)
      #expect(abs(own.gain! - other.gain!) < 1e-12)
    }
  }

  @Test func `a batch is that of all pairs of groups`() throws {
    // Two groups of two a step, every ordered pair of kinds as often as it is drawn.
    let rates = [0.5, 0.5, 0, 1, 0.5, 0.5, 1, 0.5]
    let kinds = rates.enumerated().flatMap { prompt, rate in
      (0...2).flatMap { right -> [(prompt: Int, right: Int)] in
        let count = PassRateLaw.exact(rate).compositions(groupSize: 2)[right] * 4
        return Array(repeating: (prompt, right), count: Int(count.rounded()))
      }
    }
    let report = try audit(kinds.flatMap { a in kinds.map { b in [a, b] } }, size: 2)
    let plan = try plan(rates, size: 2, groups: 2)
    for sigma in Self.sigmas {
      let found = [plan.forecast, report.forecast].map { entries in
        entries.first { $0.name == "trl-batch" && $0.sigma == sigma }!
      }
      #expect(abs(found[0].kept!.value - found[1].kept!.value) < 1e-12)
      #expect(abs(found[0].noiseShare! - found[1].noiseShare!) < 1e-12)
    }
  }

  /// A log of 4,000 prompts, one group of eight each, seed 11. Differences of four standard errors are refused: for silent
  /// shares about .03, for what is kept about .03.
  @Test func `a log drawn from the pass rates is audited as the plan says`() throws {
    var random = RandomStream(seed: 11, stream: 3)
    let rates = (0..<4000).map { _ in random.uniform() }
    let steps = stride(from: 0, to: rates.count, by: 8).map { first in
      (first..<first + 8).map { prompt in
        (prompt, (0..<8).count { _ in random.uniform() < rates[prompt] })
      }
    }
    let report = try audit(steps, size: 8)
    let plan = try plan(rates, size: 8, groups: 8)
    // Half an interval of 95% is 1.96 standard errors.
    let error = { (estimate: ClusteredEstimate) in
      (estimate.interval!.upperBound - estimate.interval!.lowerBound) / 3.92
    }
    #expect(abs(plan.silentShare.value - report.silentShare.value) < 4 * error(report.silentShare))
    #expect(error(report.silentShare) < 0.008)
    for (own, other) in zip(plan.forecast, report.forecast) {
      let (value, seen) = (own.kept!.value, other.kept!)
      #expect(abs(value - seen.value) < 4 * error(seen) + 1e-9, "\(own.name), \(own.sigma)")
      #expect(error(seen) < 0.008)
    }
    // The control: another advantage is told from it.
    let trl = plan.forecast.first { $0.sigma == 0.05 }!.kept!.value
    let other = report.forecast.first { $0.name == "trl, eps 0.1" && $0.sigma == 0.05 }!.kept!
    #expect(abs(trl - other.value) > 4 * error(other))
  }
}
