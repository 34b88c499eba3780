import ArgumentParser
import Audit
import Foundation
import TestSupport
import Testing

@testable import redit

/// `redit audit --watch`, look by look: nothing waits for the clock.
struct LogFollowerTests {
  private static let log = try! String(
    contentsOf: Tool.packageRoot.appending(path: "data/logs/trl.jsonl"), encoding: .utf8)
  /// 64 rows a step, 8 steps.
  private static let lines = log.split(separator: "\n").map { "\($0)\n" }

  private func options(_ path: String) throws -> LogOptions { try LogOptions.parse([path]) }

  private func read(_ path: String, isGrowing: Bool = true) throws -> ReadRun? {
    try ReadRun.read(options(path), isGrowing: isGrowing, hashesFiles: false, keepsGroups: false)
  }

  private func table(_ run: ReadRun) throws -> String {
    try run.words.text(.csv, table: .forecast, width: nil)
      + run.words.text(.csv, table: .steps, width: nil)
  }

  /// What a whole log of the first steps gives.
  private func whole(_ steps: Int, _ scratch: Scratch) throws -> String {
    try scratch.write(Self.lines.prefix(64 * steps).joined(), to: "whole.jsonl")
    let path = scratch.folder.appending(path: "whole.jsonl").path
    return try table(#require(try read(path, isGrowing: false)))
  }

  /// Pieces of 1 to 4,000 bytes, seed 5: some 22 looks; at each the page is that of the steps that are whole.
  @Test func `a log in odd pieces`() throws {
    let scratch = try Scratch()
    let path = scratch.folder.appending(path: "run.jsonl").path
    var follower = LogFollower([path])
    #expect(try follower.look { try read(path) }.run == nil)
    // A file that is not there yet is told once.
    #expect(try follower.look { try read(path) }.lines.first?.contains("run.jsonl") == true)
    #expect(try follower.look { try read(path) }.lines == [])
    try Data().write(to: URL(filePath: path))
    let file = try FileHandle(forWritingTo: URL(filePath: path))
    var random = SplitMix(seed: 5)
    var (written, seen, reads) = (0, [Int](), 0)
    let bytes = Array(Self.log.utf8)
    while written < bytes.count {
      let end = min(bytes.count, written + Int.random(in: 1...4000, using: &random))
      try file.write(contentsOf: bytes[written..<end])
      written = end
      let whole = bytes[..<written].count { $0 == 10 }
      let news = try follower.look {
        reads += 1
        return try read(path)
      }
      #expect(news.lines == [])
      // 64 rows and one of the next step.
      let steps = max(0, (whole - 1) / 64)
      if steps == seen.last ?? 0 {
        #expect(news.run == nil)
        continue
      }
      seen.append(steps)
      let run = try #require(news.run, "\(steps) steps")
      #expect(run.report.steps.map(\.step) == Array(1...steps))
      #expect(try table(run) == self.whole(steps, scratch))
    }
    #expect(seen == Array(1...7), "\(seen)")
    // Nothing has changed: nothing is read.
    let before = reads
    for _ in 0..<9 {
      let news = try follower.look {
        reads += 1
        return try read(path)
      }
      #expect(news.run == nil && news.lines == [])
    }
    #expect(reads == before)
    #expect(try table(#require(try read(path, isGrowing: false))) == whole(8, scratch))
  }

  /// A file a step, each written in two parts under a name of its own and renamed.
  @Test func `files that come one by one`() throws {
    let scratch = try Scratch()
    let folder = scratch.folder.appending(path: "run")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var follower = LogFollower([folder.path])
    for step in 0..<4 {
      let rows = Self.lines[64 * step..<64 * (step + 1)]
      for part in [rows.prefix(30), rows] {
        try scratch.write(part.joined(), to: "run/step_\(step).jsonl.tmp")
        #expect(try follower.look { try read(folder.path) }.run == nil)
      }
      try FileManager.default.moveItem(
        at: folder.appending(path: "step_\(step).jsonl.tmp"),
        to: folder.appending(path: "step_\(step).jsonl"))
      let news = try follower.look { try read(folder.path) }
      #expect(news.run?.report.steps.count ?? 0 == step, "\(news.lines)")
    }
  }

  @Test func `a log that was rotated is told and read anew`() throws {
    let scratch = try Scratch()
    let path = scratch.folder.appending(path: "run.jsonl").path
    try scratch.write(Self.lines.prefix(300).joined(), to: "run.jsonl")
    var follower = LogFollower([path])
    #expect(try follower.look { try read(path) }.run?.report.steps.count == 4)
    try scratch.write(Self.lines[320..<500].joined(), to: "run.jsonl")
    let news = try follower.look { try read(path) }
    #expect(news.lines.count == 1 && news.lines[0].contains("has become shorter"))
    #expect(news.run?.report.steps.map(\.step) == [6, 7])
    try FileManager.default.removeItem(atPath: path)
    #expect(try follower.look { try read(path) }.lines == ["\(path) is gone"])
  }

  /// A line that is broken stays so: told once, when the log has been quiet for a look, and again if it comes back.
  @Test func `what stays broken is told, what is half written is not`() throws {
    let scratch = try Scratch()
    let path = scratch.folder.appending(path: "run.jsonl").path
    try scratch.write(Self.lines.prefix(100).joined() + "{\"step\": \n", to: "run.jsonl")
    var follower = LogFollower([path])
    #expect(try follower.look { try read(path) }.lines == [])
    let told = try follower.look { try read(path) }.lines
    #expect(told.count == 1 && told[0].contains("run.jsonl:101"))
    #expect(try follower.look { try read(path) }.lines == [])
    try scratch.write(Self.lines.prefix(130).joined(), to: "run.jsonl")
    #expect(try follower.look { try read(path) }.run?.report.steps.count == 2)
  }

  private func wait(for what: String, _ isThere: () throws -> Bool) throws {
    for _ in 0..<6000 where try !isThere() { usleep(10_000) }
    let isOver = try isThere()
    try #require(isOver, "no \(what) in a minute")
  }

  /// The process: pages are rewritten while the log grows, Ctrl-C ends with the page of all there is.
  @Test(.enabled(if: SignalTests.heeded.contains(SIGINT)))
  func `a signal ends with the final page`() throws {
    let scratch = try Scratch()
    try scratch.write(Self.lines.prefix(200).joined(), to: "run.jsonl")
    let process = try Tool.start(
      ["audit", "run.jsonl", "--watch", "--out", "a.csv", "--page", "a.html"], in: scratch.folder)
    func rows() -> Int { ((try? scratch.read("a.csv")) ?? "").count { $0 == "\n" } - 1 }
    try wait(for: "page of 3 steps") { rows() == 3 }
    try scratch.write(Self.log, to: "run.jsonl")
    try wait(for: "page of 7 steps") { rows() == 7 }
    kill(process.processIdentifier, SIGINT)
    process.waitUntilExit()
    #expect(process.terminationReason == .exit && process.terminationStatus == 0)
    #expect(rows() == 8)
    let batch = try Tool.run(["audit", "run.jsonl", "--format", "csv"], in: scratch.folder)
    #expect(try batch.output == scratch.read("a.csv"))
    #expect(
      try scratch.names == ["a.csv", "a.csv.meta.json", "a.html", "a.html.meta.json", "run.jsonl"])
    #expect(try Tool.run(["repeat", "a.csv.meta.json"], in: scratch.folder).status == 0)
  }

  /// Seven whole steps have 22 silent groups of 56 less those of the last: beyond .3, not beyond .9.
  @Test func `a bound ends it`() throws {
    let scratch = try Scratch()
    try scratch.write(Self.log, to: "run.jsonl")
    let result = try Tool.run(
      ["audit", "run.jsonl", "--watch", "--fail-on", "silent=0.3"], in: scratch.folder)
    #expect(result.status == 1 && result.output.contains("steps 1 to 7"))
    #expect(result.errors.hasPrefix("redit: --fail-on: silent groups 0.3"))
  }

  @Test(arguments: [
    ["-", "--watch"], ["run.jsonl", "--watch", "--format", "csv"], ["-", "--latest"],
  ])
  func `what cannot be followed is refused`(arguments: [String]) throws {
    let scratch = try Scratch()
    try scratch.write(Self.log, to: "run.jsonl")
    let result = try Tool.run(["audit"] + arguments, in: scratch.folder)
    #expect(
      result.status == 64
        && result.errors.contains(arguments.last == "csv" ? "--watch" : arguments.last!))
  }
}
