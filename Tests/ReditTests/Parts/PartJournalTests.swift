import Foundation
import GSL
import TestSupport
import Testing

@testable import redit

/// Parts in the making: whatever a process was killed at, the next goes on from whole pieces only.
struct PartJournalTests {
  private static let header = PartHeader(arguments: ["verify"], inputs: [:], units: 6)

  /// Adds the pieces that are missing; what was kept, and all but the end of the part.
  private func filled(
    _ scratch: Scratch, from start: Data = Data(), _ header: PartHeader = header,
    force: Bool = false
  ) throws -> (kept: [Range<Int>], bytes: Data) {
    let url = scratch.folder.appending(path: "a.part.unfinished")
    // A new file: one that is cut to nothing and filled again goes to the disk at once.
    try? FileManager.default.removeItem(at: url)
    try start.write(to: url)
    var kept: [Range<Int>] = []
    let journal = try PartJournal(
      url.path, header, units: 1..<5, option: "--parts", force: force
    ) { units, payload in
      #expect(payload == Data("\(units.lowerBound)".utf8))
      kept.append(units)
    }
    for unit in journal.done.upperBound..<5 {
      try journal.add(unit..<unit + 1, Data("\(unit)".utf8))
    }
    let bytes = try Data(contentsOf: url)
    journal.remove()
    return (kept, bytes)
  }

  @Test func `a finished part gets its name, and what was kept goes`() throws {
    let scratch = try Scratch()
    let path = scratch.folder.appending(path: "a.part").path
    let journal = try PartJournal(
      path + PartJournal.ending, Self.header, units: 1..<5, option: "--parts", force: false
    ) { _, _ in }
    for unit in 1..<5 { try journal.add(unit..<unit + 1, Data("\(unit)".utf8)) }
    try journal.finish(as: path)
    #expect(try scratch.names == ["a.part"])
    let reader = try PartReader(path)
    try reader.readToEnd()
    #expect(reader.units == 1..<5 && reader.header == Self.header)
    // Killed between the end of the part and its name.
    let (kept, bytes) = try filled(scratch, from: Data(contentsOf: URL(filePath: path)))
    #expect(kept.count == 4)
    #expect(try bytes == filled(scratch).bytes)
  }

  /// Cut after every byte: no piece is lost that was whole, none is kept that was not.
  @Test func `a journal cut anywhere ends in the same bytes`() throws {
    let scratch = try Scratch()
    let whole = try filled(scratch).bytes
    let ends = whole.indices.filter { whole[$0] == 0x0A }.map { $0 + 1 }
    for length in 0...whole.count {
      let (kept, bytes) = try filled(scratch, from: whole.prefix(length))
      #expect(bytes == whole)
      // The first line is the header.
      #expect(kept.count == max(0, ends.count { $0 <= length } - 1))
    }
    #expect(try scratch.names.isEmpty)
  }

  /// Seed 20261130, 2,000 bytes changed behind the header: what is behind the change is done again.
  @Test func `a damaged journal ends in the same bytes`() throws {
    let scratch = try Scratch()
    let whole = try filled(scratch).bytes
    var random = RandomStream(seed: 20_261_130)
    let start = whole.firstIndex(of: 0x0A)! + 1
    for _ in 0..<2_000 {
      var bytes = whole
      bytes[start + random.index(below: whole.count - start)] ^= UInt8(1 + random.index(below: 255))
      #expect(try filled(scratch, from: bytes).bytes == whole)
    }
  }

  @Test func `of another run it is refused by what differs, unless forced`() throws {
    let scratch = try Scratch()
    var other = Self.header
    other.inputs = ["p.csv": "0"]
    let whole = try filled(scratch, from: Data(), other).bytes
    let error = #expect(throws: FileError.self) { try filled(scratch, from: whole) }
    #expect(error?.description.contains("p.csv") ?? false)
    #expect(error?.description.contains("--force") ?? false)
    #expect(try Data(contentsOf: scratch.folder.appending(path: "a.part.unfinished")) == whole)
    #expect(try filled(scratch, from: whole, force: true).kept.isEmpty)
  }

  @Test func `somebody else's file stays`() throws {
    let scratch = try Scratch()
    #expect(throws: FileError.self) { try filled(scratch, from: Data("mine\n".utf8)) }
    #expect(try scratch.read("a.part.unfinished") == "mine\n")
  }

  @Test func `two processes are not at work on one part`() throws {
    let scratch = try Scratch()
    let path = scratch.folder.appending(path: "a.part.unfinished").path
    let first = try PartJournal(
      path, Self.header, units: 1..<5, option: "--parts", force: false
    ) { _, _ in }
    #expect(PartJournal.isAtWork(path))
    let error = #expect(throws: FileError.self) {
      try PartJournal(path, Self.header, units: 1..<5, option: "--parts", force: true) { _, _ in }
    }
    #expect(error?.description.contains("another process is at work") ?? false)
    first.remove()
    #expect(!PartJournal.isAtWork(path))
  }
}
