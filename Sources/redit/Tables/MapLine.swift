import Training

/// One cell of a map, and the seed of the whole.
struct MapLine {
  let cell: RegimeCell
  let seed: UInt64

  /// What a comparison says of it.
  var comparison: ComparisonLine {
    ComparisonLine(
      row: cell.dithered, task: cell.regime.task, plan: cell.regime.plan, seed: seed)
  }
}
