import Foundation
import TestSupport
import Testing

/// What signals leave behind: whole files, a checkpoint to go on from, nothing else.
@Suite(.serialized) struct SignalTests {
  /// Signals less those that whoever started the tests ignores (a shell does in the background), for
  /// then the tool ignores them too.
  static let heeded = [SIGINT, SIGTERM, SIGHUP].filter { number in
    var action = sigaction()
    sigaction(number, nil, &action)
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) != 1
  }

  /// So many runs that the whole takes minutes and one step of all takes long: the signal acts at once all
  /// the same (within 2 s on a quiet machine; what waits for the runs takes more than the 20 allowed).
  @Test(arguments: heeded)
  func `a signal acts at once and keeps the runs`(number: Int32) throws {
    let scratch = try Scratch()
    let command = [
      "train", "--runs", "20000", "--steps", "1000", "--every", "1000", "--out", "a.csv",
      "--checkpoint-every", "0.1",
    ]
    let errors = scratch.folder.appending(path: "errors")
    try Data().write(to: errors)
    let process = try Tool.start(
      command, in: scratch.folder, errors: FileHandle(forWritingTo: errors))
    try Self.awaitCheckpoint(scratch)
    try #require(process.isRunning, "too short a run for this test")
    let sent = Date()
    kill(process.processIdentifier, number)
    process.waitUntilExit()
    let seconds = Date().timeIntervalSince(sent)
    #expect(seconds < 20, "\(seconds) s")
    #expect(process.terminationReason == .uncaughtSignal && process.terminationStatus == number)
    #expect(try scratch.read("errors").contains("--resume goes on"))
    #expect(try scratch.names == ["a.csv.checkpoint", "errors"])
  }

  /// Until the run is under way, however busy the machine is.
  private static func awaitCheckpoint(_ scratch: Scratch) throws {
    let path = scratch.folder.appending(path: "a.csv.checkpoint").path
    for _ in 0..<6000 where !FileManager.default.fileExists(atPath: path) { usleep(10_000) }
    try #require(FileManager.default.fileExists(atPath: path), "no checkpoint in a minute")
  }

  @Test func `a run stopped by a signal goes on to the same bytes`() throws {
    let scratch = try Scratch()
    let command = ["train", "--runs", "300", "--steps", "2000", "--every", "500", "--sigma", "0.1"]
    let whole = try Tool.run(command + ["--out", "whole.csv"], in: scratch.folder)
    try #require(whole.status == 0, "\(whole.errors)")
    let process = try Tool.start(
      command + ["--out", "a.csv", "--checkpoint-every", "0"], in: scratch.folder)
    try Self.awaitCheckpoint(scratch)
    kill(process.processIdentifier, SIGTERM)
    process.waitUntilExit()
    try #require(process.terminationReason == .uncaughtSignal, "too short a run for this test")
    let rest = try Tool.run(command + ["--out", "a.csv", "--resume"], in: scratch.folder)
    #expect(rest.status == 0, "\(rest.errors)")
    #expect(try scratch.read("a.csv") == scratch.read("whole.csv"))
  }

  @Test func `a run that ignores SIGHUP goes on without its terminal`() throws {
    let scratch = try Scratch()
    let result = try Tool.shell(
      "trap '' HUP; redit train --steps 20000 --every 20000 --out a.csv & sleep 0.2; kill -HUP $!; wait $!",
      in: scratch.folder)
    #expect(result.status == 0, "\(result.errors)")
    #expect(try scratch.names == ["a.csv", "a.csv.meta.json"])
  }

  /// Temporary files that a killed process left go with the next run; those of a living one stay.
  @Test func `stale temporary files are removed, others stay`() throws {
    let scratch = try Scratch()
    for name in [".redit-tmp-12ab", ".redit-tmp-mine", ".redit-tmp-34cd"] {
      try scratch.write("x", to: name)
    }
    let held = open(scratch.folder.appending(path: ".redit-tmp-34cd").path, O_RDONLY)
    defer { close(held) }
    try #require(flock(held, LOCK_EX) == 0)
    let result = try Tool.run(["exact", "--sigma", "0.1", "--out", "a.csv"], in: scratch.folder)
    #expect(result.status == 0, "\(result.errors)")
    #expect(
      try scratch.names == [".redit-tmp-34cd", ".redit-tmp-mine", "a.csv", "a.csv.meta.json"])
  }

  /// Kills at random moments, by SIGKILL and by SIGTERM in turn; `REDIT_KILLS` of each command
  /// (default 6), moments from seed 1128. Whatever has its final name is whole: the record is of the
  /// file, and the bytes are those of an undisturbed run. SIGTERM leaves no temporary file of its own; that of a process
  /// ended by SIGKILL stays until the next one writes.
  @Test(arguments: [
    "train --steps 400 --runs 40 --sigma 0.1 --checkpoint-every 0",
    "sweep --groups 200000 --group-size 4 --sigma 0.1",
    "map --runs 20 --steps 60 --pass-rate 0.1,0.3", "compare --runs 60 --steps 60",
    "exact --pass-rate 0.001:0.999:10000 --sigma 0.05",
  ])
  func `a kill at any moment leaves whole files`(command: String) throws {
    let kills = ProcessInfo.processInfo.environment["REDIT_KILLS"].flatMap(Int.init) ?? 6
    let words = command.split(separator: " ").map(String.init)
    let whole = try Scratch()
    let begun = Date()
    let result = try Tool.run(words + ["--out", "a.csv"], in: whole.folder)
    try #require(result.status == 0, "\(result.errors)")
    let length = Date().timeIntervalSince(begun)
    var random = SplitMix(seed: 1128)
    let scratch = try Scratch()
    for round in 0..<kills {
      let number = round % 2 == 0 ? SIGKILL : SIGTERM
      let before = try scratch.names
      let process = try Tool.start(words + ["--out", "a.csv", "--force"], in: scratch.folder)
      usleep(.random(in: 0...UInt32(1.1e6 * length), using: &random))
      kill(process.processIdentifier, number)
      process.waitUntilExit()
      try expectWhole(scratch, as: whole, words, number, before: before)
    }
  }

  private func expectWhole(
    _ scratch: Scratch, as whole: Scratch, _ words: [String], _ number: Int32, before: [String]
  ) throws {
    let names = try scratch.names
    let leftovers = names.filter { $0.hasPrefix(".redit-tmp-") }
    if number == SIGTERM { #expect(Set(leftovers).isSubset(of: before), "\(leftovers)") }
    let others = Set(names).subtracting(
      ["a.csv", "a.csv.meta.json", "a.csv.checkpoint"] + leftovers)
    #expect(others.isEmpty, "\(others)")
    if names.contains("a.csv") { #expect(try scratch.read("a.csv") == whole.read("a.csv")) }
    if names.contains("a.csv.meta.json") {
      let record = try scratch.read("a.csv.meta.json")
      // The same but for --force in the command as typed.
      #expect(try record.replacing(" --force", with: "") == whole.read("a.csv.meta.json"))
    }
    guard names.contains("a.csv.checkpoint") else { return }
    let copy = try Scratch()
    try scratch.write(scratch.read("a.csv.checkpoint"), to: "a.csv.checkpoint")
    try copy.write(scratch.read("a.csv.checkpoint"), to: "a.csv.checkpoint")
    let rest = try Tool.run(words + ["--out", "a.csv", "--resume"], in: copy.folder)
    #expect(rest.status == 0, "\(rest.errors)")
    #expect(try copy.read("a.csv") == whole.read("a.csv"))
  }
}
