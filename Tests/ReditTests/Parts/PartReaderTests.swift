import Foundation
import GSL
import TestSupport
import Testing

@testable import redit

/// Parts that were damaged, cut, mixed or written by others: told, and never read as if they were whole.
struct PartReaderTests {
  private static let header = PartHeader(
    arguments: ["sweep", "--seed", "7"], inputs: ["p.csv": "00ff"], units: 12)

  /// A part of units 3 to 8 in the file.
  private func part(
    _ header: PartHeader = header, texts: [String] = ["[1,-0.0]", #"{"a":"\n"}"#, #""x""#]
  ) throws -> Data {
    let line = Data(try header.line().utf8)
    var (bytes, chain, unit) = (line + Data("\n".utf8), PartLine.Chain(header: line), 3)
    for (size, text) in zip([1, 4, 1], texts) {
      bytes += PartLine.piece(units: unit..<unit + size, payload: Data(text.utf8)).written(&chain)
      unit += size
    }
    return bytes + PartLine.end(3..<unit).written(&chain)
  }

  private func pieces(_ bytes: Data, in scratch: Scratch) throws -> [String] {
    let url = scratch.folder.appending(path: "a.part")
    // A file that is cut to nothing and filled again goes to the disk at once, a new one does not.
    try? FileManager.default.removeItem(at: url)
    try bytes.write(to: url)
    let reader = try PartReader(url.path)
    var found: [String] = []
    while let (units, payload) = try reader.next() {
      found.append("\(units) \(String(decoding: payload, as: UTF8.self))")
    }
    try reader.readToEnd()
    return found
  }

  @Test func `what was written is read`() throws {
    let scratch = try Scratch()
    #expect(
      try pieces(part(), in: scratch)
        == ["3..<4 [1,-0.0]", #"4..<8 {"a":"\n"}"#, #"8..<9 "x""#])
  }

  /// Seed 20261130, 10,000 mutations: bytes changed, inserted, left out, the end cut off, lines left out, twice,
  /// swapped, or taken from a part of another seed.
  @Test func `no mutation of a part is read`() throws {
    let scratch = try Scratch()
    var random = RandomStream(seed: 20_261_130)
    let whole = try part()
    var other = Self.header
    other.arguments = ["sweep", "--seed", "8"]
    let foreign = Self.lines(try part(other))
    var read = 0
    for number in 0..<10_000 {
      let mutated =
        number % 2 == 0
        ? Self.bytesMutated(whole, &random)
        : Self.linesMutated(Self.lines(whole), foreign, &random)
      guard mutated != whole else { continue }
      if (try? pieces(mutated, in: scratch)) != nil { read += 1 }
    }
    #expect(read == 0)
  }

  private static func lines(_ bytes: Data) -> [Data] {
    bytes.split(separator: 0x0A).map { Data($0) }
  }

  private static func bytesMutated(_ bytes: Data, _ random: inout RandomStream) -> Data {
    var bytes = bytes
    let place = random.index(below: bytes.count)
    switch random.index(below: 4) {
    case 0: bytes[place] ^= UInt8(1 << random.index(below: 8))
    case 1: bytes.remove(at: place)
    case 2: bytes.insert(UInt8(random.index(below: 256)), at: place)
    default: bytes = bytes.prefix(place)
    }
    return bytes
  }

  private static func linesMutated(
    _ lines: [Data], _ foreign: [Data], _ random: inout RandomStream
  ) -> Data {
    var lines = lines
    let (a, b) = (random.index(below: lines.count), random.index(below: lines.count))
    switch random.index(below: 4) {
    case 0: lines.remove(at: a)
    case 1: lines.insert(lines[a], at: b)
    case 2: lines.swapAt(a, b)
    default: lines[a] = foreign[a]
    }
    return Data(lines.joined(separator: [0x0A])) + Data([0x0A])
  }

  @Test func `a part of another format is refused by its number, whatever follows`() throws {
    let scratch = try Scratch()
    let text = String(decoding: try part(), as: UTF8.self)
    for (other, rest) in [("2", text), ("17", #"{"redit":"part","format":1,"future":[]}"#)] {
      let bytes = Data(rest.replacing(#""format":1"#, with: "\"format\":\(other)").utf8)
      let error = #expect(throws: FileError.self) { try pieces(bytes + [0x0A], in: scratch) }
      #expect(error?.description.contains("part format \(other), redit") ?? false)
    }
  }

  /// A line with a true fingerprint whose units are not those that follow is refused too.
  @Test func `pieces out of order are damage`() throws {
    let scratch = try Scratch()
    let line = Data(try Self.header.line().utf8)
    for wrong in [4..<5, 2..<3, 0..<4, 11..<13] {
      var chain = PartLine.Chain(header: line)
      var bytes = line + Data("\n".utf8)
      bytes += PartLine.piece(units: 2..<3, payload: Data("1".utf8)).written(&chain)
      bytes += PartLine.piece(units: wrong, payload: Data("1".utf8)).written(&chain)
      bytes += PartLine.end(2..<wrong.upperBound).written(&chain)
      #expect(throws: FileError.self) { try pieces(bytes, in: scratch) }
    }
  }
}
