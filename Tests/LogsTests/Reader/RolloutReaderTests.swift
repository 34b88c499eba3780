import Foundation
import Testing

@testable import Logs

/// Logs of every layout, for tests that damage or cut them.
enum Samples {
  static let lines = (0..<12).map { index in
    #"{"step": \#(index / 4), "prompt": "p\#(index / 2)", "completion": "\#(index % 3) \\\" \u{e9}", "f": \#(Double(index) / 7), "advantage": -1.5e-\#(index)}"#
  }.joined(separator: "\n")
  static let separated =
    "step,group,reward,advantage,text\n"
    + (0..<12).map { "\($0 / 4),g\($0 / 2),\(Double($0) / 7),-1.5e-0\($0),\"a,\n\"\"\($0)\"\r\n" }
    .joined()
  static let lists = (0..<3).map { index in
    #"{"step": ["\#(index)", "\#(index)"], "prompt": ["p", "p"], "completion": ["a\#(index)", "b"], "f": [0.1, null], "advantages": [1, -\#(index).5e0]}"#
  }.joined(separator: "\n")
  static let table =
    #"{"columns": ["step", "group", "reward"], "data": ["#
    + (0..<6).map { "[\($0 / 2), \"g\", \($0).25]" }.joined(separator: ", ") + "]}"
  static let list =
    "["
    + (0..<6).map { #"{"step": 1, "uid": "u\#($0 % 2)", "score": \#($0)}"# }
    .joined(separator: ",\n") + "]"
  static let nested = (0..<4).map { index in
    #"{"content": ["p \#(index)"], "rewards": [\#(index % 2)], "advantages": [[0.5, 0.5]], "token_loss_mask": [[0, 1]]}"#
  }.joined(separator: "\n")
  static let verl = (0..<4).map { index in
    #"{"uid": "ab_\#(index)_0", "input": "p", "output": "\#(index)", "score": 1e\#(index), "step": 8, "x": {"y": [true, "\\"]}}"#
  }.joined(separator: "\n")

  static let all: [(name: String, text: String)] = [
    ("lines", lines), ("separated", separated), ("lists", lists), ("table", table), ("list", list),
    ("nested", nested), ("verl", verl),
  ]
}

@Suite struct RolloutReaderTests {
  private var data: String {
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../data/logs")
      .standardized.path
  }

  @Test func `the run of TRL is read`() throws {
    let log = LogText(paths: ["\(data)/trl.jsonl"])
    #expect(log.error == nil && log.notes == [])
    #expect(log.schema?.format == .trl && log.schema?.columns == ["exact_rule"])
    #expect(log.numbers == [1, 2, 3, 4, 5, 6, 7, 8])
    #expect(log.steps.allSatisfy { $0.count == 64 })
    // Facts of that run: 22 of 64 groups are silent, all of them without advantage.
    var silent = 0
    for step in log.steps {
      for group in 0..<8 {
        let rows = (8 * group)..<(8 * group + 8)
        #expect(Set(step.prompts![rows]).count == 1)
        guard Set(step.columns[0][rows]).count == 1 else { continue }
        silent += 1
        #expect(step.advantages![rows].allSatisfy { $0 == 0 })
      }
    }
    #expect(silent == 22)
  }

  /// Buffers of 1 to 64 bytes: all layouts, 64 readings each, equal in every word, note and error.
  @Test(arguments: 0..<7) func `rows do not depend on where the bytes are cut`(index: Int) throws {
    let scratch = try Scratch()
    for ending in ["", "\n"] {
      let path = try scratch.write("x.log", Samples.all[index].text + ending)
      let whole = LogText(paths: [path])
      #expect(whole.error == nil && !whole.steps.isEmpty, "\(whole.error ?? "")")
      for chunk in 1...64 {
        let cut = LogText(paths: [path], chunk: chunk)
        #expect(cut.isSame(whole), "\(Samples.all[index].name), chunk \(chunk): \(cut)")
      }
    }
  }

  /// The control of the test above: a digit that is another one is seen, unless it stands in a
  /// column that is not read, and so is an end that is missing.
  @Test(arguments: 0..<7) func `readings of two texts are told apart`(index: Int) throws {
    let text = Samples.all[index].text
    let whole = try LogText(text)
    #expect(try LogText(text).isSame(whole))
    let digits = text.indices.filter { text[$0].isNumber }
    let seen = try digits.filter { digit in
      var other = text
      other.replaceSubrange(digit...digit, with: text[digit] == "7" ? "8" : "7")
      return try !LogText(other).isSame(whole)
    }
    #expect(3 * seen.count > digits.count, "\(seen.count) of \(digits.count)")
    #expect(try !LogText(String(text.dropLast(9))).isSame(whole))
  }

