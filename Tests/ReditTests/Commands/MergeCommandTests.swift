import Foundation
import TestSupport
import Testing

@testable import redit

/// Parts put together: the bytes of one run, or one line that names the part and what to run.
struct MergeCommandTests {
  private static let run = ["calibrate", "--claim", "ShrinkageLaw", "--seeds", "7"]
  private static let reference = Result { try Tool.run(run + ["--format", "csv"]).output }

  private func make(_ shards: [String], in scratch: Scratch, _ run: [String] = run) throws {
    for shard in shards {
      let result = try Tool.run(
        run + ["--shard", shard, "--parts", "p"], in: scratch.folder)
      try #require(result.status == 0, "\(result.errors)")
    }
  }

  private func merge(_ more: [String] = [], in scratch: Scratch) throws -> Tool.Result {
    try Tool.run(["merge", "p"] + more, in: scratch.folder)
  }

  /// One line, status 1, and no output.
  private func refusal(in scratch: Scratch) throws -> String {
    let result = try merge(["--out", "o.csv"], in: scratch)
    #expect(result.status == 1 && result.output.isEmpty)
    #expect(result.errors.count { $0 == "\n" } == 1)
    #expect(!(try scratch.names).contains("o.csv"))
    return result.errors
  }

  @Test(arguments: [1, 2, 3, 7])
  func `any cut is merged to the bytes of one run`(count: Int) throws {
    let scratch = try Scratch()
    // Neither the order in which they are made nor threads matter.
    for number in (1...count).reversed() {
      try make(["\(number)/\(count)"], in: scratch, Self.run + ["--threads", "\(1 + number % 2)"])
    }
    let result = try merge(["--out", "o.csv"], in: scratch)
    #expect(result.status == 0, "\(result.errors)")
    #expect(try scratch.read("o.csv") == Self.reference.get())
    let again = try Tool.run(["repeat", "o.csv.meta.json"], in: scratch.folder)
    #expect(try again.output == Self.reference.get())
  }

  @Test func `a verdict is merged with its status`() throws {
    let scratch = try Scratch()
    let run = ["verify", "--claim", "ShrinkageLaw,SilentGroups", "--groups", "1000"]
    let whole = try Tool.run(run)
    try make(["1/2", "2/2"], in: scratch, run)
    let merged = try merge(in: scratch)
    #expect(merged.output == whole.output && merged.status == whole.status)
    for format in ["csv", "json", "markdown"] {
      let whole = try Tool.run(run + ["--format", format])
      #expect(try merge(["--format", format], in: scratch).output == whole.output)
    }
  }

  @Test func `a missing part is named with the command that makes it`() throws {
    let scratch = try Scratch()
    try make(["1/3", "3/3"], in: scratch)
    let line = try refusal(in: scratch)
    #expect(line.contains("units 3...4 of 7 are missing; run shard 2 of 3"))
    #expect(line.contains("redit calibrate --claim ShrinkageLaw --seeds 7 --shard 2/3 --parts p"))
    try make(["2/3"], in: scratch)
    #expect(try merge(["--format", "csv"], in: scratch).output == Self.reference.get())
  }

  @Test func `a cut or damaged part is named, made again by the same command, and merged`() throws {
    let scratch = try Scratch()
    try make(["1/2", "2/2"], in: scratch)
    let part = scratch.folder.appending(path: "p/1-of-2.part")
    let whole = try Data(contentsOf: part)
    var flipped = whole
    flipped[whole.count / 2] ^= 1
    for (bytes, word) in [(whole.prefix(whole.count - 9), "cut"), (flipped, "damaged")] {
      try bytes.write(to: part)
      let line = try refusal(in: scratch)
      #expect(line.contains("1-of-2.part is \(word)") && line.contains("--shard 1/2"))
      try make(["1/2"], in: scratch)
      #expect(try Data(contentsOf: part) == whole)
    }
    #expect(try merge(["--format", "csv"], in: scratch).output == Self.reference.get())
  }

