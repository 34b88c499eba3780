import Foundation
import TestSupport
import Testing

@testable import Logs

/// Logs while they are written: what is read at any moment is a part of the steps that are there in the end.
@Suite struct GrowingLogTests {
  /// The steps that can be told while a log is written, nil where it cannot be read yet.
  private func steps(_ path: String) -> [RolloutStep]? {
    do throws(LogError) {
      var reader = try RolloutReader([path], isGrowing: true)
      var steps: [RolloutStep] = []
      while let step = try reader.next() { steps.append(step) }
      return steps
    } catch {
      return nil
    }
  }

  /// Cut at every byte: 7 layouts, all their prefixes. Without the rule for the last line a number
  /// that is half written would be read.
  @Test(arguments: Samples.all.map(\.name)) func `every prefix has whole steps`(name: String) throws
  {
    let text = Array(Samples.all.first { $0.name == name }!.text.utf8) + [10]
    let scratch = try Scratch()
    let whole = LogText(paths: [try scratch.write("x.log", text)]).steps
    var most = 0
    for count in 0...text.count {
      guard let steps = steps(try scratch.write("x.log", text[..<count])) else { continue }
      let isPart =
        whole[0].step == nil
        // The groups of the one step that is there.
        ? steps.allSatisfy {
          $0.columns[0].map(\.bitPattern)
            == whole[0].columns[0].prefix($0.count).map(\.bitPattern)
        }
        : "\(steps)" == "\(whole.prefix(steps.count))"
      #expect(isPart, "\(name) cut at \(count): \(steps)")
      // What was told is never taken back.
      #expect(steps.count >= most)
      most = max(most, steps.count)
    }
    #expect(most == (whole.count > 1 ? whole.count - 1 : most))
  }

  /// A control: a reader that takes the log for finished tells steps that are none.
  @Test func `a finished log ends with a part of a step`() throws {
    let text = "step,group,reward\n1,a,0.5\n1,a,0.25\n2,b,0.12"
    let scratch = try Scratch()
    let path = try scratch.write("x.csv", text)
    #expect(LogText(paths: [path]).rewards == [[0.5, 0.25], [0.12]])
    #expect(steps(path) == [])
    try scratch.write("x.csv", text + "5\n")
    #expect(steps(path)?.map(\.columns) == [[[0.5, 0.25]]])
  }

  /// The line of step 2 is all there but for its end, or a part: neither ends step 1, and nothing is said of it.
  @Test(arguments: [0, 2, 20]) func `a line counts once it ends`(missing: Int) throws {
    let lines = (1...2).map { #"{"step": \#($0), "group": "a", "reward": 0.5}"# }
    let scratch = try Scratch()
    let path = try scratch.write(
      "x.jsonl", lines[0] + "\n" + String(lines[1].dropLast(missing)))
    var reader = try RolloutReader([path], isGrowing: true)
    #expect(try reader.next() == nil)
    #expect(reader.notes == [])
    try scratch.write("x.jsonl", lines.joined(separator: "\n") + "\n")
    #expect(steps(path)?.map(\.step) == [1])
  }

  @Test func `a file with a later one beside it is whole without a line end`() throws {
    let scratch = try Scratch()
    let row = { (text: String) in #"{"group": "a", "reward": 1, "completion": "\#(text)"}"# }
    try scratch.write("1.jsonl", row("a"))
    #expect(steps(scratch.path)?.count == 0)
    try scratch.write("2.jsonl", String(row("b").dropLast(3)))
    // Its columns are not known yet.
    #expect(steps(scratch.path) == nil)
    try scratch.write("2.jsonl", row("b") + "\n")
    #expect(steps(scratch.path)?.map(\.step) == [1])
    try scratch.write("3.jsonl", row("c"))
    #expect(steps(scratch.path)?.map(\.step) == [1, 2])
  }

  @Test func `without steps whole groups are told`() throws {
    let scratch = try Scratch()
    let path = try scratch.write("x.csv", "group,reward\na,1\na,0\nb,1\nb,0\nc,1\n")
    #expect(steps(path)?.map(\.columns) == [[[1, 0, 1, 0]]])
    let one = try scratch.write("y.csv", "group,reward\na,1\na,0\n")
    #expect(steps(one) == [])
  }

  /// Hashes of text, with what follows the rows, of packed files and of a log that is being written.
  @Test func `files are hashed as they were read`() throws {
    let scratch = try Scratch()
    func hashes(_ path: String, isGrowing: Bool = false) throws -> [HashedFile] {
      var reader = try RolloutReader([path], isGrowing: isGrowing, hashesFiles: true)
      while try reader.next() != nil {}
      return reader.hashes
    }
    for sample in Samples.all {
      let path = try scratch.write(
        "\(sample.name).json", sample.text + (sample.name == "separated" ? "" : "  \n "))
      #expect(try hashes(path) == [HashedFile(reading: path)])
      #expect(try hashes(path, isGrowing: true) == [HashedFile(reading: path)])
    }
    let folder = try Scratch()
    let row = #"{"group": "a", "reward": 1, "completion": "a"}"#
    let paths = try ["0.jsonl", "1.jsonl", "2.jsonl"].map { name in
      try folder.write(name, name == "0.jsonl" ? "" : row + "\n" + row)
    }
    #expect(try hashes(folder.path) == paths.map(HashedFile.init(reading:)))
    if let gzip = Program.path("gzip") {
      let path = try scratch.write("packed.jsonl", Samples.lines)
      let pack = Process()
      (pack.executableURL, pack.arguments) = (URL(filePath: gzip), ["-q", path])
      try pack.run()
      pack.waitUntilExit()
      #expect(try hashes("\(path).gz") == [HashedFile(reading: "\(path).gz")])
    }
    var reader = try RolloutReader([paths[1]])
    while try reader.next() != nil {}
    #expect(reader.hashes == [])
  }
}
