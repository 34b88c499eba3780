import Foundation
import Platform
import TestSupport
import Testing
import Training

@testable import redit

/// Unfinished runs of `redit train`: kept, refused when damaged or of other inputs, never lost.
struct CheckpointTests {
  static let base = "train --prompts p.csv --steps 20 --sigma 0.1 --runs 2 --out o.csv"
    .split(separator: " ").map(String.init)

  /// A folder with prompts and a run that stands at step 10.
  private func begun() throws -> Scratch {
    let scratch = try Scratch()
    try scratch.write("prompt,pass_rate\na,0.5\nb,0.2\n", to: "p.csv")
    let result = try Tool.run(Self.base + ["--until", "10"], in: scratch.folder)
    try #require(result.status == 0, "\(result.errors)")
    return scratch
  }

  @Test func `a run that waits is not begun anew unasked`() throws {
    let scratch = try begun()
    let kept = try scratch.read("o.csv.checkpoint")
    let refused = try Tool.run(Self.base, in: scratch.folder)
    #expect(refused.status == 1 && refused.errors.contains("--resume"), "\(refused.errors)")
    #expect(try scratch.read("o.csv.checkpoint") == kept)
    #expect(try Tool.run(Self.base + ["--force"], in: scratch.folder).status == 0)
    #expect(try scratch.names == ["o.csv", "o.csv.meta.json", "p.csv"])
  }

  @Test func `somebody else's file or folder of that name stays`() throws {
    let scratch = try Scratch()
    try scratch.write("prompt,pass_rate\na,0.5\n", to: "p.csv")
    try scratch.write("mine", to: "o.csv.checkpoint")
    #expect(try Tool.run(Self.base, in: scratch.folder).status == 1)
    #expect(try scratch.read("o.csv.checkpoint") == "mine")
    try FileManager.default.removeItem(at: scratch.folder.appending(path: "o.csv.checkpoint"))
    try FileManager.default.createDirectory(
      at: scratch.folder.appending(path: "o.csv.checkpoint"), withIntermediateDirectories: false)
    try scratch.write("mine", to: "o.csv.checkpoint/a")
    for more in [[], ["--force"], ["--resume"]] {
      let result = try Tool.run(Self.base + more, in: scratch.folder)
      #expect(result.status == 1 && result.errors.count { $0 == "\n" } == 1)
      #expect(try scratch.read("o.csv.checkpoint/a") == "mine")
    }
  }

  @Test(arguments: ["a,0.5\nb,0.3\n", "a,0.5\nb,0.2\nc,0.1\n", "a,0.5\n"])
  func `other prompts than before are refused by name`(prompts: String) throws {
    let scratch = try begun()
    try scratch.write("prompt,pass_rate\n" + prompts, to: "p.csv")
    let result = try Tool.run(Self.base + ["--resume"], in: scratch.folder)
    #expect(result.status == 1 && result.errors.contains("p.csv has changed"), "\(result.errors)")
    #expect(try scratch.names == ["o.csv.checkpoint", "p.csv"])
  }

