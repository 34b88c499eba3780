import ArgumentParser
import Platform

/// How a long command is cut into parts, and what is kept of it while it is at work.
struct PartOptions: ParsableArguments {
  @OptionGroup var shards: ShardOptions

  @Flag(help: "Keep what is done beside --out, and go on from it where it is there.")
  var resume = false

  /// What a command has to do when its units are there.
  struct Finished {
    fileprivate let journal: PartJournal?

    /// Removes what was kept on the way, when the output has its name.
    func close() {
      guard let journal else { return }
      Interruption.keep(nil)
      journal.remove()
    }
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
    switch try shards.run(work, label: label, force: force, take: take) {
    case .replaced: return nil
    case .merged: return Finished(journal: nil)
    case .notAsked: break
    }
    let all = 0..<work.unitCount
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

  /// The option that was given; nil for none.
  var typed: String? { shards.typed ?? (resume ? "--resume" : nil) }

  /// Whether the work of this command is cut into units, or put together of them.
  var isAsked: Bool { typed != nil || CurrentRun.mergedFolder != nil }

  /// Whether this command writes a part, or says what parts there would be, in place of its output.
  var replacesOutput: Bool { shards.replacesOutput }

  /// Refuses what does not go together.
  func check(out: String?) throws {
    try shards.check()
    guard resume else { return }
    guard let out, case .file = try OutputTarget(out, option: "--out") else {
      throw UsageError("--resume needs a file as --out")
    }
  }
}
