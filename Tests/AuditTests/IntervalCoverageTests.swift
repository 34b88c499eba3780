import GRPO
import GSL
import Logs
import Testing

@testable import Audit

/// Do intervals of 95% hold what they promise, when groups of one prompt are alike?
///
/// N = 1,000 logs each, seeds 1 to 1,000: 32 prompts that come back four times, in 16 steps of 8, pass rates Beta(.7, .7). The truth is
/// that of the law of pass rates. A coverage of .95 is seen within .93 to .97 with probability .996; intervals that
/// take groups for independent cover about .77.
@Suite struct IntervalCoverageTests {
  private static let logs = 1000

  private static func run(_ seed: Int) throws -> (SyntheticRun, AuditReport) {
    var run = SyntheticRun(
      seed: UInt64(seed), rule: AdvantageRule(try AdvantageEstimator(.standardized, ddof: 1)))
    let steps = try run.make()
    return (run, try run.report(steps, sigmas: [0.05]))
  }

  /// E[p^8 + (1 - p)^8] of the beta law: twice prod (a + j)/(a + b + j).
  private static var silentShare: Double {
    (0..<8).reduce(2.0) { (product: Double, j: Int) -> Double in
      let place = Double(j)
      return product * (0.7 + place) / (1.4 + place)
    }
  }

  @Test func `intervals of silent groups and of what is kept cover the truth`() throws {
    // What is kept depends on the whole law: the truth is the estimate of all logs together.
    let runs = try (1...Self.logs).map(Self.run)
    let kept = { (report: AuditReport) in
      report.forecast.first { $0.name.hasPrefix("grpo") || $0.name.contains("this run") }!.kept!
    }
    let truth = runs.reduce(0) { $0 + kept($1.1).value } / Double(Self.logs)
    let silent = runs.count { $0.1.silentShare.interval!.contains(Self.silentShare) }
    let covered = runs.count { kept($0.1).interval!.contains(truth) }
    #expect((930...970).contains(silent), "silent share: \(silent) of \(Self.logs)")
    #expect((930...970).contains(covered), "kept: \(covered) of \(Self.logs)")
    // The control: as if each group were a prompt of its own.
    let naive = try (1...Self.logs).count { seed in
      var run = SyntheticRun(
        seed: UInt64(seed), rule: AdvantageRule(try AdvantageEstimator(.standardized, ddof: 1)))
      let steps = try run.make().map { step in
        var step = step
        step.prompts = nil
        return step
      }
      return try run.report(steps).silentShare.interval!.contains(Self.silentShare)
    }
    #expect(naive < 860, "\(naive) of \(Self.logs) without clusters")
  }
}
