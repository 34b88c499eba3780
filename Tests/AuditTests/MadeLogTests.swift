import Foundation
import GRPO
import Logs
import TestSupport
import Testing

@testable import Audit

/// Logs that TRL's own trainer wrote, and logs with advantages by the own code of verl, ms-swift and OpenRLHF
/// (data/logs/made), against what is true of them.
///
/// N = 20 logs of 384 and 512 rows with 21 dithered columns. All but sigma is exact. Of 21 intervals of 95% more than three
/// miss with probability .019; they are 7% wide to either side, so that nearly all would miss a sigma that is 20% off.
@Suite struct MadeLogTests {
  struct Truth: CustomTestStringConvertible {
    let file, preset: String
    let columns: [String]
    let weights, sigmas: [Double]
    let groups, silent: Int
    /// Share of the energy of the advantages in silent groups; nil without advantages.
    let silentEnergy: Double?

    var testDescription: String { file }

    init(_ row: [String: String]) {
      func list(_ name: String) -> [String] { row[name]!.split(separator: " ").map(String.init) }
      (file, preset, columns) = (row["file"]!, row["preset"]!, list("columns"))
      (weights, sigmas) = (list("weights").map { Double($0)! }, list("sigmas").map { Double($0)! })
      (groups, silent) = (Int(row["groups"]!)!, Int(row["silent"]!)!)
      silentEnergy = Double(row["silent_energy"]!)
    }
  }

  static let truths = try! Reference.data("logs/made/truth.csv").map(Truth.init)

  /// - Parameter change: what is done to a step before it is audited.
  static func report(
    _ file: String, change: (inout RolloutStep) -> Void = { _ in }
  ) throws -> AuditReport {
    let folder = Reference.folder.deletingLastPathComponent().path
    var reader = try RolloutReader(["\(folder)/logs/made/\(file)"])
    var options = AuditOptions()
    options.sigmas = [0.05]
    var audit = RunAudit(
      columns: reader.schema.columns, grouping: reader.schema.grouping, options: options)
    while var step = try reader.next() {
      change(&step)
      try audit.add(step)
    }
    return try audit.finish()
  }

  @Test(arguments: truths)
  func `a log is read as it was made`(truth: Truth) throws {
    let report = try Self.report(truth.file)
    let reading = report.reading
    if truth.preset.isEmpty {
      guard case .notCheckable = reading.verdict else {
        Issue.record("\(reading.verdict) without advantages")
        return
      }
    } else {
      #expect(reading.verdict == .right)
      let preset = try #require(reading.presets.first { $0.name == truth.preset })
      #expect(reading.rule?.estimator.stabilizer == preset.estimator.stabilizer)
    }
    let used = reading.columns.indices.filter { reading.reward.weights[$0] != 0 }
    #expect(used.map { reading.columns[$0] } == truth.columns)
    #expect(used.map { reading.reward.weights[$0] } == truth.weights)
    #expect((report.groups, report.silent) == (truth.groups, truth.silent))
    // Nine digits of every advantage.
    if let share = truth.silentEnergy { #expect(abs(report.silentEnergyShare! - share) < 1e-6) }
    for (column, sigma) in zip(used, truth.sigmas) {
      if case .none? = reading.noise[column] {
        #expect(sigma == 0)
      } else if case .logged(let raw, let fit)? = reading.noise[column] {
        // `acc` is what verl calls it, and the same.
        let names = ["raw_reward", "acc"] + reading.columns.filter { !truth.columns.contains($0) }
        #expect(sigma > 0 && names.contains(raw) && fit.levels.count <= 3)
      } else if case .found(let fit)? = reading.noise[column] {
        #expect(truth.file == "verl_v1.jsonl" && fit.levels == [0, 1])
      } else {
        Issue.record("\(reading.columns[column]): \(String(describing: reading.noise[column]))")
      }
    }
  }

  @Test func `the intervals of sigma hold what was added`() throws {
    var (count, missed) = (0, [String]())
    for truth in Self.truths {
      let reading = try Self.report(truth.file).reading
      for (name, sigma) in zip(truth.columns, truth.sigmas) where sigma > 0 {
        let fit: NoiseFit
        let noise = reading.noise[reading.columns.firstIndex(of: name)!]
        if case .found(let found)? = noise {
          fit = found
        } else if case .logged(_, let logged)? = noise {
          fit = logged
        } else {
          continue
        }
        count += 1
        if !fit.interval.contains(sigma) { missed.append("\(truth.file) \(name)") }
      }
    }
    #expect(count == 21 && missed.count <= 3, "\(missed) of \(count)")
  }

  /// TRL's evaluations stand among the steps, with groups of four; only where there are some it is said.
  @Test func `evaluations among the steps are noticed`() throws {
    for truth in Self.truths {
      let report = try Self.report(truth.file)
      let isSaid = report.remarks.contains { $0.hasPrefix("4 steps end with the same prompts") }
      let isEvaluated = truth.file == "trl_evaluated.jsonl"
      #expect(isSaid == isEvaluated, "\(truth.file): \(report.remarks)")
      #expect(report.groupSizes.keys.sorted() == (isEvaluated ? [4, 8] : [8]))
    }
  }

  /// The control: raw rewards of other completions are no raw reward, and the noise is told without them.
  @Test func `a raw reward in another order is none`() throws {
    let report = try Self.report("trl_group.jsonl") { step in step.columns[1].reverse() }
    guard case .found(let fit)? = report.reading.noise[0] else {
      Issue.record("\(String(describing: report.reading.noise[0]))")
      return
    }
    #expect(fit.levels == [0, 1] && fit.interval.contains(0.05) && report.silent == 11)
  }

  /// What is forecast is another advantage's.
  @Test func `of components divided one by one nothing is told that they would keep`() throws {
    let advice = try Self.report("trl_decoupled.jsonl").advice.map(\.text)
    #expect(advice.contains { $0.hasPrefix("Take the noise out of the rewards") })
    #expect(!advice.contains { $0.contains("this run") || $0.contains("If you must dither") })
    let summed = try Self.report("trl_two.jsonl").advice.map(\.text)
    #expect(summed.contains { $0.contains("this run keeps") })
  }
}
