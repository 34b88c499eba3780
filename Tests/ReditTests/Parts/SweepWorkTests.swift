import Foundation
import Testing

/// `redit sweep` in shards, put together: the bytes of one run.
struct SweepWorkTests {
  /// Two prompts of two group sizes: four units.
  private static let prompts =
    words(
      "sweep --pass-rate .1,.4 --group-size 2,4 --sigma .05,.5 --noise gaussian --noise laplace "
        + "--advantage standardized,mean --advantage batch-standardized --learning-rate .1 "
        + "--groups 3000 --seed 7")

  /// One prompt, whose batches are simulated: two units for each of four group sizes.
  private static let batches =
    words(
      "sweep --logits 0,1,-1 --rewards 0,.5,1 --group-size 2,3,4,5 --sigma .1 --noise uniform "
        + "--noise gaussian --advantage batch-standardized,standardized --batch-groups 4 "
        + "--groups 2000")

  private static func words(_ text: String) -> [String] {
    text.split(separator: " ").map(String.init)
  }

  private func run(_ arguments: [String], in scratch: Scratch, status: Int32 = 0) throws -> String {
    let result = try Tool.run(arguments, in: scratch.folder)
    #expect(result.status == status, "\(arguments): \(result.errors)")
    return result.errors
  }

  /// On one and two threads in turn.
  private func makeParts(
    _ command: [String], shards: Int, leavingOut: Int? = nil, in scratch: Scratch
  ) throws {
    for shard in (1...shards).reversed() where shard != leavingOut {
      let part = ["--shard", "\(shard)/\(shards)", "--parts", "parts"]
      _ = try run(command + part + ["--threads", "\(1 + shard % 2)"], in: scratch)
    }
  }

  @Test(arguments: [1, 2, 3, 4])
  func `shards put together are one run, figure and all`(shards: Int) throws {
    try check(Self.prompts, shards: shards)
  }

  @Test(arguments: [3, 7])
  func `batches are shards like others`(shards: Int) throws {
    try check(Self.batches, shards: shards)
  }

  private func check(_ command: [String], shards: Int) throws {
    let scratch = try Scratch()
    _ = try run(command + ["--out", "one.csv", "--plot", "one.svg"], in: scratch)
    try makeParts(command, shards: shards, in: scratch)
    _ = try run(["merge", "parts", "--out", "all.csv", "--plot", "all.svg"], in: scratch)
    #expect(try scratch.read("all.csv") == scratch.read("one.csv"))
    #expect(try scratch.read("all.svg") == scratch.read("one.svg"))
    _ = try run(["merge", "parts", "--out", "all.json"], in: scratch)
    _ = try run(command + ["--out", "one.json"], in: scratch)
    #expect(try scratch.read("all.json") == scratch.read("one.json"))
    // Its sidecar is that of a run in one piece.
    _ = try run(["repeat", "all.csv.meta.json", "--out", "again.csv"], in: scratch)
    #expect(try scratch.read("again.csv") == scratch.read("one.csv"))
    #expect(try !scratch.read("all.csv.meta.json").contains("parts"))
  }

  /// 20,000,000 groups are three lots of each prompt.
  @Test func `lots of one setting are put together`() throws {
    let command = Self.words(
      "sweep --pass-rate .2,.5 --group-size 2 --sigma .1 --advantage mean --groups 20000000")
    let scratch = try Scratch()
    _ = try run(command + ["--out", "one.csv"], in: scratch)
    try makeParts(command, shards: 4, in: scratch)
    let names = try FileManager.default.contentsOfDirectory(
      atPath: scratch.folder.appending(path: "parts").path)
    #expect(names.sorted() == (1...4).map { "\($0)-of-4.part" })
    _ = try run(["merge", "parts", "--out", "all.csv"], in: scratch)
    #expect(try scratch.read("all.csv") == scratch.read("one.csv"))
    // The last shard: the last two of the three lots of the second prompt, one line each.
    let lines = try scratch.read("parts/4-of-4.part").split(separator: "\n")
    #expect(lines.count == 1 + 2 + 1)
    #expect(lines[1].hasPrefix(#"{"units":[4,5],"piece":{"chunks":[256,512],"#))
    let whole = try Tool.run(command + ["--shards", "9"], in: scratch.folder)
    #expect(whole.output.hasPrefix("units: 6, each a lot of at most 8388608 groups of a prompt\n"))
  }

