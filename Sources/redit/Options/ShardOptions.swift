import ArgumentParser
import Platform

/// How a long command is cut into parts.
struct ShardOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Do the K-th of N shares only and leave a part in --parts; 'redit merge' puts parts together.",
      valueName: "K/N"), transform: Self.shard)
  var shard: Shard?

  @Option(
    help: ArgumentHelp(
      "Folder for the part of --shard, made if missing; --shards looks whether its parts are of this run.",
      valueName: "dir"),
    completion: .directory)
  var parts: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Say what N shards would have to do, and do nothing.", valueName: "N"))
  var shards: Int?

  private static func shard(_ text: String) throws -> Shard {
    guard let shard = Shard(text) else {
      throw UsageError("K/N with K from 1 to N, N at most \(Shard.most), such as 3/64")
    }
    return shard
  }

  /// What became of the units of a command.
  enum Outcome {
    /// Nothing: they are to be done here, all of them.
    case notAsked
    /// Their pieces were read from the parts of shards.
    case merged
    /// A part was made or a plan shown, in place of the output.
    case replaced
  }

  /// Does a share of the units, finds all of them done, or leaves them to the caller.
  ///
  /// - Parameters:
  ///   - work: all units of the command.
  ///   - label: of the line of progress.
  ///   - force: begins anew where something of another run is in the way.
  ///   - take: given every piece in order where parts are merged.
  func run<Work: UnitWork>(
    _ work: Work, label: String, force: Bool, take: (Range<Int>, Work.Piece) throws -> Void
  ) throws -> Outcome {
    try check()
    if let folder = CurrentRun.mergedFolder {
      try merge(folder, work, take)
      return .merged
    }
    if let shards {
      if let parts {
        try PartFolder.refuseStrangers(
          in: parts, to: PartHeader(units: work.unitCount), shardCount: min(shards, work.unitCount),
          remedy: "")
      }
      try StandardOutput.write(try ShardText(work, shards: shards, folder: parts ?? "parts").text)
      return .replaced
    }
    if let shard, let parts {
      try ShardRun(shard, folder: parts, force: force).run(work, label: label)
      return .replaced
    }
    return .notAsked
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
    return parts == nil ? nil : "--parts"
  }

  /// Whether this command writes a part, or says what parts there would be, in place of its output.
  var replacesOutput: Bool { shard != nil || shards != nil }

  /// Refuses what does not go together.
  func check() throws {
    let refusals = Refusals()
    if let shards {
      guard 1...Shard.most ~= shards else {
        throw UsageError("--shards: 1 to \(Shard.most), got \(shards)")
      }
      try refusals.refuse("--shard", "--resume", because: "--shards only says what there is to do")
    }
    if shard != nil, parts == nil { throw UsageError("--shard: name a folder with --parts") }
    if shard == nil, shards == nil, parts != nil {
      throw UsageError("--parts: no effect without --shard K/N")
    }
    if replacesOutput {
      try refusals.refuse(
        "--out", "--plot", "--page", "--format", "--table", "--wide", "--details",
        because: "\(shard == nil ? "--shards" : "--shard") writes no output ('redit merge' has it)")
    }
    if shard != nil {
      try refusals.refuse("--resume", because: "a part always goes on where it was stopped")
    }
  }
}
