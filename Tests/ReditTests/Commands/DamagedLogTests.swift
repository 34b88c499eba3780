import ArgumentParser
import Audit
import Foundation
import TestSupport
import Testing

@testable import redit

/// Damaged logs from the first byte to the page, in this process.
///
/// `REDIT_DAMAGED_LOGS` of them (default 3,000), spread over the layouts, seeds 2000 and on: each is a page of numbers or one
/// line that names the file. A trap or a loop without end would stop the tests. Both ends happen to a twentieth of them at
/// least, or the damage were too small or too large to test anything.
struct DamagedLogTests {
  private static let count =
    ProcessInfo.processInfo.environment["REDIT_DAMAGED_LOGS"].flatMap(Int.init) ?? 3000

  /// 4 steps of 4 groups of 4, standardized, in every layout that is read.
  private enum Layout: String, CaseIterable {
    case trl, separated, keyed, lists, table, tableOfRows, document, verl, verlV1, openInstruct,
      nemoRL,
      areal, tinker, primeRL, roll, packed

    private struct Row {
      let step, group, number: Int
      let reward, advantage: Double
    }

    private static let rows: [Row] = {
      var random = SplitMix(seed: 1999)
      return (0..<16).flatMap { group -> [Row] in
        let rewards = (0..<4).map { _ in Double(random.next() % 3) / 2 }
        let mean = rewards.reduce(0, +) / 4
        let square = rewards.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return rewards.enumerated().map { number, reward in
          Row(
            step: group / 4, group: group, number: number, reward: reward,
            advantage: (reward - mean) / ((square / 3).squareRoot() + 1e-4))
        }
      }
    }()

    private func lines(_ line: (Row) -> String) -> String {
      Self.rows.map(line).joined(separator: "\n") + "\n"
    }

    private func columns(_ row: (Int, [Row]) -> String) -> String {
      (0..<4).map { step in row(step, Self.rows.filter { $0.step == step }) }
        .joined(separator: "\n") + "\n"
    }

    private static func list(_ rows: [Row], _ value: (Row) -> String) -> String {
      "[" + rows.map(value).joined(separator: ", ") + "]"
    }

    private var cells: String {
      Self.list(Self.rows) {
        #"[\#($0.step), "p\#($0.group)", "c\#($0.number)", \#($0.reward), \#($0.advantage)]"#
      }
    }

    var name: String {
      switch self {
      case .separated, .keyed: "x.csv"
      case .packed: "x.jsonl.gz"
      default: "x.jsonl"
      }
    }

    var text: String {
      switch self {
      case .trl, .packed:
        lines {
          #"{"step": \#($0.step), "prompt": "p\#($0.group)", "completion": "c \" \#($0.number)", "f": \#($0.reward), "g": null, "advantage": \#($0.advantage)}"#
        }
      case .separated:
        "step,group,reward,advantage,text\n"
          + lines {
            #"\#($0.step),g\#($0.group),\#($0.reward),\#($0.advantage),"a, ""\#($0.number)"" b""#
          }
      case .keyed: "uid;score;sample\n" + lines { "\($0.group);\($0.reward);\($0.number / 2)" }
      case .lists:
        columns { step, rows in
          #"{"step": \#(Self.list(rows) { _ in "\"\(step)\"" }), "prompt": \#(Self.list(rows) { "\"p\($0.group)\"" }), "completion": \#(Self.list(rows) { "\"\($0.number)\"" }), "f": \#(Self.list(rows) { "\($0.reward)" }), "advantages": \#(Self.list(rows) { "\($0.advantage)" })}"#
        }
      case .table:
        #"{"columns": ["step", "prompt", "completion", "f", "advantage"], "data": \#(cells)}"#
      case .tableOfRows:
        #"{"data": \#(cells), "columns": ["step", "prompt", "completion", "f", "advantage"]}"#
      case .document:
        Self.list(Self.rows) {
          #"{"step": \#($0.step), "uid": "u\#($0.group)", "reward": \#($0.reward), "advantage": \#($0.advantage)}"#
        }
      case .verl:
        lines {
          #"{"input": "p\#($0.group)", "output": "\#($0.number)", "score": \#($0.reward), "acc": \#($0.reward > 0.5), "step": \#($0.step), "x": {"y": [true, "\\"]}}"#
        }
      case .verlV1:
        lines {
          #"{"uid": "a\#($0.group)_\#($0.number)_0", "input": "p", "output": "\#($0.number)", "score": \#($0.reward), "step": \#($0.step)}"#
        }
      case .openInstruct:
        lines {
          #"{"prompt_idx": \#($0.group), "reward": \#(10 * $0.reward), "advantage": \#($0.advantage), "step": \#($0.step)}"#
        }
      case .nemoRL:
        lines {
          #"{"content": ["p \#($0.number)"], "rewards": [\#($0.reward)], "advantages": [[\#($0.advantage), \#($0.advantage)]], "token_loss_mask": [[0, 1]]}"#
        }
      case .areal:
        lines {
          #"{"task_id": "t\#($0.group)", "reward": \#($0.reward), "tail_version": \#($0.step), "head_version": 0}"#
        }
      case .tinker:
        lines {
          #"{"iteration": \#($0.step), "group_idx": \#($0.group), "total_reward": \#($0.reward), "final_reward": \#($0.reward)}"#
        }
      case .primeRL:
        lines {
          #"{"step": \#($0.step), "problem_id": \#($0.group), "sample_id": \#($0.number), "reward": \#($0.reward), "advantage": \#($0.advantage)}"#
        }
      case .roll:
        columns { step, rows in
          #"{"global_step": \#(step), "prompt": \#(Self.list(rows) { "\"p\($0.group)\"" }), "responses": \#(Self.list(rows) { "\"\($0.number)\"" }), "scores": \#(Self.list(rows) { "\($0.reward)" })}"#
        }
      }
    }
  }

