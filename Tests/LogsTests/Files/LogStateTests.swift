import Foundation
import Testing

@testable import Logs

@Suite struct LogStateTests {
  @Test func `a look sees what is new, and says what is lost`() throws {
    let scratch = try Scratch()
    let place = scratch.path
    func look() -> LogState { LogState([place]) }
    let nothing = look()
    #expect(nothing.isEmpty && LogState(["\(place)/none"]).isEmpty)
    try scratch.write("1.jsonl", "a\n")
    let one = look()
    #expect(one != nothing && one == look() && one.losses(since: nothing) == [])
    // Names of files that are not finished, and what is no log, are no change.
    try scratch.write(".2.jsonl", "b")
    try scratch.write("2.jsonl.tmp", "b")
    #expect(look() == one)
    try FileManager.default.moveItem(atPath: "\(place)/2.jsonl.tmp", toPath: "\(place)/2.jsonl")
    let two = look()
    #expect(two != one && two.losses(since: one) == [])
    try scratch.write("1.jsonl", "a\nb\n")
    #expect(look() != two && look().losses(since: two) == [])
    let grown = look()
    try scratch.write("1.jsonl", "c\n")
    #expect(
      look().losses(since: grown)
        == ["\(place)/1.jsonl has become shorter, as by rotation: 4 to 2 bytes"])
    let short = look()
    try FileManager.default.removeItem(atPath: "\(place)/2.jsonl")
    #expect(look().losses(since: short) == ["\(place)/2.jsonl is gone"])
  }

  @Test func `a file of the same size that was put in the place of another is another`() throws {
    let scratch = try Scratch()
    try scratch.write("1.jsonl", "a\n")
    let one = LogState(["\(scratch.path)/1.jsonl"])
    try scratch.write("x", "b\n")
    try FileManager.default.removeItem(atPath: "\(scratch.path)/1.jsonl")
    try FileManager.default.moveItem(
      atPath: "\(scratch.path)/x", toPath: "\(scratch.path)/1.jsonl")
    let other = LogState(["\(scratch.path)/1.jsonl"])
    #expect(other != one && other.losses(since: one) == [])
  }
}
