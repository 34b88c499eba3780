import Foundation
import Testing

@testable import redit

/// `redit train` in shards: the bytes of one process.
struct TrainingWorkTests {
  /// The last block short; a network; runs that leave the finite numbers, whose laws are not known.
  @Test(arguments: [
    "train --sigma 0.1 --optimizer adam --steps 60 --runs 37 --every 7",
    "train --task copy --advantage trl --sigma 0 --steps 4 --runs 17",
    "train --steps 20 --runs 33 --learning-rate 1e5 --kl-coefficient 1 --inner-steps 3",
  ])
  func `shards of any number on any threads merge to the bytes of one run`(command: String) throws {
    try ShardedRun(command).expectSameBytes(["csv", "jsonl"])
  }

  private static let command = "train --sigma 0.1 --steps 12 --runs 30 --every 5"

  @Test func `pieces in other places are seen or refused`() throws {
    try ShardedRun(Self.command).expectErrorsSeen("csv")
  }

  @Test(arguments: ["[]", #""""#, #""AAAA""#])
  func `a piece of other runs is refused`(payload: String) throws {
    try ShardedRun(Self.command).expectRefused(payload)
  }

  /// A part that was stopped goes on from what it kept: the same bytes, and another piece in the place of the first
  /// stays there.
  @Test func `a part that was killed goes on`() throws {
    let run = try ShardedRun(Self.command)
    try run.makeParts(1, in: "of1")
    let (part, pieces) = (try run.scratch.read("of1/1-of-1.part"), try run.pieces())
    #expect(pieces.count == 4)
    var first = pieces.prefix(2)
    for folder in ["same", "planted"] {
      if folder == "planted" { first[0].payload = pieces[2].payload }
      try run.forge(Array(first), as: "\(folder)/1-of-1.part.unfinished", isWhole: false)
      try run.makeParts(1, in: folder)
      #expect(try (run.scratch.read("\(folder)/1-of-1.part") == part) == (folder == "same"))
    }
  }

  @Test(arguments: ["--resume", "--until 5", "--checkpoint-every 1", "--out a.csv", "--format csv"])
  func `a shard has no output and no checkpoint`(option: String) throws {
    let run = try ShardedRun(Self.command)
    let result = try Tool.run(
      run.command + ["--shard", "1/2", "--parts", "p"]
        + option.split(separator: " ").map(String.init),
      in: run.scratch.folder)
    #expect(result.status == 64 && result.errors.contains(String(option.prefix { $0 != " " })))
    #expect(try run.scratch.names.isEmpty)
  }

  /// Rows of a unit are held in memory: many of a run make units of one run.
  @Test func `units are smaller where runs have many rows`() throws {
    #expect(try ShardedRun("train --runs 20 --steps 100").units == 3)
    #expect(try ShardedRun("train --runs 20 --steps 4096").units == 5)
    #expect(try ShardedRun("train --runs 20 --steps 40000 --every 2").units == 20)
  }

  /// What one process refuses is refused before a part is made: the merge has all rows.
  @Test func `a run too large to merge is not begun`() throws {
    let run = try ShardedRun("train --runs 1000000 --steps 1000 --shard 1/9 --parts p")
    let result = try Tool.run(run.command, in: run.scratch.folder)
    #expect(result.status == 64 && result.errors.contains("at most 2000000"), "\(result.errors)")
    #expect(try run.scratch.names.isEmpty)
  }
}