  @Test func `what was stopped goes on to the same bytes`() throws {
    let scratch = try Scratch()
    _ = try run(Self.prompts + ["--out", "one.csv"], in: scratch)
    _ = try run(Self.prompts + ["--resume", "--out", "two.csv"], in: scratch)
    #expect(try scratch.read("two.csv") == scratch.read("one.csv"))
    #expect(try !scratch.names.contains { $0.hasSuffix(".unfinished") })
    // As a process that was killed would leave it: the first of two shards, without its end.
    try makeParts(Self.prompts, shards: 2, leavingOut: 2, in: scratch)
    let part = try scratch.read("parts/1-of-2.part").split(separator: "\n").dropLast()
    try scratch.write(part.map { $0 + "\n" }.joined(), to: "two.csv.unfinished")
    _ = try run(Self.prompts + ["--resume", "--out", "two.csv"], in: scratch)
    #expect(try scratch.read("two.csv") == scratch.read("one.csv"))
  }

  @Test func `parts that are not all of one run are refused by name`() throws {
    let scratch = try Scratch()
    try makeParts(Self.prompts, shards: 4, leavingOut: 3, in: scratch)
    func refusal() throws -> String {
      let errors = try run(["merge", "parts", "--out", "all.csv"], in: scratch, status: 1)
      #expect(try !scratch.names.contains("all.csv"))
      return errors
    }
    #expect(try refusal().contains("unit 3 of 4 is missing; run shard 3 of 4: redit sweep"))
    _ = try run(
      Self.prompts.dropLast() + ["8", "--shard", "3/4", "--parts", "parts", "--force"], in: scratch)
    #expect(try refusal().contains("3-of-4.part is of another command"))
    _ = try run(
      Self.prompts + ["--shard", "3/4", "--parts", "parts", "--force"], in: scratch)
    let good = try scratch.read("parts/2-of-4.part")
    // One letter of the sums.
    let place = try #require(good.range(of: "\"numbers\":\"")).upperBound
    var changed = good
    changed.replaceSubrange(place...place, with: good[place] == "A" ? "B" : "A")
    try scratch.write(changed, to: "parts/2-of-4.part")
    #expect(try refusal().contains("2-of-4.part is damaged at line 1 or 2"))
    // The sums of one shard under the name of another.
    try scratch.write(try scratch.read("parts/1-of-4.part"), to: "parts/2-of-4.part")
    #expect(try refusal().contains("unit 2 of 4 is missing"))
    try scratch.write(good, to: "parts/2-of-4.part")
    _ = try run(["merge", "parts", "--out", "all.csv"], in: scratch)
  }

  @Test(arguments: [
    (["--precision", "1e-2"], "--precision 0.01 decides as it goes how many groups it takes"),
    (["--method", "stratified"], "--method stratified cannot be cut, plain can"),
    (["--groups", "0"], "--groups 0 simulates nothing that could be cut"),
  ])
  func `what cannot be cut is refused`(options: [String], reason: String) throws {
    let scratch = try Scratch()
    for part in [["--shard", "1/2", "--parts", "parts"], ["--shards", "2"], ["--resume"]] {
      let out = part == ["--resume"] ? ["--out", "a.csv"] : []
      let errors = try run(["sweep"] + options + part + out, in: scratch, status: 64)
      #expect(errors.hasPrefix("redit: \(part[0]): \(reason)"), "\(errors)")
      #expect(errors.split(separator: "\n").count == 1)
    }
    #expect(try scratch.names.isEmpty)
  }
}
