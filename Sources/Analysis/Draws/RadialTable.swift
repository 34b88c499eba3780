import GSL

/// What groups of each composition need of Gaussian noise whose direction across the rewards is averaged
/// (`RadialNoise`).
///
/// With L the map from centred numbers x of a group to `(1/G) sum x_i v_i`, R the norm of the centred rewards and r^
/// their direction, a row holds
///
///     R,    1/R,    a = norm(L r^)^2,    b = (tr L^T L - a) / (G - 2),
///     tr L^T L = (1/G^2) sum_i norm(v_i - vbar)^2 over the completions,
///
/// (plus what the spread of vectors adds to such squares, `(1/G^2) sum_i spread_i x_i^2`, where outcomes stand for many
/// completions each), b being the mean of norm(L w)^2 over unit vectors w that are centred and orthogonal to r^. Rows of
/// one reward have no r^: R and 1/R are 0, and a = b = tr L^T L / (G - 1), the mean over all centred unit vectors.
final class RadialTable {
  static let columns = 4

  /// By row of the source: R, 1/R, a, b.
  let numbers: LaneTable
  private let source: CountSource
  /// The table of centred rewards.
  private let rewards: RewardTable
  /// Rewards of all outcomes, and r^ of the row written last.
  private let values: [Double]
  private let direction: Buffer<Double>
  /// Spread of each outcome over G^2; empty where outcomes are single completions.
  private let spreads: [Double]

  init(_ source: CountSource, _ problem: Problem, _ rewards: RewardTable) {
    self.source = source
    self.rewards = rewards
    values = problem.rewards
    let size = Double(source.groupSize)
    spreads = problem.positive.spreads.map { $0 / (size * size) }
    direction = Buffer(repeating: 0, count: values.count)
    numbers = LaneTable(columns: Self.columns, rows: source.rowCount)
    if source.isTabulated { for row in 0..<source.rowCount { write(row) } }
  }

  /// Brings the rows of the first `count` groups up to date, after those of the rewards.
  func refresh(_ count: Int) {
    if !source.isTabulated { for row in 0..<count { write(row) } }
  }

  private func write(_ row: Int) {
    let counts = source.numbers(row: row)
    let target = numbers.row(row)
    let trace = trace(counts)
    let dimension = Double(source.groupSize - 1)
    guard rewards.silence[row] == 0, let norm = direct(counts) else {
      (target[0], target[1]) = (0, 0)
      (target[2], target[3]) = (trace / dimension, trace / dimension)
      return
    }
    let square = directionSquare(counts)
    (target[0], target[1], target[2]) = (norm, 1 / norm, square)
    // Two completions have no direction across; and what rounding leaves below 0 is none.
    target[3] = dimension > 1 ? max(0, trace - square) / (dimension - 1) : 0
  }

  /// Finds r^ by outcome and returns R; nil where R is so small that 1/R is no number.
  private func direct(_ counts: UnsafePointer<Double>) -> Double? {
    let size = Double(source.groupSize)
    var mean = 0.0
    for a in values.indices { mean += counts[a] * (values[a] / size) }
    var largest = 0.0
    for a in values.indices where counts[a] > 0 { largest = max(largest, abs(values[a] - mean)) }
    guard largest > 1e-300 else { return nil }
    // Their own squares may vanish or overflow.
    var square = 0.0
    for a in values.indices {
      direction[a] = counts[a] > 0 ? (values[a] - mean) / largest : 0
      square += counts[a] * direction[a] * direction[a]
    }
    let norm = square.squareRoot()
    for a in values.indices { direction[a] /= norm }
    return largest * norm
  }

  /// norm(L r^)^2.
  private func directionSquare(_ counts: UnsafePointer<Double>) -> Double {
    let basis = rewards.basis
    var square = 0.0
    for k in 0..<basis.dimension {
      var value = 0.0
      for a in basis.start..<values.count {
        value += counts[a] * direction[a] * basis.row(k)[a - basis.start]
      }
      square += value * value
    }
    for a in spreads.indices { square += counts[a] * direction[a] * direction[a] * spreads[a] }
    return square
  }

  /// tr L^T L: that of the coordinates in the basis, which are those of v_a - v_0 over G.
  private func trace(_ counts: UnsafePointer<Double>) -> Double {
    let basis = rewards.basis
    let size = Double(source.groupSize)
    var trace = 0.0
    for k in 0..<basis.dimension {
      let coordinates = basis.row(k)
      var mean = 0.0
      for a in basis.start..<values.count {
        mean += counts[a] * coordinates[a - basis.start] / size
      }
      for a in values.indices {
        let value = (a < basis.start ? 0 : coordinates[a - basis.start]) - mean
        trace += counts[a] * value * value
      }
    }
    // Of numbers that sum to 0 each square has 1 - 1/G of the trace.
    for a in spreads.indices { trace += counts[a] * spreads[a] * (1 - 1 / size) }
    return trace
  }
}
