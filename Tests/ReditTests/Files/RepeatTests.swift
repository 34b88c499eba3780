import Foundation
import Platform
import Testing

/// `redit repeat` makes the bytes of every command again, and refuses what it cannot answer for.
struct RepeatTests {
  private func run(_ command: String, in scratch: Scratch) throws -> Tool.Result {
    try Tool.run(command.split(separator: " ").map(String.init), in: scratch.folder)
  }

  private func expectRefusal(_ result: Tool.Result, status: Int32 = 1, _ words: String...) {
    #expect(result.status == status, "\(result.errors)")
    #expect(result.output.isEmpty && result.errors.count { $0 == "\n" } == 1)
    for word in words { #expect(result.errors.contains(word), "\(result.errors)") }
  }

  @Test(arguments: [
    ("exact --sigma 0.1", "a.csv"), ("exact --sigma 0.1 --format json", "a.csv"),
    ("sweep --groups 500 --seed 7", "a.md"), ("sweep --precision 0.2 --sigma 0.1", "a.json"),
    ("verify --claim RewardVariance --groups 1000", "a.txt"),
    ("calibrate --claim RewardVariance --seeds 2 --groups 1000", "a.json"),
    ("train --steps 9 --runs 2", "a.jsonl"), ("train --steps 9 --every 3", "a"),
    ("compare --runs 3 --steps 5", "a.csv"),
    ("map --runs 3 --steps 5 --pass-rate 0.3", "a.csv"),
  ])
  func `the same bytes for every command and format`(command: String, name: String) throws {
    let scratch = try Scratch()
    let made = try run("\(command) --threads 2 --out \(name)", in: scratch)
    #expect(made.status == 0, "\(made.errors)")
    let again = try run("repeat \(name).meta.json --threads 1 --out other.txt", in: scratch)
    #expect(again.status == 0, "\(again.errors)")
    #expect(try scratch.read("other.txt") == scratch.read(name))
    let shown = try run("repeat \(name).meta.json", in: scratch)
    #expect(try shown.status == 0 && shown.output == scratch.read(name))
    // And once more from the copy.
    #expect(try run("repeat other.txt.meta.json --out third", in: scratch).status == 0)
    #expect(try scratch.read("third") == scratch.read(name))
  }

  @Test func `pictures, figures and reports too`() throws {
    let scratch = try Scratch()
    #expect(try run("exact --sigma 0.1,0.5 --out a.csv --plot a.svg", in: scratch).status == 0)
    #expect(try run("plot a.csv --y snr --out b.svg", in: scratch).status == 0)
    #expect(try run("map --runs 3 --steps 5 --pass-rate 0.3 --plot m.svg", in: scratch).status == 0)
    for name in ["a", "b", "m"] {
      let result = try run("repeat \(name).svg.meta.json --out again_\(name).svg", in: scratch)
      #expect(result.status == 0, "\(result.errors)")
      #expect(try scratch.read("again_\(name).svg") == scratch.read("\(name).svg"))
    }
    expectRefusal(try run("repeat a.svg.meta.json", in: scratch), status: 64, "--out", ".svg")
    expectRefusal(try run("repeat a.svg.meta.json --out a.png", in: scratch), status: 64, ".svg")
    let report = try run("report page --groups 1000", in: scratch)
    let again = try run("repeat page/index.html.meta.json --out again", in: scratch)
    #expect(report.status == again.status, "\(again.errors)")
    #expect(try scratch.read("page/index.html") == scratch.read("again/index.html"))
  }

  @Test func `an audit and its page, from the logs that they were made from`() throws {
    let scratch = try Scratch()
    let log = try String(
      contentsOf: Tool.packageRoot.appending(path: "data/logs/trl.jsonl"), encoding: .utf8)
    let lines = log.split(separator: "\n")
    try FileManager.default.createDirectory(
      at: scratch.folder.appending(path: "run"), withIntermediateDirectories: true)
    func part(_ rows: Range<Int>) -> String { lines[rows].joined(separator: "\n") + "\n" }
    try scratch.write(part(0..<256), to: "run/a_1.jsonl")
    try scratch.write(part(256..<512), to: "run/a_2.jsonl")
    let made = try run("audit run --out a.csv --page a.html", in: scratch)
    #expect(made.status == 0, "\(made.errors)")
    #expect(try run("repeat a.csv.meta.json --out b.csv", in: scratch).status == 0)
    #expect(try scratch.read("b.csv") == scratch.read("a.csv"))
    #expect(try run("repeat a.html.meta.json --out b.html", in: scratch).status == 0)
    #expect(try scratch.read("b.html") == scratch.read("a.html"))
    // A digit of one file, then its length, a file more, a file less.
    let second = part(256..<512)
    try scratch.write(
      second.replacing("{\"step\":5", with: "{\"step\":4", maxReplacements: 1), to: "run/a_2.jsonl")
    let words = "run/a_2.jsonl has changed since"
    expectRefusal(try run("repeat a.csv.meta.json", in: scratch), words)
    try scratch.write(second + "\n", to: "run/a_2.jsonl")
    expectRefusal(try run("repeat a.csv.meta.json", in: scratch), words)
    try scratch.write(second, to: "run/a_2.jsonl")
    #expect(try run("repeat a.csv.meta.json", in: scratch).status == 0)
    try scratch.write(part(0..<64), to: "run/a_3.jsonl")
    expectRefusal(try run("repeat a.csv.meta.json", in: scratch), "run/a_3.jsonl is new in the log")
    for name in ["a_2", "a_3"] {
      try FileManager.default.removeItem(at: scratch.folder.appending(path: "run/\(name).jsonl"))
    }
    expectRefusal(try run("repeat a.csv.meta.json", in: scratch), "cannot read run/a_2.jsonl")
  }

  /// 120 files of one step have one record; a changed one is seen.
  @Test func `many files of a log have one record`() throws {
    let scratch = try Scratch()
    try FileManager.default.createDirectory(
      at: scratch.folder.appending(path: "run"), withIntermediateDirectories: true)
    for step in 1...120 {
      let rows = (0..<8).map {
        #"{"group": "\#($0 / 4)", "reward": \#(($0 * step) % 3), "completion": "\#($0)"}"#
      }
      try scratch.write(rows.joined(separator: "\n"), to: "run/\(step).jsonl")
    }
    #expect(try run("audit run --out a.csv", in: scratch).status == 3)
    let record = try scratch.read("a.csv.meta.json")
    #expect(record.contains("\"files\" : 120") && !record.contains("run/7.jsonl"))
    #expect(try run("repeat a.csv.meta.json", in: scratch).status == 3)
    let seventh = try scratch.read("run/7.jsonl")
    try scratch.write(seventh.replacing("1", with: "2"), to: "run/7.jsonl")
    expectRefusal(try run("repeat a.csv.meta.json", in: scratch), "run has changed since")
  }

  @Test func `two outputs of one stem keep their own records`() throws {
    let scratch = try Scratch()
    #expect(try run("exact --sigma 0.1 --out m.csv", in: scratch).status == 0)
    #expect(try run("exact --sigma 0.7 --out m.json", in: scratch).status == 0)
    let shown = try run("repeat m.csv.meta.json", in: scratch)
    #expect(try shown.status == 0 && shown.output == scratch.read("m.csv"))
  }

  @Test func `a changed input or output is refused by name`() throws {
    let scratch = try Scratch()
    try scratch.write("prompt,pass_rate\na,0.5\n", to: "rates.csv")
    #expect(try run("exact --prompts rates.csv --out a.csv", in: scratch).status == 0)
    try scratch.write("prompt,pass_rate\na,0.6\n", to: "rates.csv")
    expectRefusal(
      try run("repeat a.csv.meta.json --out b.csv", in: scratch), "rates.csv has changed")
    try FileManager.default.removeItem(at: scratch.folder.appending(path: "rates.csv"))
    expectRefusal(try run("repeat a.csv.meta.json --out b.csv", in: scratch), "rates.csv")
    try scratch.write("prompt,pass_rate\na,0.5\n", to: "rates.csv")
    let text = try scratch.read("a.csv")
    try scratch.write(text + "x", to: "a.csv")
    expectRefusal(try run("repeat a.csv.meta.json --out b.csv", in: scratch), "a.csv", "changed")
    #expect(try scratch.names == ["a.csv", "a.csv.meta.json", "rates.csv"])
    // Without the output it is made anew.
    try FileManager.default.removeItem(at: scratch.folder.appending(path: "a.csv"))
    #expect(try run("repeat a.csv.meta.json --out a.csv", in: scratch).status == 0)
    #expect(try scratch.read("a.csv") == text)
  }

  /// The record tells of the input as it was read, whatever it became during the run.
  @Test func `an input that changes during the run is noticed`() throws {
    let scratch = try Scratch()
    let rates = "prompt,pass_rate\na,0.5\n"
    try scratch.write(rates, to: "rates.csv")
    let errors = scratch.folder.appending(path: "errors")
    try Data().write(to: errors)
    let process = try Tool.start(
      ["train", "--prompts", "rates.csv", "--steps", "40000", "--every", "40000"]
        + ["--checkpoint-every", "0", "--out", "a.csv"],
      in: scratch.folder, errors: FileHandle(forWritingTo: errors))
    while process.isRunning, try !scratch.names.contains("a.csv.checkpoint") { usleep(1000) }
    try scratch.write("prompt,pass_rate\na,0.6\n", to: "rates.csv")
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(try scratch.read("errors").contains("rates.csv has changed"))
    expectRefusal(try run("repeat a.csv.meta.json", in: scratch), "rates.csv has changed")
    try scratch.write(rates, to: "rates.csv")
    let again = try run("repeat a.csv.meta.json", in: scratch)
    #expect(try again.output == scratch.read("a.csv"))
  }

  /// An edited record gives other bytes than it promises, or is refused: never a silent success.
  @Test func `an edited record does not pass`() throws {
    let scratch = try Scratch()
    #expect(try run("sweep --groups 500 --seed 7 --out a.csv", in: scratch).status == 0)
    let record = try scratch.read("a.csv.meta.json")
    let edits = [
      ("\"7\"", "\"8\"", "differs from a.csv"), ("\"500\"", "\"x\"", "arguments"),
      ("\"sweep\"", "\"help\"", "writes nothing"), ("\"--out\"", "\"--in\"", "--in"),
      ("\"redit\"", "\"other\"", "not the .meta.json"), ("\"a.csv\"", "\"b.csv\"", ""),
    ]
    for (text, replacement, reason) in edits {
      let edited = record.replacing(text, with: replacement, maxReplacements: 1)
      #expect(edited != record)
      try scratch.write(edited, to: "a.csv.meta.json")
      let result = try run("repeat a.csv.meta.json", in: scratch)
      #expect(result.status == 1, "\(result.errors)")
      #expect(reason.isEmpty || result.errors.contains(reason), "\(result.errors)")
    }
  }

  /// Other elementary functions are a reason only where bytes differ; older records do not tell theirs.
  @Test func `another arithmetic is named where bytes differ`() throws {
    let scratch = try Scratch()
    #expect(try run("sweep --groups 500 --seed 7 --out a.csv", in: scratch).status == 0)
    let record = try scratch.read("a.csv.meta.json")
    let (here, other) = (Arithmetic.fingerprint, "00000000000000aa")
    #expect(record.contains("\"arithmetic\" : \"\(here)\""))
    let untold = record.replacing(#/\n *"arithmetic" : "[0-9a-f]+",/#, with: "")
    let note = "its arithmetic was \(other), this is \(here)"
    for (edited, isNamed) in [
      (record, false), (record.replacing(here, with: other), true), (untold, false),
    ] {
      try scratch.write(edited, to: "a.csv.meta.json")
      #expect(try run("repeat a.csv.meta.json", in: scratch).status == 0)
      try scratch.write(edited.replacing("\"7\"", with: "\"8\""), to: "a.csv.meta.json")
      let result = try run("repeat a.csv.meta.json", in: scratch)
      #expect(result.status == 1 && result.errors.contains("differs from a.csv"))
      #expect(result.errors.contains(note) == isNamed, "\(result.errors)")
    }
    #expect(untold != record)
  }

  /// Eight writers at a time: whoever is last, the record is of the file beside it.
  @Test func `writers of one output do not mix data and record`() throws {
    let scratch = try Scratch()
    for round in 0..<6 {
      let writers = try (0..<8).map { seed in
        try Tool.start(
          ["sweep", "--groups", "100", "--seed", "\(8 * round + seed)", "--out", "a.csv"]
            + ["--plot", "a.svg", "--threads", "1"], in: scratch.folder)
      }
      writers.forEach { $0.waitUntilExit() }
      #expect(writers.allSatisfy { $0.terminationStatus == 0 })
      let again = try run("repeat a.csv.meta.json", in: scratch)
      #expect(try again.status == 0 && again.output == scratch.read("a.csv"), "\(again.errors)")
      let picture = try run("repeat a.svg.meta.json --out b.svg --force", in: scratch)
      #expect(picture.status == 0, "\(picture.errors)")
    }
  }
}
