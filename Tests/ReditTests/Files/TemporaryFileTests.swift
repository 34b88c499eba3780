import Foundation
import Testing

@testable import redit

/// A file in the making: the earlier one is whole until the new one is.
struct TemporaryFileTests {
  private func hidden(_ scratch: Scratch) throws -> [String] {
    try scratch.names.filter { $0.hasPrefix(".redit-tmp-") }
  }

  @Test func `the target changes at once, when all is written`() throws {
    let scratch = try Scratch()
    try scratch.write("old", to: "a.csv")
    let path = scratch.folder.appending(path: "a.csv").path
    chmod(path, 0o640)
    let file = try TemporaryFile(for: path, Data("new".utf8), option: "--out")
    #expect(try scratch.read("a.csv") == "old" && hidden(scratch).count == 1)
    try file.finish()
    #expect(try scratch.read("a.csv") == "new" && scratch.names == ["a.csv"])
    var status = stat()
    #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o640)
    // It has its name: discarding it later does not take it away.
    file.discard()
    #expect(try scratch.names == ["a.csv"])
  }

  @Test func `what is discarded leaves the earlier file`() throws {
    let scratch = try Scratch()
    try scratch.write("old", to: "a.csv")
    let path = scratch.folder.appending(path: "a.csv").path
    let file = try TemporaryFile(for: path, Data("new".utf8), option: "--out")
    file.discard()
    #expect(try scratch.read("a.csv") == "old" && scratch.names == ["a.csv"])
  }

  @Test func `a target that has become a folder is refused`() throws {
    let scratch = try Scratch()
    let path = scratch.folder.appending(path: "a.csv").path
    let file = try TemporaryFile(for: path, Data("new".utf8), option: "--out")
    defer { file.discard() }
    try file.checkTarget()
    mkdir(path, 0o700)
    #expect(throws: FileError.self) { try file.checkTarget() }
    #expect(throws: FileError.self) { try file.finish() }
  }

  /// Only files of such a name that nobody holds: another run's is locked, a user's has another name.
  @Test func `only what killed processes have left is removed`() throws {
    let scratch = try Scratch()
    let other = try TemporaryFile(
      for: scratch.folder.appending(path: "b.csv").path, Data("b".utf8), option: "--out")
    let held = try hidden(scratch)
    let kept = [".redit-tmp-", ".redit-tmp-xyz", ".redit-tmp-0123456789abcdef0", "redit-tmp-1"]
    for name in kept + [".redit-tmp-1a"] { try scratch.write("left", to: name) }
    TemporaryFile.removeStale(in: scratch.folder.path)
    #expect(try scratch.names == (kept + held).sorted())
    try other.finish()
    #expect(try scratch.read("b.csv") == "b")
  }
}
