import ArgumentParser
import Platform

/// How a long command is cut into parts, and what is kept of it while it is at work.
struct PartOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Do the K-th of N shares only and leave a part in --parts; 'redit merge' puts parts together.",
      valueName: "K/N"), transform: Self.shard)
  var shard: Shard?

  @Option(
    help: ArgumentHelp("Folder for the part of --shard, made if missing.", valueName: "dir"),
    completion: .directory)
  var parts: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Say what N shards would have to do, and do nothing.", valueName: "N"))
  var shards: Int?

  @Flag(help: "Keep what is done beside --out, and go on from it where it is there.")
  var resume = false

  private static func shard(_ text: String) throws -> Shard {
    guard let shard = Shard(text) else {
      throw UsageError("K/N with K from 1 to N, N at most \(Shard.most), such as 3/64")
    }
    return shard
  }

  /// What a command has to do when its units are there.
  struct Finished {
    fileprivate let journal: PartJournal?

    /// Removes what was kept on the way, when the output has its name.
    func close() { journal?.remove() }
  }

  /// Has the units of a command done, or finds them done.
  ///
  /// - Parameters:
  ///   - work: all units of the command.
  ///   - label: of the line of progress.
  ///   - out: the path of the output, if any.
  ///   - force: begins anew where something of another run is in the way.
  ///   - take: given every piece in order, wherever it comes from.
  /// - Returns: nil where there is nothing to write, because a part was made or a plan shown.
  func run<Work: UnitWork>(
    _ work: Work, label: String, out: String?, force: Bool,
    take: (Range<Int>, Work.Piece) throws -> Void
  ) throws -> Finished? {
    try check(out: out)
    let all = 0..<work.unitCount
    if let folder = CurrentRun.mergedFolder {
      try merge(folder, work, take)
      return Finished(journal: nil)
    }
    if let shards {
      try StandardOutput.write(try ShardText(work, shards: shards).text)
      return nil
    }
    if let shard, let parts {
      try ShardRun(shard, folder: parts, force: force).run(work, label: label)
      return nil
    }
    var progress = ProgressLine(label)
    defer { progress.finish() }
    guard resume, let out else {
      try work.perform(all, progress: { progress.update($0) }, take: take)
      return Finished(journal: nil)
    }
    let journal = try KeptUnits(
      path: out + PartJournal.ending, units: all, option: "--resume", force: force
    ).run(work, progress: { progress.update($0) }, take: take)
    return Finished(journal: journal)
  }

  private func merge<Work: UnitWork>(
    _ folder: String, _ work: Work, _ take: (Range<Int>, Work.Piece) throws -> Void
  ) throws {
    let found = try PartFolder(folder)
    if let difference = PartHeader(units: work.unitCount).difference(found.header) {
      throw FileError("\(folder): its parts are \(difference)")
    }
    var progress = ProgressLine("merging")
    defer { progress.finish() }
    try found.forEachPiece { units, payload in
      try take(units, try PieceText.piece(payload, of: folder))
      progress.update(Double(units.upperBound) / Double(work.unitCount))
    }
  }

  /// The option that was given; nil for none.
  var typed: String? {
    if shard != nil { return "--shard" }
    if shards != nil { return "--shards" }
    if parts != nil { return "--parts" }
    return resume ? "--resume" : nil
  }

  /// Whether this command writes a part, or says what parts there would be, in place of its output.
  var replacesOutput: Bool { shard != nil || shards != nil }

  private func check(out: String?) throws {
    let refusals = Refusals()
    if let shards {
      guard 1...Shard.most ~= shards else {
        throw UsageError("--shards: 1 to \(Shard.most), got \(shards)")
      }
      try refusals.refuse(
        "--shard", "--parts", "--resume", because: "--shards only says what there is to do")
    }
    if shard != nil, parts == nil { throw UsageError("--shard: name a folder with --parts") }
    if shard == nil, parts != nil { throw UsageError("--parts: no effect without --shard K/N") }
    if replacesOutput {
      try refusals.refuse(
        "--out", "--plot", "--page", "--format", "--wide", "--details",
        because: "\(shard == nil ? "--shards" : "--shard") writes no output ('redit merge' has it)")
    }
    if shard != nil {
      try refusals.refuse("--resume", because: "a part always goes on where it was stopped")
    }
    guard resume else { return }
    guard let out, case .file = try OutputTarget(out, option: "--out") else {
      throw UsageError("--resume needs a file as --out")
    }
  }
}
