import Foundation
import TestSupport
import Testing

@testable import Logs

/// A log read file by file and put together is what one reader says of it.
@Suite struct RolloutFilesTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// What a log comes to. Of one that cannot be read there is the error alone.
  private struct Reading: Equatable {
    var steps: [String] = []
    var notes: [String] = []
    var hashes: [HashedFile] = []
    var error: String?
  }

  /// Every number by its bits.
  private func text(_ step: RolloutStep) -> String {
    let doubles = (step.columns + [step.advantages ?? []]).map { $0.map(\.bitPattern) }
    var step = step
    (step.columns, step.advantages) = ([], step.advantages.map { _ in [] })
    return "\(step) \(doubles)"
  }

  private func whole(_ paths: [String], _ options: RolloutOptions = .init()) -> Reading {
    do throws(LogError) {
      var reader = try RolloutReader(paths, options: options, hashesFiles: true)
      var steps: [String] = []
      while let step = try reader.next() { steps.append(text(step)) }
      return Reading(steps: steps, notes: reader.notes, hashes: reader.hashes)
    } catch {
      return Reading(error: error.description)
    }
  }

  /// - Parameter damage: done to the files between the reading and the joining.
  private func joined(
    _ paths: [String], _ options: RolloutOptions = .init(), chunk: Int = 1 << 20,
    damage: (inout [RolloutFile]) throws -> Void = { _ in }
  ) throws -> Reading {
    do {
      let log = try RolloutFiles(paths, options: options, chunk: chunk)
      // Each by somebody who has read no other, the last one first.
      let parts = log.files.indices.reversed().map { index in
        Result {
          let own = try RolloutFiles(paths, options: options, chunk: chunk)
          #expect(own.schema == log.schema && own.identity == log.identity)
          let data = try JSONEncoder().encode(try own.read(index))
          return try JSONDecoder().decode(RolloutFile.self, from: data)
        }
      }
      var files = try parts.reversed().map { try $0.get() }
      try damage(&files)
      let join = RolloutJoin(log)
      var steps: [String] = []
      for file in files { steps += try join.add(file).map(text) }
      steps += try join.finish().map(text)
      return Reading(steps: steps, notes: join.notes, hashes: join.hashes)
    } catch let error as LogError {
      return Reading(error: error.description)
    }
  }

  private func write(_ files: [(String, String)]) throws -> [String] {
    try files.map { try scratch.write($0.0, $0.1) }
  }

  /// 7 layouts, 400 logs each of 1 to 4 files, seeds 700 to 706, of which a half is damaged, empty or blank; names
  /// tell steps or do not. The last file that is damaged gives another error than the first: the first is meant.
  @Test(arguments: 0..<7) func `damaged logs come to the same`(index: Int) throws {
    var random = SplitMix(seed: 700 + UInt64(index))
    let text = Array(Samples.all[index].text.utf8)
    var (errors, read, notes) = (0, 0, 0)
    for _ in 0..<400 {
      let scratch = try Scratch()
      defer { withExtendedLifetime(scratch) {} }
      let name = ["x_step%.jsonl", "%/x.log", "a%b.csv"][Int(random.next() % 3)]
      for file in 0..<1 + random.next() % 4 {
        let bytes: [UInt8] =
          switch random.next() % 8 {
          case 0: []
          case 1: [10, 32, 10]
          case 2, 3: text.damaged(using: &random)
          default: text
          }
        try scratch.write(name.replacing("%", with: "\(file)"), bytes)
      }
      let paths = try FileManager.default.subpathsOfDirectory(atPath: scratch.path)
        .filter { $0.contains(".") }.map { "\(scratch.path)/\($0)" }.sorted()
      let whole = whole(paths)
      let joined = try joined(paths, chunk: random.next() % 2 == 0 ? 1 << 20 : 64)
      #expect(joined == whole)
      if whole.error != nil { errors += 1 } else { read += 1 }
      if !whole.notes.isEmpty { notes += 1 }
    }
    #expect(errors > 20 && read > 100 && notes > 50, "\(errors) \(read) \(notes)")
  }

  /// Step 2 is in three files, one of which is empty; the last record of the first is cut off, a column holds text in
  /// two, lists are uneven in none.
  @Test func `a step goes over files`() throws {
    let row = { (step: Int, group: String, reward: String) in
      #"{"step": \#(step), "prompt": "\#(group)", "completion": "c", "f": \#(reward), "#
        + #""advantage": 1}"# + "\n"
    }
    let paths = try write([
      ("a.jsonl", row(1, "a", "1") + row(2, "b", "null") + #"{"step": 2, "gr"#),
      ("b.jsonl", row(2, "b", "-0.0") + row(2, "c", "\"x\"")), ("c.jsonl", "\n"),
      ("d.jsonl", row(2, "c", "\"y\"") + row(3, "d", "0.1")),
    ])
    let whole = whole(paths)
    #expect(whole.error == nil && whole.steps.count == 3 && whole.notes.count == 3)
    #expect(try joined(paths) == whole)
    #expect(try joined([scratch.path]) == self.whole([scratch.path]))
  }

  /// 2 files of 90,000 rows without steps are cut behind 40,320 rows each; their first group comes back at the end.
  @Test func `portions are those of one reading`() throws {
    let rows = (0..<90_000).map { "\($0 < 89_992 ? $0 / 8 : 0),\($0 % 2)\n" }.joined()
    let paths = try write((0..<2).map { ("n\($0)x.csv", "group,reward\n" + rows) })
    let whole = whole(paths)
    #expect(whole.error == nil && whole.steps.count == 6 && whole.notes.count == 2)
    #expect(try joined(paths) == whole)
  }

  /// A step of 8 texts in two files comes again in the next two.
  @Test func `a step that repeats the one before is dropped`() throws {
    let half = { (step: Int, half: Int) in
      (0..<4).map {
        #"{"step": \#(step), "prompt": "p", "completion": "\#(4 * half + $0)", "#
          + #""f": 1, "advantage": 1}"# + "\n"
      }.joined()
    }
    let paths = try write(
      (0..<4).map { ("f\($0).jsonl", half($0 / 2, $0 % 2)) })
    let whole = whole(paths)
    #expect(whole.steps.count == 1 && whole.notes.count == 1)
    #expect(try joined(paths) == whole)
  }

  @Test func `packed files are read`() throws {
    _ = try write([("s_1.csv", Samples.separated), ("s_2.csv", Samples.separated)])
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", "gzip '\(scratch.path)'/*.csv"]
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    let whole = whole([scratch.path])
    #expect(whole.error == nil && whole.hashes.count == 2)
    #expect(try joined([scratch.path]) == whole)
  }

  /// The controls: files that are swapped, one that was changed by a bit, and one of another log.
  @Test func `what is not the same is told`() throws {
    let paths = try write([
      ("a.csv", "step,group,reward\n1,a,0.5\n1,a,1\n"),
      ("b.csv", "step,group,reward\n2,b,0.5\n2,b,0.25\n"),
    ])
    let whole = whole(paths)
    #expect(try joined(paths) == whole)
    let swapped = try joined(paths) { $0.swapAt(0, 1) }
    #expect(
      swapped.error?.hasSuffix("a.csv: had 35 bytes when its rows were read, and has 32") == true)
    #expect(whole.steps.count == 2)
    let cut = try joined(paths) { files in
      var object = try #require(
        JSONSerialization.jsonObject(with: JSONEncoder().encode(files[1])) as? [String: Any])
      object["rows"] = 3
      files[1] = try JSONDecoder().decode(
        RolloutFile.self, from: JSONSerialization.data(withJSONObject: object))
    }
    #expect(cut.error?.hasSuffix("b.csv: was read as a file of another log") == true)
    let other = try joined(paths) { files in
      let changed = try write([("c.csv", "step,group,reward\n2,b,0.5\n2,b,0.26\n")])
      files[1] = try RolloutFiles(changed).read(0)
    }
    #expect(other.error == nil && other.steps != whole.steps && other.hashes != whole.hashes)
  }

  @Test func `a file that grows while it is read is refused`() throws {
    let paths = try write([("a.csv", "step,group,reward\n1,a,0.5\n")])
    let log = try RolloutFiles(paths)
    try scratch.write("a.csv", "step,group,reward\n1,a,0.5\n1,a,1\n")
    let error = #expect(throws: LogError.self) { try log.read(0) }
    #expect(
      error?.reason == "is being written: 26 bytes when it was found, 32 when it was read")
  }

  @Test func `parquet and what is no file are refused`() throws {
    _ = try write([("a.parquet", "PAR1")])
    let error = #expect(throws: LogError.self) { try RolloutFiles([scratch.path]) }
    #expect(error?.reason.contains("together") == true)
    let device = #expect(throws: LogError.self) { try RolloutFiles(["/dev/null"]) }
    #expect(device?.reason.contains("no file on the disk") == true)
  }

  @Test func `what tells a log changes with sizes and columns`() throws {
    let paths = try write([
      ("a.csv", "step,group,reward,advantage\n1,a,0.5,1\n"),
      ("b.csv", "step,group,reward,advantage\n1,a,0.5,1\n"),
    ])
    let before = try RolloutFiles(paths).identity
    try scratch.write("b.csv", "step,group,reward,advantage\n1,a,0.50,1\n")
    let after = try RolloutFiles(paths).identity
    #expect(before[paths[0]] == after[paths[0]] && before[paths[1]] != after[paths[1]])
    try scratch.write("a.csv", "step,group,reward,advantagf\n1,a,0.5,1\n")
    #expect(try RolloutFiles(paths).identity[paths[0]] != before[paths[0]])
  }
}
