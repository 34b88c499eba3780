import Platform

/// Units that are kept in a journal as they are done, so that a process that is killed loses the one at work.
struct KeptUnits {
  /// Of the journal.
  let path: String
  let units: Range<Int>
  /// That named the file.
  let option: String
  let force: Bool

  /// Hands over what was kept, then does the rest and keeps it.
  ///
  /// - Returns: the journal, with every unit in it.
  func run<Work: UnitWork>(
    _ work: Work, progress: (Double) -> Void, take: (Range<Int>, Work.Piece) throws -> Void
  ) throws -> PartJournal {
    let path = path
    let journal = try PartJournal(
      path, PartHeader(units: work.unitCount), units: units, option: option, force: force
    ) { try take($0, PieceText.piece($1, of: path)) }
    Interruption.keep { "stopped; \(path) has what was done, the same command goes on from there" }
    let begun = journal.done.count
    let rest = journal.done.upperBound..<units.upperBound
    try work.perform(
      rest,
      progress: { progress((Double(begun) + $0 * Double(rest.count)) / Double(units.count)) },
      take: { found, piece in
        try journal.add(found, PieceText.data(piece))
        try take(found, piece)
      })
    return journal
  }
}