  /// A folder in memory, where the system offers one: a file each.
  private static func folder() throws -> URL {
    let memory = URL(filePath: "/dev/shm")
    let base =
      FileManager.default.isWritableFile(atPath: memory.path)
      ? memory : FileManager.default.temporaryDirectory
    let folder = base.appending(path: "redit-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }

  /// Everything that is written of a log, or the line that refuses it.
  private static func outcome(
    _ log: LogOptions
  ) throws -> (texts: [String], error: String?) {
    do {
      guard let run = try ReadRun.read(log, isGrowing: false, hashesFiles: true, keepsGroups: true)
      else { return ([], "nothing") }
      var texts = [try run.words.text(.table, table: .steps, width: 80), run.words.line]
      texts.append(try run.words.text(.csv, table: .steps, width: nil))
      texts.append(try run.words.text(.json, table: .forecast, width: nil))
      if run.report.promptSummaries != nil {
        texts.append(try run.words.text(.csv, table: .prompts, width: nil))
      }
      return (texts, nil)
    } catch let error as FileError {
      return ([], error.description)
    } catch let error as UsageError {
      return ([], "\(log.run[0]): \(error)")
    }
  }

  private static func pack(_ path: String) throws {
    let gzip = Process()
    gzip.executableURL = URL(filePath: "/usr/bin/env")
    gzip.arguments = ["gzip", "-f", path]
    try gzip.run()
    gzip.waitUntilExit()
    try #require(gzip.terminationStatus == 0)
  }

  @Test func `every layout is read`() throws {
    let folder = try Self.folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    for layout in Layout.allCases {
      let path = folder.appending(path: layout.name).path
      let plain = layout == .packed ? String(path.dropLast(3)) : path
      try layout.text.write(toFile: plain, atomically: false, encoding: .utf8)
      if layout == .packed { try Self.pack(plain) }
      let options = layout == .nemoRL ? ["--group-size", "4"] : []
      let outcome = try Self.outcome(LogOptions.parse([path] + options))
      #expect(outcome.error == nil, "\(layout): \(outcome.error ?? "")")
      #expect(
        outcome.texts.first?.contains("16 groups of \(layout == .keyed ? 2 : 4)") == true,
        "\(outcome.texts)")
    }
  }

  @Test(arguments: 0..<16) func `damaged logs are a page or a line`(place: Int) throws {
    let layout = Layout.allCases[place]
    let folder = try Self.folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: layout.name).path
    var bytes = Array(layout.text.utf8)
    // Another process unpacks each of them: fewer.
    let count = Self.count / Layout.allCases.count / (layout == .packed ? 20 : 1)
    if layout == .packed {
      let plain = String(path.dropLast(3))
      try Data(bytes).write(to: URL(filePath: plain))
      try Self.pack(plain)
      bytes = Array(try Data(contentsOf: URL(filePath: path)))
    }
    // The forecast takes longest: every tenth.
    let size = layout == .nemoRL ? ["--group-size", "4"] : []
    let options = try ["0", "0.05"].map { try LogOptions.parse([path, "--sigma", $0] + size) }
    var random = SplitMix(seed: 2000 + UInt64(place))
    var (read, refused) = (0, 0)
    for round in 0..<count {
      let damaged = bytes.damaged(using: &random)
      try Data(damaged).write(to: URL(filePath: path))
      let (texts, error) = try Self.outcome(options[round % 10 == 0 ? 1 : 0])
      if let error {
        refused += 1
        let line = ErrorLine.text(error)
        #expect(line.hasPrefix("\(path)"), "\(line)")
        #expect(!line.contains("\n") && line.count <= 2000)
      } else {
        read += 1
        let odd = texts.dropFirst(2).contains { text in
          text.split { ",\n: ".contains($0) }.contains { ["nan", "inf", "-inf"].contains($0) }
        }
        #expect(!odd && texts.allSatisfy { !$0.isEmpty }, "round \(round) of \(layout)")
      }
    }
    #expect(20 * read >= count || layout == .packed, "\(read) read")
    #expect(20 * refused >= count, "\(refused) refused")
  }
}