  /// As a power cut may leave it, and a first line with another digit in it.
  @Test func `a part whose first line is damaged is made again too`() throws {
    let scratch = try Scratch()
    try make(["1/2", "2/2"], in: scratch)
    let part = scratch.folder.appending(path: "p/2-of-2.part")
    let whole = try Data(contentsOf: part)
    let text = String(decoding: whole, as: UTF8.self)
    let seeds = Data(text.replacing(#""units":7"#, with: #""units":8"#).utf8)
    for bytes in [Data(count: whole.count), seeds] {
      try bytes.write(to: part)
      #expect(try refusal(in: scratch).contains("2-of-2.part is"))
      try make(["2/2"], in: scratch)
      #expect(try Data(contentsOf: part) == whole)
    }
    // Somebody else's file of that name is not ours to replace.
    try Data("mine\n".utf8).write(to: part)
    let refused = try Tool.run(Self.run + ["--shard", "2/2", "--parts", "p"], in: scratch.folder)
    #expect(refused.status == 1 && refused.errors.contains("--force overwrites it"))
    #expect(try Data(contentsOf: part) == Data("mine\n".utf8))
    try make(["2/2"], in: scratch, Self.run + ["--force"])
    #expect(try Data(contentsOf: part) == whole)
  }

  @Test func `a shard is not begun beside parts of another run`() throws {
    let scratch = try Scratch()
    try make(["1/2"], in: scratch)
    let other = Self.run + ["--seed", "2", "--parts", "p"]
    for arguments in [other + ["--shard", "2/2"], other + ["--shards", "2"]] {
      let result = try Tool.run(arguments, in: scratch.folder)
      #expect(result.status == 1 && result.errors.contains("p has parts of another command"))
    }
    #expect(
      try FileManager.default.contentsOfDirectory(
        atPath: scratch.folder.appending(path: "p").path) == ["1-of-2.part"])
  }

  @Test func `details and the lines of a training are for the merge to write`() throws {
    let scratch = try Scratch()
    let run = ["verify", "--claim", "ShrinkageLaw,SilentGroups", "--groups", "1000"]
    try make(["1/1"], in: scratch, run)
    #expect(try merge(["--details"], in: scratch).output == Tool.run(run + ["--details"]).output)
    let train = ["train", "--runs", "3", "--steps", "5", "--sigma", "0.1"]
    let made = try Tool.run(train + ["--shard", "1/1", "--parts", "t"], in: scratch.folder)
    #expect(made.status == 0)
    let lines = try Tool.run(["merge", "t", "--out", "t.jsonl"], in: scratch.folder)
    #expect(lines.status == 0, "\(lines.errors)")
    #expect(try scratch.read("t.jsonl") == Tool.run(train + ["--format", "jsonl"]).output)
  }

  /// A part with a true fingerprint of another run of the same length.
  @Test(arguments: [["--seed", "2"], ["--groups", "10001"], ["--claim", "SilentGroups"]])
  func `a part of another run is named with its command`(more: [String]) throws {
    let scratch = try Scratch()
    try make(["1/2"], in: scratch)
    try make(["2/2"], in: scratch, Self.run + more + ["--force"])
    let line = try refusal(in: scratch)
    #expect(line.contains("2-of-2.part is of another command: redit calibrate"))
    #expect(line.contains(more.joined(separator: " ")))
    // Not made again over it either.
    let again = try Tool.run(Self.run + ["--shard", "2/2", "--parts", "p"], in: scratch.folder)
    #expect(again.status == 1 && again.errors.contains("another command"))
  }

  /// Planted: the version and the arithmetic in the header, with all fingerprints right.
  @Test(arguments: ["version", "arithmetic"])
  func `a part of another version or arithmetic is refused`(field: String) throws {
    let scratch = try Scratch()
    try make(["1/2", "2/2"], in: scratch)
    let path = scratch.folder.appending(path: "p/2-of-2.part")
    let reader = try PartReader(path.path)
    var header = reader.header
    if field == "version" { header.version = "0.0.9" } else { header.arithmetic = "0123" }
    let line = Data(try header.line().utf8)
    var (bytes, chain) = (line + Data("\n".utf8), PartLine.Chain(header: line))
    while let (units, payload) = try reader.next() {
      bytes += PartLine.piece(units: units, payload: payload).written(&chain)
    }
    try (bytes + PartLine.end(reader.units!).written(&chain)).write(to: path)
    #expect(try refusal(in: scratch).contains("2-of-2.part is of \(field)"))
  }

  @Test func `twice the same is harmless, twice another cut is refused`() throws {
    let scratch = try Scratch()
    try make(["1/2", "2/2"], in: scratch)
    let names = ["p/2-of-2.part", "p/again.part"].map { scratch.folder.appending(path: $0) }
    try FileManager.default.copyItem(at: names[0], to: names[1])
    #expect(try merge(["--format", "csv"], in: scratch).output == Self.reference.get())
    try make(["2/3"], in: scratch, Self.run + ["--force"])
    #expect(try refusal(in: scratch).contains("overlap in units"))
  }

  @Test func `another input than that of the parts is refused by name`() throws {
    let scratch = try Scratch()
    try make(["1/1"], in: scratch)
    try FileManager.default.createDirectory(
      at: scratch.folder.appending(path: "empty"), withIntermediateDirectories: false)
    let none = try Tool.run(["merge", "empty"], in: scratch.folder)
    #expect(none.status == 1 && none.errors.contains("empty has no parts"))
    let gone = try Tool.run(["merge", "gone"], in: scratch.folder)
    #expect(gone.status == 1 && gone.errors.contains("gone"))
    try scratch.write("hello\n", to: "p/x.part")
    #expect(try refusal(in: scratch).contains("x.part is not a part of a run"))
  }
}