  @Test func `packed files are unpacked, and broken ones are errors`() throws {
    let scratch = try Scratch()
    let plain = try scratch.write("x.jsonl", Samples.lines)
    let whole = LogText(paths: [plain])
    for (tool, ending) in [("gzip", "gz"), ("zstd", "zst")] {
      guard let program = Program.path(tool) else { continue }
      let pack = Process()
      pack.executableURL = URL(filePath: program)
      pack.arguments = ["-kq", plain]
      try pack.run()
      pack.waitUntilExit()
      let packed = LogText(paths: ["\(plain).\(ending)"])
      #expect(packed.error == nil && packed.isSame(whole))
      let bytes = try Data(contentsOf: URL(filePath: "\(plain).\(ending)"))
      let broken = try scratch.write("broken.jsonl.\(ending)", bytes.prefix(bytes.count / 2))
      let log = LogText(paths: [broken], place: scratch.path)
      #expect(log.error?.hasPrefix("broken.jsonl.\(ending): \(tool) fails with status 1: ") == true)
      let renamed = try scratch.write("renamed.jsonl", bytes)
      #expect(LogText(paths: [renamed]).error?.contains("packed: its name must end in") == true)
    }
  }

  @Test func `a step that repeats the one before it is dropped, another one is not`() throws {
    func rows(_ step: Int, _ reward: Double, texts: Int = 8) -> String {
      (0..<texts).map { index in
        #"{"step": \#(step), "prompt": "p", "completion": "\#(index)", "f": \#(reward), "advantage": 0}"#
      }.joined(separator: "\n")
    }
    let log = try LogText([rows(1, 1), rows(2, 1), rows(3, 0), rows(4, 1)].joined(separator: "\n"))
    #expect(log.numbers == [1, 3, 4])
    #expect(log.notes == ["1 step with the rows of the step before: dropped"])
    let few = try LogText(rows(1, 1, texts: 7) + "\n" + rows(2, 1, texts: 7))
    #expect(few.numbers == [1, 2])
    #expect(few.notes == ["1 step with the few texts and the rewards of the step before: kept"])
    let narrow = try LogText("step,group,reward\n1,a,1\n2,a,1\n", name: "x.csv")
    #expect(narrow.numbers == [1, 2])
  }

  @Test func `files of a run must fit each other; empty ones are noted`() throws {
    let scratch = try Scratch()
    let row = #"{"group": "a", "reward": 1, "completion": "c"}"#
    try scratch.write("1.jsonl", "")
    try scratch.write("2.jsonl", row)
    try scratch.write("3.jsonl", "")
    try scratch.write("10.jsonl", row.replacing("c\"}", with: "d\"}"))
    let log = LogText(paths: [scratch.path], place: scratch.path)
    #expect(log.error == nil)
    #expect(log.numbers == [2, 10] && log.steps.map(\.file) == [1, 3])
    #expect(log.notes == ["the first 1 files are empty", "3.jsonl is empty"])
    try scratch.write("11.jsonl", #"{"other": 1}"#)
    let bad = LogText(paths: [scratch.path], place: scratch.path)
    #expect(
      bad.error
        == "11.jsonl: does not fit the files before it: no column group among other")
  }

  @Test func `a step of several files names the file of each row`() throws {
    let scratch = try Scratch()
    let row = { (step: Int, text: String) in
      #"{"step": \#(step), "group": "a", "reward": 1, "completion": "\#(text)"}"#
    }
    try scratch.write("run_rollouts_000001.jsonl", row(1, "a") + "\n" + row(2, "b"))
    try scratch.write("run_rollouts_000002.jsonl", row(2, "c"))
    try scratch.write("run_rollouts_000003.jsonl", row(2, "d") + "\n" + row(3, "e"))
    let log = LogText(paths: [scratch.path])
    #expect(log.error == nil && log.numbers == [1, 2, 3])
    #expect(log.steps.map(\.files) == [nil, [0, 1, 2], nil])
    let places = log.steps.map { step in (0..<step.count).map { "\(step.place($0))" } }
    let expected: [[(file: Int, line: Int)]] = [[(0, 1)], [(0, 2), (1, 1), (2, 1)], [(2, 2)]]
    #expect(places == expected.map { $0.map { "\($0)" } })
  }

