import Foundation
import TestSupport
import Testing

@testable import redit

/// `redit audit` in parts, and gone on with: the bytes of one run.
struct LogWorkTests {
  /// Logs of several files in a folder `log`, each with the rows of a step or of what a cut leaves.
  enum Log: String, CaseIterable {
    /// Two steps to three files; texts.
    case trl
    /// A file a step, told by its name alone; no advantages.
    case verl
    /// One object of lists a file.
    case roll
    /// Packed; quoted fields.
    case separated
    /// One document a file.
    case document
    /// A file without records first and one between, a record that is cut off, text in a column, a step that comes
    /// again.
    case odd

    func write(to scratch: Scratch) throws {
      try FileManager.default.createDirectory(
        at: scratch.folder.appending(path: "log"), withIntermediateDirectories: true)
      for (name, text) in try files { try scratch.write(text, to: "log/\(name)") }
      if self == .separated {
        let packed = try Tool.shell("gzip -n log/*.csv", in: scratch.folder)
        #expect(packed.status == 0, "\(packed.errors)")
      }
    }

    /// 512 rows of a real run, 8 steps of 64.
    private static func trlLines() throws -> [String] {
      let path = Tool.packageRoot.appending(path: "data/logs/trl.jsonl")
      return try String(contentsOf: path, encoding: .utf8)
        .split(separator: "\n").map { $0 + "\n" }
    }

    private struct Row {
      let step, group, number: Int
      let reward, advantage: Double
    }

    /// 6 steps of 8 groups of 8, standardized, seed 1999.
    private static let rows: [Row] = {
      var random = SplitMix(seed: 1999)
      return (0..<48).flatMap { group -> [Row] in
        let rewards = (0..<8).map { _ in Double(random.next() % 3) / 2 }
        let mean = rewards.reduce(0, +) / 8
        let square = rewards.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return rewards.enumerated().map { number, reward in
          Row(
            step: group / 8, group: group, number: number, reward: reward,
            advantage: (reward - mean) / ((square / 7).squareRoot() + 1e-4))
        }
      }
    }()

    private static func steps(_ text: ([Row]) -> String) -> [String] {
      (0..<6).map { step in text(rows.filter { $0.step == step }) }
    }

