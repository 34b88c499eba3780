import Analysis
import Platform
import Training

/// Recorded runs in blocks, each from its start to its end.
struct TrainingWork: UnitWork {
  let task: AnyTrainingTask
  let recipe: Recipe
  let steps: Int
  let stride: Int
  let runs: Int
  let sampling: Sampling

  /// The rows of a block.
  typealias Piece = PackedRows<StepRecord>

  /// The most runs, and rows but for those of one run, of a unit: what a kill loses, and what is held in memory.
  private static let (mostRuns, mostRows) = (8, 16_384)

  private var rowsPerRun: Int { (steps - 1) / stride + 1 }

  private var blocks: RunBlocks {
    RunBlocks(runs: runs, size: max(1, min(Self.mostRuns, Self.mostRows / rowsPerRun)))
  }

  var unitCount: Int { blocks.count }

  var unitName: String { blocks.size == 1 ? "run" : "block of \(blocks.size) runs" }

  func perform(
    _ units: Range<Int>, progress: (Double) -> Void, take: (Range<Int>, Piece) throws -> Void
  ) throws {
    // Enough runs at a time that threads seldom wait for the last one.
    let together = max(1, 4 * sampling.threads / blocks.size)
    for start in Swift.stride(from: units.lowerBound, to: units.upperBound, by: together) {
      let some = start..<min(start + together, units.upperBound)
      let states = advance(blocks[some], to: steps)
      for block in some {
        let own = blocks[block]
        let rows = own.flatMap { states[$0 - blocks[some].lowerBound].rows }
        try take(block..<block + 1, PackedRows(rows))
      }
      progress(Double(some.upperBound - units.lowerBound) / Double(units.count))
    }
  }

  private func advance(_ runs: Range<Int>, to step: Int) -> [RunState] {
    task.advance(
      runs.map { RunState(run: $0) }, recipe: recipe, steps: steps, stride: stride, to: step,
      sampling)
  }

  /// - Throws: `FileError` unless the rows are those of these runs.
  func check(_ units: Range<Int>, _ piece: Piece) throws {
    guard piece.rows.count == blocks[units].count * rowsPerRun else {
      throw FileError("a piece is of other runs than its part says")
    }
  }

  func estimatedSeconds() throws -> Double? {
    let each = ShortTrial.secondsPerPiece(most: Double(steps)) { count in
      _ = advance(0..<sampling.threads, to: Int(count))
    }
    return each * Double(steps) * Double(runs) / Double(sampling.threads)
  }
}

extension StepRecord: PackedRow {
  static let fields: [PackedField<StepRecord>] = [
    .int(\.run), .int(\.step), .double(\.value), .double(\.entropy), .double(\.divergence),
    .double(\.meanReward), .double(\.gradientNorm), .double(\.noiseShare),
    .double(\.silentShareRaw), .double(\.silentShareDithered), .double(\.clipShare),
    .double(\.usedShare), .double(\.learningRate), .double(\.sigma), .int(\.vanishing),
    .int(\.exploding), .double(\.gradientDistance), .double(\.gradientCosine),
    .bool(\.hasDiverged),
  ]
}
