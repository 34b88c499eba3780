import Analysis

/// The rows of the sweeps of a command from its pieces, given in order.
struct SweepWorkRows {
  private let work: SweepWork
  private var sums: SweepSums?
  /// Of each sweep whose units were all given.
  private(set) var rows: [[SweepRow]] = []

  init(_ work: SweepWork) { self.work = work }

  /// - Throws: `FileError` for a piece that is not of these units.
  mutating func add(_ units: Range<Int>, _ piece: PartialSums) throws {
    let spans = work.spans(of: units)
    guard spans.count == 1, spans[0].sweep == rows.count else {
      throw FileError("a piece of units \(PartFolder.words(units)) does not follow")
    }
    if sums == nil { sums = try SweepSums(work.sweeps[rows.count]) }
    try sums!.add(piece, units: spans[0].units)
    guard sums!.isComplete else { return }
    rows.append(try sums!.rows())
    sums = nil
  }
}