    private var files: [(String, String)] {
      get throws {
        func numbered(_ name: String, _ texts: [String]) -> [(String, String)] {
          texts.enumerated().map { (name.replacing("#", with: "\($0)"), $1) }
        }
        switch self {
        case .trl:
          let lines = try Self.trlLines()
          return numbered(
            "c#.jsonl", (0..<6).map { lines[$0 * 90..<min(512, $0 * 90 + 90)].joined() })
        case .verl:
          return numbered(
            "#.jsonl",
            Self.steps {
              $0.map {
                #"{"input": "p\#($0.group)", "output": "c\#($0.number)", "#
                  + #""score": \#($0.reward), "step": \#($0.step)}"# + "\n"
              }.joined()
            })
        case .roll:
          return numbered(
            "rollout_dump_data.step_#.jsonl",
            Self.steps { rows in
              func list(_ value: (Row) -> String) -> String {
                "[" + rows.map(value).joined(separator: ", ") + "]"
              }
              let texts = (list { "\"p\($0.group)\"" }, list { "\"c\($0.number)\"" })
              let numbers = (list { "\($0.reward)" }, list { "\($0.advantage)" })
              return #"{"prompt": \#(texts.0), "response": \#(texts.1), "#
                + #""reward": \#(numbers.0), "advantage": \#(numbers.1)}"# + "\n"
            })
        case .separated:
          return numbered(
            "c_#.csv",
            Self.steps { rows in
              "step,group,reward,advantage,completion\n"
                + rows.map {
                  "\($0.step),g\($0.group),\($0.reward),\($0.advantage),\"a,\n\"\"\($0.number)\"\n"
                }.joined()
            })
        case .document:
          return numbered(
            "step_#.json",
            Self.steps { rows in
              "["
                + rows.map {
                  #"{"group": "\#($0.group)", "reward": \#($0.reward), "#
                    + #""advantage": \#($0.advantage)}"#
                }.joined(separator: ",\n") + "]"
            })
        case .odd:
          let lines = try Self.trlLines()
          func piece(_ steps: Range<Int>) -> String {
            lines[64 * steps.lowerBound..<64 * steps.upperBound].joined()
          }
          let text = lines[200].replacing(
            /"exact_rule":\s*[-0-9.]+/, with: #""exact_rule": "none""#)
          return [
            ("c1.jsonl", "\n"), ("c2.jsonl", piece(0..<3) + #"{"step": 3, "#), ("c3.jsonl", ""),
            ("c4.jsonl", lines[192..<200].joined() + text + lines[201..<300].joined()),
            ("c5.jsonl", lines[300..<448].joined() + piece(6..<7)),
            ("c6.jsonl", piece(5..<8)),
          ]
        }
      }
    }
  }

  private static func parts(_ scratch: Scratch, _ count: Int, _ arguments: [String] = []) throws {
    for number in 1...count {
      let made = try Tool.run(
        ["audit", "log"] + arguments
          + ["--shard", "\(number)/\(count)", "--parts", "parts\(count)"],
        in: scratch.folder)
      #expect(made.status == 0, "\(made.errors)")
    }
  }

  /// What a run leaves: status, what it says, its files.
  private struct Left: Equatable {
    var status: Int32
    var errors: String
    var files: [String: String]
  }

  private static func run(
    _ scratch: Scratch, _ arguments: [String], ending: String
  ) throws -> Left {
    let result = try Tool.run(
      arguments + ["--out", "x.\(ending)", "--page", "x.html"], in: scratch.folder)
    var files: [String: String] = [:]
    for name in ["x.\(ending)", "x.html"] {
      files[name] = try? scratch.read(name)
      let sidecar = try? Manifest.read(scratch.folder.appending(path: "\(name).meta.json").path)
      files["\(name).logs"] = sidecar.map { record in
        let logs = (record.logs ?? [:]).sorted { $0.key < $1.key }
        return "\(logs) \(record.inputs) \(record.arguments)"
      }
      for file in [name, "\(name).meta.json"] {
        try? FileManager.default.removeItem(at: scratch.folder.appending(path: file))
      }
    }
    return Left(status: result.status, errors: result.errors, files: files)
  }

  /// Cut into 1, 2, 3 parts and one a file, and gone on with: table, page, what the record says of the log, status and
  /// all that is told on standard error.
  @Test(arguments: Log.allCases) func `parts come to the bytes of one run`(log: Log) throws {
    let scratch = try Scratch()
    try log.write(to: scratch)
    let more = log == .odd ? ["--latest"] : ["--fail-on", "silent=0.01"]
    for count in [1, 2, 3, 6] { try Self.parts(scratch, count, more) }
    var pages: Set<String> = []
    let tables = [("steps", "csv"), ("prompts", "json"), ("groups", "md"), ("forecast", "txt")]
    let hasPrompts = log != .document && log != .separated
    for (table, ending) in tables where hasPrompts || table != "prompts" {
      let output = ["--table", table]
      let one = try Self.run(scratch, ["audit", "log"] + more + output, ending: ending)
      #expect(one.files.count == 4, "\(one.errors)")
      pages.insert(one.files["x.html"] ?? "")
      for count in [1, 2, 3, 6] {
        let merged = try Self.run(scratch, ["merge", "parts\(count)"] + output, ending: ending)
        #expect(merged == one, "\(log) \(table) in \(count)")
      }
      let kept = try Self.run(
        scratch, ["audit", "log"] + more + output + ["--resume"], ending: ending)
      #expect(kept == one, "\(log) \(table) kept")
    }
    #expect(try !scratch.names.contains { $0.hasSuffix(".unfinished") })
    // The command that a page shows has the format of the table.
    #expect(pages.count == tables.count - (hasPrompts ? 0 : 1))
  }

  @Test func `what is merged can be repeated`() throws {
    let scratch = try Scratch()
    try Log.trl.write(to: scratch)
    try Self.parts(scratch, 3)
    let merged = try Tool.run(["merge", "parts3", "--out", "x.csv"], in: scratch.folder)
    #expect(merged.status == 0, "\(merged.errors)")
    let again = try Tool.run(["repeat", "x.csv.meta.json"], in: scratch.folder)
    #expect(again.status == 0, "\(again.errors)")
    let text = try scratch.read("log/c3.jsonl")
    try scratch.write(
      text.replacing("\"completion\":\"", with: "\"completion\":\"?"), to: "log/c3.jsonl")
    let changed = try Tool.run(["repeat", "x.csv.meta.json"], in: scratch.folder)
    #expect(changed.status != 0 && changed.errors.contains("log/c3.jsonl has changed"))
  }

  @Test func `a log that has changed since its parts were made is refused by name`() throws {
    let scratch = try Scratch()
    try Log.trl.write(to: scratch)
    try Self.parts(scratch, 2)
    let text = try scratch.read("log/c4.jsonl")
    try scratch.write(text + text, to: "log/c4.jsonl")
    var merged = try Tool.run(["merge", "parts2"], in: scratch.folder)
    #expect(merged.status == 1 && merged.errors.contains("log/c4.jsonl"), "\(merged.errors)")
    // Nor does a part of the log as it is now go with those of before.
    let other = try Tool.run(
      ["audit", "log", "--shard", "2/2", "--parts", "parts2"], in: scratch.folder)
    #expect(other.status == 1 && other.errors.contains("log/c4.jsonl"), "\(other.errors)")
    try scratch.write(text, to: "log/c4.jsonl")
    try scratch.write(text, to: "log/c9.jsonl")
    merged = try Tool.run(["merge", "parts2"], in: scratch.folder)
    #expect(merged.status == 1 && merged.errors.contains("log/c9.jsonl"), "\(merged.errors)")
    try FileManager.default.removeItem(at: scratch.folder.appending(path: "log/c9.jsonl"))
    #expect(try Tool.run(["merge", "parts2"], in: scratch.folder).status == 0)
  }

  @Test func `a damaged file is told by the part that has it, as by one run`() throws {
    let scratch = try Scratch()
    try Log.trl.write(to: scratch)
    let text = try scratch.read("log/c4.jsonl")
    try scratch.write(text.replacing("\"step\"", with: "step"), to: "log/c4.jsonl")
    let one = try Tool.run(["audit", "log"], in: scratch.folder)
    #expect(one.status == 1 && one.errors.contains("log/c4.jsonl:1: "), "\(one.errors)")
    let parts = try (1...3).map {
      try Tool.run(["audit", "log", "--shard", "\($0)/3", "--parts", "parts"], in: scratch.folder)
    }
    #expect(parts.map(\.status) == [0, 0, 1])
    #expect(parts[2].errors == one.errors)
    let merged = try Tool.run(["merge", "parts"], in: scratch.folder)
    #expect(merged.status == 1 && merged.errors.contains("run shard 3 of 3"), "\(merged.errors)")
    try scratch.write(text, to: "log/c4.jsonl")
    let kept = try Tool.run(["audit", "log", "--out", "x.csv", "--resume"], in: scratch.folder)
    #expect(kept.status == 0, "\(kept.errors)")
  }

  /// Lines that change places, one that is changed, and a file read as another with a chain that is right.
  @Test func `pieces that are swapped or changed are refused`() throws {
    let scratch = try Scratch()
    try Log.trl.write(to: scratch)
    try Self.parts(scratch, 1)
    let name = "parts1/1-of-1.part"
    let lines = try scratch.read(name).split(separator: "\n").map(String.init)
    #expect(lines.count == 8)
    var swapped = lines
    swapped.swapAt(2, 4)
    var changed = lines
    changed[3] = changed[3].replacing("\"rows\":90", with: "\"rows\":91")
    #expect(changed[3] != lines[3])
    for (text, line) in [(swapped, 3), (changed, 4)] {
      try scratch.write(text.joined(separator: "\n") + "\n", to: name)
      let merged = try Tool.run(["merge", "parts1"], in: scratch.folder)
      #expect(merged.status == 1 && merged.errors.contains("damaged at line \(line)"))
    }
    let payloads = lines[1...6].map { line in
      Data(line.dropLast(27).drop { $0 != "p" }.dropFirst("piece\":".count).utf8)
    }
    func forged(_ places: [Int]) throws -> Tool.Result {
      var chain = PartLine.Chain(header: Data(lines[0].utf8))
      var text = Data((lines[0] + "\n").utf8)
      for (unit, place) in places.enumerated() {
        text += PartLine.piece(units: unit..<unit + 1, payload: payloads[place]).written(&chain)
      }
      text += PartLine.end(0..<6).written(&chain)
      try text.write(to: scratch.folder.appending(path: name))
      return try Tool.run(["merge", "parts1"], in: scratch.folder)
    }
    let whole = try forged(Array(0..<6))
    #expect(whole.status == 0, "\(whole.errors)")
    let other = try forged([0, 2, 1, 3, 4, 5])
    #expect(other.status == 1 && other.errors.contains("log/c1.jsonl: had "), "\(other.errors)")
  }

  /// What was kept is not read again: the first files are others by then, of the same size.
  @Test func `a run that was stopped goes on`() throws {
    let scratch = try Scratch()
    try Log.trl.write(to: scratch)
    let one = try Tool.run(["audit", "log", "--format", "csv"], in: scratch.folder)
    try Self.parts(scratch, 1)
    let lines = try scratch.read("parts1/1-of-1.part").split(separator: "\n")
    try scratch.write(
      lines[..<4].joined(separator: "\n") + "\n" + lines[4].prefix(100), to: "x.csv.unfinished")
    for name in ["log/c1.jsonl", "log/c2.jsonl"] {
      let text = try scratch.read(name)
      try scratch.write(String(repeating: "\n", count: text.utf8.count), to: name)
    }
    let kept = try Tool.run(["audit", "log", "--resume", "--out", "x.csv"], in: scratch.folder)
    #expect(kept.status == 0, "\(kept.errors)")
    #expect(try scratch.read("x.csv") == one.output)
    #expect(try !scratch.names.contains("x.csv.unfinished"))
    // The control: read again, they have no rows.
    let again = try Tool.run(["audit", "log", "--format", "csv"], in: scratch.folder)
    #expect(again.output != one.output)
  }

  @Test func `what cannot be cut is refused in one line`() throws {
    let scratch = try Scratch()
    try Log.trl.write(to: scratch)
    let run = { (arguments: String) in
      try Tool.shell("redit audit \(arguments) < /dev/null", in: scratch.folder)
    }
    for (arguments, words) in [
      ("- --shard 1/2 --parts p", "--shard: standard input is read once"),
      ("- --resume --out x.csv", "--resume: standard input is read once"),
      ("- --shards 4", "--shards: standard input is read once"),
      ("log --watch --shard 1/2 --parts p", "--shard: no effect, --watch"),
      ("log --watch --resume --out x.csv", "--resume: no effect, --watch"),
      ("log --watch --shards 2", "--shards: no effect, --watch"),
      ("log/c1.jsonl --shard 1/2 --parts p", "--shard: the log is one file, log/c1.jsonl"),
      ("log --shard 1/7 --parts p", "at most 6 shards, one for each file of the log"),
      ("log --shard 1/2 --parts p --page x.html", "--page: no effect, --shard"),
      ("log --shard 1/2 --parts p --table groups", "--table: no effect, --shard"),
      ("log --shard 1/2", "--shard: name a folder with --parts"),
      ("log --parts p", "--parts: no effect without --shard"),
      ("log --resume", "--resume needs a file as --out"),
      ("\(Tool.packageRoot.path)/data/logs/trl --shard 1/2 --parts p", "together"),
    ] {
      let result = try run(arguments)
      #expect(result.status != 0 && result.errors.contains(words), "\(arguments): \(result.errors)")
      #expect(try scratch.names == ["log"], "\(arguments)")
    }
    let one = try run("log/c1.jsonl --resume --out x.csv")
    #expect(one.errors.contains("the log is one file"), "\(one.errors)")
  }

  @Test func `shards are shown before they are made`() throws {
    let scratch = try Scratch()
    try Log.trl.write(to: scratch)
    let plan = try Tool.run(["audit", "log", "--latest", "--shards", "4"], in: scratch.folder)
    #expect(plan.status == 0, "\(plan.errors)")
    #expect(plan.output.hasPrefix("units: 6, each a file of the log\nshards: 4, of 1 to 2 each\n"))
    #expect(plan.output.contains("redit audit log --latest --shard 1/4 --parts parts"))
  }
}
