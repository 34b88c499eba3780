/// The rows of a sweep without a simulation, made as they are asked for: of equal prompts once, of others anew, so
/// that a hundred thousand prompts do not stand in memory together.
public struct ExactRows: Sendable {
  private let builder: RowBuilder
  private let set: ProblemSet
  /// Those of the first prompt.
  private let first: [SweepRow]

  /// Works out the exact laws.
  ///
  /// - Parameter sampling: of no groups; what rows say of it, and how many threads work at once.
  /// - Throws: as the settings of the sweep.
  public init(_ sweep: Sweep, _ sampling: Sampling) throws {
    precondition(sampling.groups == 0, "exact rows have no simulation")
    set = sweep.set
    builder = try RowBuilder(
      set: sweep.set, settings: try sweep.settings(),
      sampling: sampling, exact: try sweep.exactMoments(threads: sampling.threads), simulated: nil,
      batches: try sweep.batchSquares(), learningRate: sweep.learningRate)
    first = builder.rows(0)
  }

  /// How many rows there are: for each prompt, then, for a set of several, for the set.
  public var count: Int {
    builder.settings.count * (set.problems.count + (set.problems.count > 1 ? 1 : 0))
  }

  /// Rows that have an improvement, or of a batch, where any row has one: those of the first prompt, or with a
  /// learning rate of every prompt that differs from those before.
  public func forEachKind(_ body: (SweepRow) throws -> Void) rethrows {
    try first.forEach(body)
    guard builder.learningRate != nil else { return }
    for prompt in builder.firsts.dropFirst() { try builder.rows(prompt).forEach(body) }
  }

  /// Every row, in the order of ``Sweep/run(_:progress:)``.
  public func forEach(_ body: (SweepRow) throws -> Void) rethrows {
    // Rows of a prompt that is met once are not kept.
    var known = [0: first]
    for (prompt, place) in set.places.enumerated() {
      let rows = known[place] ?? builder.rows(builder.firsts[place])
      if builder.counts[place] > 1 { known[place] = rows }
      let name = set.problems[prompt].name
      for row in rows { try body(row.renamed(name)) }
    }
    guard set.problems.count > 1 else { return }
    for setting in builder.settings.indices { try body(builder.setRow(setting)) }
  }
}
