/// The rows of a sweep from what its units come to, given in order; one in memory at a time.
///
/// Sums of several units may come as one, where they are a node of the tree they are added up in: the bits are the same.
package struct SweepSums {
  private let units: SweepUnits
  private let exact: [[ExactMoments]]
  private var simulated: [SimulatedPrompt] = []
  private var batches: [Estimate?]?
  private var merger: SumMerger
  private var end = 0

  /// Works out the exact laws.
  package init(_ units: SweepUnits) throws {
    self.units = units
    exact = try units.sweep.exactMoments(threads: units.sampling.threads)
    merger = units.simulation.merger(prompt: 0)
  }

  /// Whether all units were added.
  package var isComplete: Bool { end == units.count }

  /// Adds what follows on all that was added.
  ///
  /// - Throws: `AnalysisError` where it does not, or is not of these units.
  package mutating func add(_ sums: PartialSums, units added: Range<Int>) throws {
    guard added.lowerBound == end, !added.isEmpty, added.upperBound <= units.count else {
      throw AnalysisError(
        "units \(added.lowerBound + 1)...\(added.upperBound) do not follow on \(end)")
    }
    let segment = units.segment(of: end)
    try units.check(sums, of: added, in: segment)
    try merger.add(sums)
    end = added.upperBound
    guard merger.isComplete else { return }
    let prompts = units.simulation.set.problems.count
    if segment < prompts {
      simulated.append(try units.simulation.found(merger.finish(), prompt: segment))
    } else {
      batches = try units.batches?.found(merger.finish())
    }
    if segment + 1 < prompts {
      merger = units.simulation.merger(prompt: segment + 1)
    } else if segment < prompts, let batches = units.batches {
      merger = batches.merger
    }
  }

  /// The rows of the sweep.
  ///
  /// - Throws: `AnalysisError` where units are missing.
  package func rows() throws -> [SweepRow] {
    guard isComplete else {
      throw AnalysisError("units \(end + 1)...\(units.count) of a sweep are missing")
    }
    return try units.sweep.rows(
      units.sampling, exact: exact, simulated: simulated, of: units.simulation.set,
      batches: try units.sweep.batchSquares(simulated: batches))
  }
}
