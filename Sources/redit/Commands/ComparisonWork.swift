import Analysis
import Platform
import Training

/// The runs of a comparison in blocks: those of the first family of recipes, then those of the next.
struct ComparisonWork: UnitWork {
  let task: AnyTrainingTask
  /// Of each the recipe without noise, then those with it.
  let families: [[Recipe]]
  let plan: RunPlan
  /// Of each recipe.
  let runs: Int
  let sampling: Sampling

  /// What the runs of a block came to, by recipe.
  typealias Piece = [PackedRows<RunSummary>]

  /// Of each recipe in a unit: few enough to lose to a kill.
  static let runsPerUnit = 16

  private var blocks: RunBlocks { RunBlocks(runs: runs, size: Self.runsPerUnit) }

  var unitCount: Int { families.count * blocks.count }

  var unitName: String { "block of \(Self.runsPerUnit) runs of an advantage" }

  func perform(
    _ units: Range<Int>, progress: (Double) -> Void, take: (Range<Int>, Piece) throws -> Void
  ) throws {
    for family in families.indices {
      let first = family * blocks.count
      let own = units.clamped(to: first..<first + blocks.count)
      if own.isEmpty { continue }
      try perform(
        own.lowerBound - first..<own.upperBound - first, of: families[family],
        progress: {
          let done = Double(own.lowerBound - units.lowerBound) + $0 * Double(own.count)
          progress(done / Double(units.count))
        },
        take: { try take(first + $0..<first + $0 + 1, $1) })
    }
  }

  /// Threads take runs of all blocks alike; a block is handed over when its last run is there.
  private func perform(
    _ range: Range<Int>, of recipes: [Recipe], progress: (Double) -> Void,
    take: (Int, Piece) throws -> Void
  ) throws {
    var found: [[RunSummary]] = []
    var block = range.lowerBound
    try task.forEachWave(
      of: recipes, plan: plan, runs: blocks[range], sampling, progress: progress
    ) { wave in
      found += wave
      while block < range.upperBound, found.count >= blocks[block].count {
        let own = found.prefix(blocks[block].count)
        try take(block, recipes.indices.map { recipe in PackedRows(own.map { $0[recipe] }) })
        found.removeFirst(own.count)
        block += 1
      }
    }
  }

  /// What every run came to, of the pieces taken so far.
  struct Collection {
    /// By family, recipe and run.
    private(set) var summaries: [[[RunSummary]]]
    private let blocks: RunBlocks

    init(_ work: ComparisonWork) {
      summaries = work.families.map { Array(repeating: [], count: $0.count) }
      blocks = work.blocks
    }

    /// - Throws: `FileError` for a piece of other recipes or runs.
    mutating func take(_ units: Range<Int>, _ piece: Piece) throws {
      let (family, block) = units.lowerBound.quotientAndRemainder(dividingBy: blocks.count)
      guard units.count == 1, piece.count == summaries[family].count,
        piece.allSatisfy({ $0.rows.count == blocks[block].count })
      else { throw FileError("a piece is of other runs than its part says") }
      for (recipe, runs) in piece.enumerated() { summaries[family][recipe] += runs.rows }
    }
  }

  func estimatedSeconds() throws -> Double? {
    let ends = Set([0, families.count - 1])
    let each = try ends.reduce(0) {
      try $0 + families[$1].secondsPerRun(of: task, plan, sampling)
    }
    return each / Double(ends.count) * Double(runs) * Double(families.count)
  }
}

extension [Recipe] {
  /// What one run of each of these recipes takes when many are made on all threads, by a short trial.
  func secondsPerRun(
    of task: AnyTrainingTask, _ plan: RunPlan, _ sampling: Sampling
  ) throws -> Double {
    let (steps, threads) = (Double(plan.steps), Double(sampling.threads))
    let each = try ShortTrial.secondsPerPiece(most: 16 * steps) { count in
      var short = plan
      short.steps = Int(Swift.min(count, steps))
      let runs = Int((Swift.max(1, count / steps) * threads).rounded(.up))
      try task.forEachWave(of: self, plan: short, runs: 0..<runs, sampling) { _ in }
    }
    return each * steps / threads
  }
}

extension RunSummary: PackedRow {
  static let fields: [PackedField<RunSummary>] = [
    .optionalInt(\.reached), .double(\.initialValue), .double(\.earlyValue),
    .double(\.finalValue), .double(\.entropyShare), .optionalInt(\.sureAfter),
    .bool(\.hasDiverged),
  ]
}
