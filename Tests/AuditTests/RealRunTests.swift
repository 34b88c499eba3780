import Foundation
import GRPO
import Logs
import TestSupport
import Testing

@testable import Audit

/// A real run of TRL, 8 steps of 8 groups of 8 completions; the figures are those found by hand in lesson 10 and, for
/// what noise would keep, by an independent program.
@Suite struct RealRunTests {
  @Test func `it is read right`() throws {
    let report = try RealRun.report()
    let reading = report.reading
    #expect(reading.verdict == .right)
    #expect(reading.keying == .blocks(8))
    #expect(reading.presets.map(\.name) == ["trl", "ms-swift"])
    #expect(abs(reading.fit!.fittedStabilizer! - 1e-4) < 1e-7)
    #expect(reading.comparedCount == 336)
    #expect(abs(reading.largestDifference - 1.24e-7) < 1e-9)
    guard case .none(let levels)? = reading.noise[0] else {
      Issue.record("noise where there is none")
      return
    }
    #expect(levels == [0, 1])
  }

  @Test func `its silent groups are counted, with the interval of prompts`() throws {
    let report = try RealRun.report()
    #expect((report.silent, report.allWrong, report.allRight) == (22, 8, 14))
    #expect(report.steps.map(\.silent) == [3, 3, 2, 4, 1, 3, 3, 3])
    let interval = try #require(report.silentShare.interval)
    #expect(abs(interval.lowerBound - 0.18) < 0.005 && abs(interval.upperBound - 0.50) < 0.005)
    #expect(report.silentEnergyShare == 0 && report.residueGroups == 0)
  }

  @Test(arguments: [
    ("trl (this run)", [0.666, 0.649, 0.445]), ("trl, raw silent dropped", [1, 0.988, 0.678]),
    ("trl, eps 0.1", [0.998, 0.911, 0.486]), ("trl-batch", [1, 0.981, 0.588]),
    ("dr-grpo, rloo", [1, 0.981, 0.587]), ("nemo-rl", [0.068, 0.145, 0.329]),
  ])
  func `what noise would keep of it`(name: String, expected: [Double]) throws {
    let entries = try RealRun.report().forecast.filter { $0.name == name }
    #expect(entries.map(\.sigma) == [0.005, 0.05, 0.3])
    for (entry, value) in zip(entries, expected) {
      #expect(abs(entry.kept!.value - value) < 6e-4, "\(name) \(entry.sigma)")
    }
  }
}

enum RealRun {
  static func steps() throws -> [RolloutStep] {
    let text = try String(contentsOfFile: "data/logs/trl.jsonl", encoding: .utf8)
    var steps: [RolloutStep] = []
    for (number, line) in text.split(separator: "\n").enumerated() {
      let row = try JSONSerialization.jsonObject(with: Data(line.utf8)) as! [String: Any]
      let step = row["step"] as! Int
      if steps.last?.step != step {
        steps.append(
          RolloutStep(
            step: step, count: 0, prompts: [], completions: [], columns: [[]], advantages: [],
            lines: []))
      }
      let last = steps.count - 1
      steps[last].count += 1
      steps[last].prompts!.append(UInt64(bitPattern: Int64((row["prompt"] as! String).hashValue)))
      steps[last].completions!.append(
        UInt64(bitPattern: Int64((row["completion"] as! String).hashValue)))
      steps[last].columns[0].append(row["exact_rule"] as! Double)
      steps[last].advantages!.append(row["advantage"] as! Double)
      steps[last].lines.append(number + 1)
    }
    return steps
  }
  static func report() throws -> AuditReport {
    var audit = RunAudit(columns: ["exact_rule"], grouping: .blocks)
    for step in try steps() { try audit.add(step) }
    return try audit.finish()
  }
}
