import Foundation
import Platform
import Testing

@testable import redit

/// `redit train`, `redit compare` from the outside.
struct TrainCommandTests {
  static let base = "train --steps 60 --runs 3 --sigma 0.1 --optimizer adam --every 7"
    .split(separator: " ").map(String.init)

  @Test func `rows come in order, with the columns promised`() throws {
    let result = try Tool.run(Self.base)
    #expect(result.status == 0 && result.errors.isEmpty, "\(result.errors)")
    let lines = result.output.split(separator: "\n")
    #expect(
      lines[0].hasPrefix(
        "run,step,value,entropy,kl,mean_reward,gradient_norm,noise_share,silent_raw,"
          + "silent_dithered,clip_share,used_share,learning_rate,sigma,vanishing,exploding"))
    // Steps 7, 14, ... 56 and 60.
    #expect(lines.count == 1 + 3 * 9)
    // The reader refuses a row of another number of cells.
    #expect(try CSVTable(text: result.output, file: "runs.csv").rows.count == 27)
    let keys = lines.dropFirst().map { $0.split(separator: ",").prefix(2).joined(separator: ",") }
    #expect(Array(keys.prefix(10).suffix(3)) == ["0,56", "0,60", "1,7"])
  }

  /// A sigma of 0 beside another was passed over without a word.
  @Test func `one sigma at a time, 0 counts`() throws {
    for sigmas in ["0,0.05", "0.05,0.3"] {
      let result = try Tool.run(["train", "--steps", "5", "--sigma", sigmas])
      #expect(result.status == 64 && result.output.isEmpty)
      #expect(result.errors.contains("--sigma: one at a time"), "\(result.errors)")
    }
    #expect(try Tool.run(["train", "--steps", "5", "--sigma", "0"]).status == 0)
  }

  @Test func `same seed, same bytes, whatever the threads, and JSON Lines agree`() throws {
    let one = try Tool.run(Self.base + ["--threads", "1"])
    #expect(try one.output == Tool.run(Self.base + ["--threads", "3"]).output)
    #expect(try one.output != Tool.run(Self.base + ["--seed", "2"]).output)
    let scratch = try Scratch()
    #expect(try Tool.run(Self.base + ["--out", "a.jsonl"], in: scratch.folder).status == 0)
    let lines = try scratch.read("a.jsonl").split(separator: "\n")
    #expect(lines.count == 27)
    let value = one.output.split(separator: "\n")[1].split(separator: ",")[2]
    #expect(lines[0].contains("\"value\":\(value),"))
    #expect(try JSONSerialization.jsonObject(with: Data(lines[26].utf8)) is [String: Any])
  }

  @Test func `a run stopped on purpose goes on to the same bytes`() throws {
    let scratch = try Scratch()
    #expect(try Tool.run(Self.base + ["--out", "whole.csv"], in: scratch.folder).status == 0)
    for part in [["--until", "20"], ["--until", "41", "--resume", "--threads", "3"]] {
      let result = try Tool.run(Self.base + ["--out", "parts.csv"] + part, in: scratch.folder)
      #expect(result.status == 0, "\(result.errors)")
      #expect(
        try scratch.names == ["parts.csv.checkpoint", "whole.csv", "whole.csv.meta.json"])
    }
    let result = try Tool.run(Self.base + ["--out", "parts.csv", "--resume"], in: scratch.folder)
    #expect(result.status == 0, "\(result.errors)")
    #expect(try scratch.read("parts.csv") == scratch.read("whole.csv"))
    #expect(
      try scratch.names == ["parts.csv", "parts.csv.meta.json", "whole.csv", "whole.csv.meta.json"])
  }

  /// The process is killed as soon as its first checkpoint is there; whether it had finished by then or
  /// not, the resumed file is that of an undisturbed run.
  @Test func `a run that was killed goes on to the same bytes`() throws {
    let scratch = try Scratch()
    let base = Self.base + ["--steps", "3000"]
    #expect(try Tool.run(base + ["--out", "whole.csv"], in: scratch.folder).status == 0)
    let process = Process()
    process.executableURL = Tool.executable
    process.arguments = base + ["--out", "killed.csv", "--checkpoint-every", "0"]
    process.currentDirectoryURL = scratch.folder
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    let checkpoint = scratch.folder.appending(path: "killed.csv.checkpoint").path
    while process.isRunning, !FileManager.default.fileExists(atPath: checkpoint) { usleep(1000) }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    if try !scratch.names.contains("killed.csv") {
      let result = try Tool.run(base + ["--out", "killed.csv", "--resume"], in: scratch.folder)
      #expect(result.status == 0, "\(result.errors)")
    }
    #expect(try scratch.read("killed.csv") == scratch.read("whole.csv"))
  }

  @Test func `a checkpoint of another command is refused`() throws {
    let scratch = try Scratch()
    _ = try Tool.run(Self.base + ["--out", "a.csv", "--until", "20"], in: scratch.folder)
    let other = try Tool.run(
      Self.base + ["--seed", "9", "--out", "a.csv", "--resume"], in: scratch.folder)
    #expect(other.status == 1 && other.errors.contains("another command"))
    try scratch.write("{", to: "a.csv.checkpoint")
    let broken = try Tool.run(Self.base + ["--out", "a.csv", "--resume"], in: scratch.folder)
    #expect(broken.status == 1 && broken.errors.contains("not a checkpoint"))
  }

  /// The same command again and again: it begins, goes on, and is done. What is there of another command, or was
  /// changed, is no end.
  @Test func `resume begins where nothing was begun and ends where all is there`() throws {
    let scratch = try Scratch()
    func run(_ more: [String]) throws -> Tool.Result {
      try Tool.run(Self.base + ["--out", "a.csv", "--resume"] + more, in: scratch.folder)
    }
    #expect(try run(["--until", "20"]).output.contains("stopped after step 20"))
    #expect(try scratch.names == ["a.csv.checkpoint"])
    #expect(try run([]).output.hasPrefix("wrote a.csv"))
    #expect(try scratch.read("a.csv") == Tool.run(Self.base).output)
    let sidecar = try scratch.read("a.csv.meta.json")
    #expect(try run(["--threads", "1"]).output == "a.csv is there already\n")
    #expect(try scratch.read("a.csv.meta.json") == sidecar)
    #expect(try run(["--seed", "9"]).output.hasPrefix("wrote a.csv"))
    #expect(try run([]).output.hasPrefix("wrote a.csv"))
    try scratch.write(
      sidecar.replacing(Arithmetic.fingerprint, with: "0000000000000000"), to: "a.csv.meta.json")
    #expect(try run([]).output.hasPrefix("wrote a.csv"))
    try scratch.write("mine", to: "a.csv")
    let changed = try run([])
    #expect(changed.status == 1 && changed.errors.contains("--force"), "\(changed.errors)")
    #expect(try scratch.read("a.csv") == "mine")
  }

  @Test func `a file that is there stays`() throws {
    let scratch = try Scratch()
    try scratch.write("mine", to: "a.csv")
    let result = try Tool.run(Self.base + ["--out", "a.csv"], in: scratch.folder)
    #expect(result.status == 1 && result.errors.contains("--force"))
    #expect(try scratch.read("a.csv") == "mine")
  }

  @Test func `a comparison tells steps, ratio and collapse, the same on any number of threads`()
    throws
  {
    let command = "compare --runs 20 --steps 60 --sigma 0.05,0.5 --advantage grpo"
      .split(separator: " ").map(String.init)
    let one = try Tool.run(command + ["--threads", "1", "--format", "csv"])
    #expect(one.status == 0 && one.errors.isEmpty, "\(one.errors)")
    #expect(try one.output == Tool.run(command + ["--threads", "2", "--format", "csv"]).output)
    let rows = try CSVTable(text: one.output, file: "comparison.csv")
    #expect(rows.rows.count == 3)
    #expect(try rows.number("ratio", in: rows.rows[0]) == nil)
    #expect(try #require(try rows.number("ratio", in: rows.rows[2])) > 1.1)
    let table = try Tool.run(command)
    #expect(table.output.contains("learned at") && table.output.contains("collapsed"))
    let json = try Tool.run(command + ["--format", "json"])
    let objects = try #require(
      JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [[String: Any]])
    #expect(objects.count == 3 && objects[2]["ratio_low"] is Double)
  }

  @Test(arguments: ["train --help", "compare --help"])
  func `help explains itself`(command: String) throws {
    let result = try Tool.run(command.split(separator: " ").map(String.init))
    #expect(result.status == 0)
    for option in [
      "--task", "--pass-rate", "--preset", "--schedule", "--filter", "--inner-steps",
      "--optimizer", "--learning-rate", "--steps", "--runs", "--seed", "--threads", "--out",
    ] { #expect(result.output.contains(option), "\(option)") }
  }
}