  /// Last digits would be of two kinds: a checkpoint of another arithmetic is refused, and one of an older version,
  /// which has none, is of that version.
  @Test func `a checkpoint of another arithmetic or version is refused`() throws {
    let scratch = try begun()
    let kept = try scratch.read("o.csv.checkpoint").split(separator: "\n")[1]
    let own = #""arithmetic":"\#(Arithmetic.fingerprint)","#
    let version = #""version":"\#(Version.current)""#
    try #require(kept.contains(own) && kept.contains(version))
    let cases = [
      (kept.replacing(own, with: own.replacing(Arithmetic.fingerprint, with: "0123")), "0123"),
      (kept.replacing(own, with: ""), "arithmetic unknown"),
      (kept.replacing(own, with: "").replacing(version, with: #""version":"0.1""#), "version 0.1"),
    ]
    for (body, words) in cases {
      let hash = fingerprint(Data(body.utf8))
      try scratch.write("redit checkpoint \(hash)\n\(body)", to: "o.csv.checkpoint")
      let result = try Tool.run(Self.base + ["--resume"], in: scratch.folder)
      #expect(result.status == 1 && result.errors.contains(words), "\(result.errors)")
      #expect(result.errors.count { $0 == "\n" } == 1)
      #expect(try scratch.names == ["o.csv.checkpoint", "p.csv"])
    }
  }

  /// Seed 20261128, 2,000 mutations: each is refused, whatever it would change.
  @Test func `no mutation of a checkpoint is read`() throws {
    let scratch = try begun()
    let path = scratch.folder.appending(path: "o.csv.checkpoint").path
    let kept = Data(try scratch.read("o.csv.checkpoint").utf8)
    let prompts = fingerprint(Data(try scratch.read("p.csv").utf8))
    let checkpoint = Checkpoint(
      path: path, arguments: RepeatableArguments.of(Self.base, format: "csv"),
      inputs: ["p.csv": prompts], size: [2, 12])
    #expect(try checkpoint.read()?.map(\.stepsTaken) == [10, 10])
    var random = SplitMix(seed: 20_261_128)
    for index in 0..<2000 {
      let data = Self.mutated(kept, &random)
      if data == kept { continue }
      try data.write(to: URL(filePath: path))
      #expect(throws: FileError.self, "\(index)") { try checkpoint.read() }
    }
  }

  /// The same from the outside: `REDIT_MUTATIONS` (default 24) of the checkpoint and as many of the
  /// prompts are refused in one line.
  @Test func `no mutation of a checkpoint or of its prompts passes unseen`() throws {
    let count = ProcessInfo.processInfo.environment["REDIT_MUTATIONS"].flatMap(Int.init) ?? 24
    let scratch = try begun()
    let names = ["o.csv.checkpoint", "p.csv"]
    let kept = try names.map { Data(try scratch.read($0).utf8) }
    var random = SplitMix(seed: 1_300)
    for index in 0..<2 * count {
      var files = kept
      files[index % 2] = Self.mutated(kept[index % 2], &random)
      if files == kept { continue }
      for (name, data) in zip(names, files) {
        try data.write(to: scratch.folder.appending(path: name))
      }
      let result = try Tool.run(Self.base + ["--resume"], in: scratch.folder)
      #expect(result.status == 1 && result.output.isEmpty, "\(index): \(result)")
      // Beside what is said of a table that lost a rate.
      let errors = result.errors.split(separator: "\n").filter { !$0.contains("are left out") }
      #expect(errors.count == 1, "\(index): \(result)")
      #expect(try scratch.names == names)
    }
  }

  /// A byte changed, a bit turned, a piece cut out, doubled or moved, an end cut off, digits swapped.
  private static func mutated(_ data: Data, _ random: inout SplitMix) -> Data {
    var bytes = [UInt8](data)
    let (a, b) = (
      Int.random(in: bytes.indices, using: &random), Int.random(in: bytes.indices, using: &random)
    )
    let (low, high) = (min(a, b), min(max(a, b), min(a, b) + 40))
    switch Int.random(in: 0..<7, using: &random) {
    case 0: bytes[a] = .random(in: 0...255, using: &random)
    case 1: bytes[a] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 2: bytes.removeSubrange(low..<high)
    case 3: bytes.insert(contentsOf: bytes[low..<high], at: a)
    case 4: bytes.removeSubrange(a...)
    case 5: bytes.swapAt(a, b)
    default:
      let digits = bytes.indices.filter { UInt8(ascii: "0")...UInt8(ascii: "9") ~= bytes[$0] }
      guard let digit = digits.dropFirst(a % max(1, digits.count)).first else { return data }
      bytes[digit] = UInt8(ascii: "0") + (bytes[digit] - UInt8(ascii: "0") + 1) % 10
    }
    return Data(bytes)
  }
}
