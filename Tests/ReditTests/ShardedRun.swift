import Foundation
import Testing

@testable import redit

/// A command cut into shards in a folder of its own, and what its parts are merged to.
struct ShardedRun {
  let command: [String]
  let scratch: Scratch

  init(_ command: String) throws {
    self.command = command.split(separator: " ").map(String.init)
    scratch = try Scratch()
  }

  /// Parts of so many shards in a folder, on one thread and two by turns.
  func makeParts(_ shards: Int, in folder: String) throws {
    for number in 1...shards {
      let result = try Tool.run(
        command + [
          "--shard", "\(number)/\(shards)", "--parts", folder, "--threads", "\(1 + number % 2)",
        ], in: scratch.folder)
      try #require(result.status == 0, "\(result.errors)")
    }
  }

  func merged(_ folder: String, _ format: String) throws -> Tool.Result {
    try Tool.run(["merge", folder, "--format", format], in: scratch.folder)
  }

  func whole(_ format: String) throws -> String {
    let result = try Tool.run(command + ["--format", format], in: scratch.folder)
    try #require(result.status == 0, "\(result.errors)")
    return result.output
  }

  /// One, two, three and five shards merge to the bytes of one process, as often as there are units.
  func expectSameBytes(_ formats: [String]) throws {
    let whole = try formats.map { try self.whole($0) }
    for shards in [1, 2, 3, 5] where try shards <= units {
      try makeParts(shards, in: "of\(shards)")
      for (format, text) in zip(formats, whole) {
        let merged = try merged("of\(shards)", format)
        #expect(merged.status == 0 && merged.errors.isEmpty, "\(merged.errors)")
        #expect(merged.output == text, "\(shards) shards, \(format)")
      }
    }
  }

  /// How many units the command says that it has.
  var units: Int {
    get throws {
      let result = try Tool.run(command + ["--shards", "1"], in: scratch.folder)
      let number = result.output.dropFirst("units: ".count).prefix { $0.isNumber }
      return try #require(Int(number), "\(result)")
    }
  }

  /// The one part of a folder, and what is in it.
  func pieces(_ folder: String = "of1") throws -> [PartLine.Kept] {
    let reader = try PartReader(scratch.folder.appending(path: "\(folder)/1-of-1.part").path)
    var found: [PartLine.Kept] = []
    while let (units, payload) = try reader.next() { found.append((units, payload)) }
    return found
  }

  /// Writes a part with other pieces under fingerprints that are right; without its end where it is kept by a
  /// process that was killed.
  func forge(_ pieces: [PartLine.Kept], as name: String, isWhole: Bool = true) throws {
    let path = scratch.folder.appending(path: "of1/1-of-1.part").path
    let line = Data(try PartReader(path).header.line().utf8)
    var chain = PartLine.Chain(header: line)
    var text = line + Data("\n".utf8)
    for (units, payload) in pieces {
      text += PartLine.piece(units: units, payload: payload).written(&chain)
    }
    if isWhole {
      text += PartLine.end(0..<(pieces.last?.units.upperBound ?? 0)).written(&chain)
    } else {
      text += Data(#"{"units":[\#(pieces.count),"#.utf8)
    }
    let target = scratch.folder.appending(path: name)
    try FileManager.default.createDirectory(
      at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
    try text.write(to: target)
  }

  /// The planted errors: pieces that changed places under right fingerprints are seen in the bytes, lines that
  /// changed places are refused, and so is one that is left out.
  func expectErrorsSeen(_ format: String) throws {
    try makeParts(1, in: "of1")
    let (whole, pieces) = (try whole(format), try pieces())
    try #require(pieces.count > 1 && pieces[0].payload != pieces[1].payload)
    try forge(pieces, as: "same/1-of-1.part")
    #expect(try merged("same", format).output == whole)
    var other = pieces
    (other[0].payload, other[1].payload) = (pieces[1].payload, pieces[0].payload)
    try forge(other, as: "swapped/1-of-1.part")
    let swapped = try merged("swapped", format)
    #expect(swapped.status == 0 && swapped.output != whole, "\(swapped.errors)")
    var lines = try scratch.read("of1/1-of-1.part").split(separator: "\n")
    lines.swapAt(1, 2)
    try scratch.write(lines.joined(separator: "\n") + "\n", to: "of1/1-of-1.part")
    let moved = try merged("of1", format)
    #expect(moved.status == 1 && moved.errors.contains("damaged at line 1 or 2"), "\(moved.errors)")
    lines.remove(at: 1)
    try scratch.write(lines.joined(separator: "\n") + "\n", to: "of1/1-of-1.part")
    #expect(try merged("of1", format).status == 1)
  }

  /// A piece with less in it than its units have is refused, whatever its fingerprint says.
  func expectRefused(_ payload: String) throws {
    try makeParts(1, in: "of1")
    var pieces = try pieces()
    pieces[pieces.count - 1].payload = Data(payload.utf8)
    try forge(pieces, as: "less/1-of-1.part")
    let result = try merged("less", "csv")
    #expect(result.status == 1 && result.output.isEmpty && result.errors.contains("piece"))
    #expect(result.errors.count { $0 == "\n" } == 1, "\(result.errors)")
  }

  /// After a kill with k units kept, the same command with --resume gives the bytes of one run, from what was
  /// kept: another piece in the place of the first is seen in the bytes.
  func expectGoesOn(_ format: String, kept k: Int) throws {
    try makeParts(1, in: "of1")
    let (whole, pieces) = (try whole(format), try pieces())
    try #require(k < pieces.count)
    let name = "out.\(format)"
    var first = pieces.prefix(k)
    for isPlanted in [false, true] {
      if isPlanted { first[0].payload = pieces[pieces.count - 2].payload }
      try forge(Array(first), as: name + ".unfinished", isWhole: false)
      let result = try Tool.run(
        command + ["--out", name, "--resume", "--threads", "2"], in: scratch.folder)
      #expect(result.status == 0, "\(result.errors)")
      #expect(try (scratch.read(name) == whole) == !isPlanted)
      #expect(try !scratch.names.contains(name + ".unfinished"))
    }
  }
}

extension PartLine {
  /// A piece as it stands in a part.
  typealias Kept = (units: Range<Int>, payload: Data)
}
