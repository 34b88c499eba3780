import GRPO

/// The rows of a sweep without a simulation, made as they are asked for: of equal prompts once, of others anew, so
/// that a hundred thousand prompts do not stand in memory together.
public struct ExactRows: Sendable {
  private let builder: RowBuilder
  private let set: ProblemSet
  /// Those of the sweep, as they were asked for.
  package let settings: [Setting]

  /// Works out the exact laws.
  ///
  /// - Parameter sampling: of no groups; what rows say of it, and how many threads work at once.
  /// - Throws: as the settings of the sweep.
  public init(_ sweep: Sweep, _ sampling: Sampling) throws {
    precondition(sampling.groups == 0, "exact rows have no simulation")
    set = sweep.set
    // Made once: ten thousand take milliseconds.
    settings = try sweep.settings()
    let sharesBatches = settings.contains { $0.advantage.kind == .batchStandardized }
    builder = try RowBuilder(
      set: set, settings: settings, sampling: sampling,
      exact: try ExactLaw.moments(
        set, settings: settings, threads: sampling.threads,
        withCurvature: sweep.learningRate != nil),
      simulated: nil,
      batches: sharesBatches ? try sweep.batchSquares() : settings.map { _ in nil },
      learningRate: sweep.learningRate)
  }

  /// How many rows there are: for each prompt, then, for a set of several, for the set.
  public var count: Int {
    builder.settings.count * (set.problems.count + (set.problems.count > 1 ? 1 : 0))
  }

  /// Rows that have an improvement, or of a batch, where any row has one: with a learning rate those of every prompt
  /// that differs from those before, else one of the first prompt for each advantage.
  public func forEachKind(_ body: (SweepRow) throws -> Void) rethrows {
    guard builder.learningRate == nil else {
      for prompt in builder.firsts { try builder.rows(prompt).forEach(body) }
      return
    }
    for (s, setting) in builder.settings.enumerated()
    where s == 0 || setting.advantage != builder.settings[s - 1].advantage {
      try body(builder.row(0, s))
    }
  }

  /// Every row, in the order of ``Sweep/run(_:progress:)``.
  public func forEach(_ body: (SweepRow) throws -> Void) rethrows {
    var known: [Int: [SweepRow]] = [:]
    for (prompt, place) in set.places.enumerated() {
      if builder.counts[place] == 1 {
        // Met once, they are not kept.
        for setting in builder.settings.indices { try body(builder.row(prompt, setting)) }
        continue
      }
      let rows = known[place] ?? builder.rows(builder.firsts[place])
      known[place] = rows
      let name = set.problems[prompt].name
      for row in rows { try body(row.renamed(name)) }
    }
    guard set.problems.count > 1 else { return }
    for setting in builder.settings.indices { try body(builder.setRow(setting)) }
  }
}