  /// 100,000 rows in groups of 8 and no step: three portions, none of which cuts a group.
  @Test func `a log without steps is taken in portions`() throws {
    let keyed = (0..<100_000).map { "k\($0 / 8),\($0 % 2)" }.joined(separator: "\n")
    let log = try LogText("group,reward\n" + keyed, name: "x.csv")
    #expect(log.steps.map(\.count) == [40_320, 40_320, 19_360] && log.numbers == [nil, nil, nil])
    #expect(log.notes == ["no step is logged: some 40320 rows at a time are taken for one"])
    #expect(log.steps[1].lines.first == 40_322)
    // Groups of 7 begin where the portion before has whole ones.
    let sevens = (0..<100_000).map { "k\($0 / 7),\($0 % 2)" }.joined(separator: "\n")
    let odd = try LogText("group,reward\n" + sevens, name: "x.csv")
    #expect(odd.steps.dropLast().allSatisfy { $0.count % 7 == 0 } && odd.steps.count == 3)
    // A group that comes back is said, one within a portion keeps the log in one piece.
    let back = try LogText("group,reward\n\(keyed)\nk0,1\nk1,1", name: "x.csv")
    #expect(back.notes.last == "2 group keys come back after so many rows: groups of their own")
    let scattered = (0..<100_000).map { "k\($0 % 1000),\($0 % 2)" }.joined(separator: "\n")
    let whole = try LogText("group,reward\n" + scattered, name: "x.csv")
    #expect(whole.steps.map(\.count) == [100_000] && whole.notes == [])
    // Nothing tells where a group ends.
    let bare = (0..<100_000).map { "\($0 % 2),0" }.joined(separator: "\n")
    let blocks = try LogText(
      "score,advantage\n" + bare, name: "x.csv", options: RolloutOptions(map: [.reward: "score"]))
    #expect(blocks.steps.map(\.count) == [100_000] && blocks.notes == [])
  }

  @Test func `bytes are counted`() throws {
    let scratch = try Scratch()
    let path = try scratch.write("x.jsonl", Samples.lines)
    var reader = try RolloutReader([path])
    while try reader.next() != nil {}
    #expect(reader.bytesRead == Samples.lines.utf8.count)
    #expect(reader.byteCount == Samples.lines.utf8.count)
  }

  @Test func `the standard input is read`() throws {
    let scratch = try Scratch()
    let path = try scratch.write("x.jsonl", Samples.lines)
    let file = try FileHandle(forReadingFrom: URL(filePath: path))
    let own = dup(0)
    dup2(file.fileDescriptor, 0)
    let log = LogText(paths: ["-"])
    dup2(own, 0)
    close(own)
    #expect(log.error == nil && log.steps == LogText(paths: [path]).steps)
  }

  @Test func `after an error nothing follows`() throws {
    let scratch = try Scratch()
    let path = try scratch.write(
      "x.csv", "step,group,reward\n1,a,1\n2,a,1\n2,a,x\n3,a,1\n4,a,1\n")
    var reader = try RolloutReader([path])
    #expect(try reader.next()?.step == 1)
    do {
      _ = try reader.next()
      Issue.record("no error")
    } catch {}
    #expect(try reader.next() == nil)
  }

  /// The text has 15 digits, parquet all of them.
  @Test(.enabled(if: Program.path("duckdb") != nil)) func `parquet is the same as text`() throws {
    let text = LogText(paths: ["\(data)/trl.jsonl"])
    let log = LogText(paths: ["\(data)/trl"])
    #expect(log.error == nil && log.notes == [])
    #expect(log.schema == text.schema)
    #expect(log.steps.count == 2)
    for (mine, theirs) in zip(log.steps, text.steps) {
      #expect(mine.step == theirs.step && mine.count == 64)
      #expect(mine.columns == theirs.columns)
      for (a, b) in zip(mine.advantages!, theirs.advantages!) {
        #expect(abs(a - b) <= 1e-14 * abs(b))
      }
      #expect(mine.lengths == theirs.lengths && mine.lines == Array(1...64))
    }
    #expect(log.prompts == text.prompts.map { Array($0.prefix(2)) })
    #expect(log.completions == text.completions.map { Array($0.prefix(2)) })
    #expect(log.steps.map(\.file) == [0, 1])
  }
}

extension LogText {
  /// Whether all words, notes and errors are the same; NaN is NaN.
  func isSame(_ other: LogText) -> Bool {
    func plain(_ log: LogText) -> String { "\(log.steps) \(log.notes) \(log.error ?? "")" }
    return schema == other.schema && plain(self) == plain(other)
  }
}
