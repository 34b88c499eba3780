import Foundation
import TestSupport
import Testing

@testable import redit

/// What is there, what is at work, what is to be run.
struct StatusCommandTests {
  private static let run = ["verify", "--groups", "1000", "--claim"]
  private static let claims = "ShrinkageLaw,SilentGroups,RewardVariance,SecondMoment,AddedVariance"

  private func make(_ number: Int, in scratch: Scratch) throws {
    let shard = ["--shard", "\(number)/5", "--parts", "p"]
    let result = try Tool.run(Self.run + [Self.claims] + shard, in: scratch.folder)
    try #require(result.status == 0, "\(result.errors)")
  }

  private func missing(_ more: [String] = [], in scratch: Scratch) throws -> String {
    let result = try Tool.run(["status", "p", "--missing"] + more, in: scratch.folder)
    try #require(result.status == 0, "\(result.errors)")
    return result.output
  }

  @Test func `the missing shards are told as job arrays take them`() throws {
    let scratch = try Scratch()
    #expect(try missing(["--shards", "5"], in: scratch) == "1-5\n")
    for (number, rest) in [(3, "1-2,4-5"), (5, "1-2,4"), (1, "2,4"), (2, "4"), (4, "")] {
      try make(number, in: scratch)
      #expect(try missing(in: scratch) == rest + "\n")
      #expect(try missing(["--shards", "5"], in: scratch) == rest + "\n")
    }
    let result = try Tool.run(["status", "p"], in: scratch.folder)
    #expect(result.status == 0 && result.output.contains("complete: redit merge p"))
  }

  @Test func `damaged parts are to be run again, those of another cut are told`() throws {
    let scratch = try Scratch()
    for number in 1...5 { try make(number, in: scratch) }
    try scratch.write("", to: "p/2-of-5.part")
    #expect(try missing(in: scratch) == "2\n")
    let result = try Tool.run(["status", "p"], in: scratch.folder)
    #expect(result.status == 1 && result.output.contains("2-of-5.part is cut"))
    // A part of another cut is the stranger among them.
    let parts = Self.run + [Self.claims, "--shard", "2/3", "--parts", "p"]
    let refused = try Tool.run(parts, in: scratch.folder)
    #expect(refused.status == 1 && refused.errors.contains("of 5 shards and not of 3"))
    try #require(try Tool.run(parts + ["--force"], in: scratch.folder).status == 0)
    #expect(try missing(in: scratch) == "2\n")
    let mixed = try Tool.run(["status", "p"], in: scratch.folder)
    #expect(mixed.output.contains("3-of-5.part and 2-of-3.part overlap in units 3: remove one"))
  }

  @Test func `a part in the making is at work while its process lives`() throws {
    let scratch = try Scratch()
    try make(1, in: scratch)
    let path = scratch.folder.appending(path: "p/2-of-5.part").path
    let header = try PartReader(scratch.folder.appending(path: "p/1-of-5.part").path).header
    let journal = try PartJournal(
      path + PartJournal.ending, header, units: 1..<2, option: "--parts", force: false
    ) { _, _ in }
    let during = try Tool.run(["status", "p"], in: scratch.folder).output
    #expect(during.contains("at work: 2-of-5.part.unfinished, 0 units done"))
    try journal.add(1..<2, Data("[]".utf8))
    #expect(try missing(in: scratch) == "3-5\n")
    journal.remove()
    #expect(try missing(in: scratch) == "2-5\n")
  }
}
