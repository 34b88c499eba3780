import GRPO
import Logs
import TestSupport
import Testing

@testable import Audit

/// Logs of rewards and of the advantages that the systems' own code makes of them in single precision
/// (data/golden/advantages): is each read as the preset that it is?
@Suite struct SystemLogTests {
  private struct Row {
    let system, name: String
    let step: RolloutStep
    let columns: Int
    let silent: Int
  }

  private static let rows: [Row] = try! Reference.golden("advantages/systems.csv").map { row in
    let numbers = { (name: String) in row[name]!.split(separator: " ").map { Double($0)! } }
    let (rewards, size) = (numbers("rewards"), Int(row["group_size"]!)!)
    let count = Int(row["components"]!)!
    let completions = rewards.count / count
    let columns = (0..<count).map { k in (0..<completions).map { rewards[$0 * count + k] } }
    let silent = stride(from: 0, to: completions, by: size).count { start in
      columns.allSatisfy { Set($0[start..<start + size]).count == 1 }
    }
    return Row(
      system: row["system"]!, name: row["batch"]!,
      step: RolloutStep(
        step: 1, count: completions, groups: (0..<completions).map { UInt64($0 / size) },
        columns: columns, advantages: numbers("float32"), lines: Array(1...completions)),
      columns: count, silent: silent)
  }

  private static func preset(_ system: String) -> String {
    system == "trl/batch" ? "trl-batch" : system
  }

  /// Batches in which all advantages are 0 or rounding, or in which a group of two tells nothing of a divisor.
  private static let telling = rows.filter { row in
    !["constant", "constant-alone", "near-tie", "tenths-2", "normal-2"].contains(row.name)
  }

  /// Where the log does not tell: advantages that are 0 but for ties at the top, weights of which only the best
  /// completion speaks, three components whose deviations single precision rounds, a weight that whitening takes out
  /// but for its stabilizer.
  private static let unread: Set = [
    "verl/passk tenths-33", "verl/passk weighted", "verl/passk correct-format",
    "verl/passk three", "skyrl/max-rl correct-format", "trl/gdpo three",
    "trl/gdpo weighted",
  ]

  @Test func `every system's log is read as its preset`() throws {
    try #require(Self.telling.count == 323)
    var wrong: Set<String> = []
    for row in Self.telling {
      var options = AuditOptions()
      options.sigmas = []
      var audit = RunAudit(
        columns: (0..<row.columns).map { "r\($0)" }, grouping: .key, options: options)
      try audit.add(row.step)
      let report = try? audit.finish()
      let names = report?.reading.presets.map(\.name) ?? []
      if report?.reading.verdict != .right || !names.contains(Self.preset(row.system)) {
        wrong.insert("\(row.system) \(row.name)")
      }
      if let report, row.columns == 1 { #expect(report.silent == row.silent, "\(row.name)") }
    }
    #expect(wrong.isSubset(of: Self.unread), "\(wrong.subtracting(Self.unread).sorted())")
  }
}
