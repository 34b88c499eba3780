import GSL

/// What the rewards of each composition come to, whatever the noise: rewards centred on the mean of
/// the group or as they are, their sum of squares, and the gradient g_r.
final class RewardTable {
  /// By row of the source: the sum of squares of the rewards, norm(g_r)^2, and g_r in the basis.
  let numbers: LaneTable
  /// 1 for rows of one reward, else 0.
  let silence: Buffer<Int>
  /// The basis of gradients.
  let basis: GradientBasis
  private let source: CountSource
  private let isCentred: Bool
  private let values: [Double]
  /// Spread of each outcome over G^2; empty where outcomes are single completions.
  private let spreads: [Double]

  init(_ source: CountSource, _ problem: Problem, isCentred: Bool) {
    self.source = source
    self.isCentred = isCentred
    values = problem.rewards
    let size = Double(source.groupSize)
    spreads = problem.positive.spreads.map { $0 / (size * size) }
    basis = GradientBasis(problem, groupSize: source.groupSize, isCentred: isCentred)
    numbers = LaneTable(columns: 2 + basis.dimension, rows: source.rowCount)
    silence = Buffer(repeating: 0, count: source.rowCount)
    if source.isTabulated { for row in 0..<source.rowCount { write(row) } }
  }

  /// Brings the rows of the first `count` groups up to date.
  func refresh(_ count: Int) {
    if !source.isTabulated { for row in 0..<count { write(row) } }
  }

  private func write(_ row: Int) {
    let counts = source.numbers(row: row)
    let mean = isCentred ? self.mean(counts) : 0
    // Rounding must not leave a trace of equal rewards: divided by their own size it would be all.
    let isSilent = self.isSilent(row)
    let signal: Double = isCentred && isSilent ? 0 : 1
    silence[row] = isSilent ? 1 : 0
    let target = numbers.row(row)
    for i in 0..<numbers.columns { target[i] = 0 }
    for a in values.indices {
      let value = signal * (values[a] - mean)
      target[0] += counts[a] * value * value
      guard a >= basis.start else { continue }
      for k in 0..<basis.dimension {
        target[2 + k] += counts[a] * value * basis.row(k)[a - basis.start]
      }
    }
    for k in 0..<basis.dimension { target[1] += target[2 + k] * target[2 + k] }
    for a in spreads.indices {
      let value = signal * (values[a] - mean)
      target[1] += counts[a] * value * value * spreads[a]
    }
  }

  private func mean(_ counts: UnsafePointer<Double>) -> Double {
    var sum = 0.0
    for a in values.indices { sum += counts[a] * values[a] }
    return sum / Double(source.groupSize)
  }

  /// All completions of the row have one reward.
  private func isSilent(_ row: Int) -> Bool {
    let counts = source.numbers(row: row)
    var (low, high) = (Double.infinity, -Double.infinity)
    for a in values.indices where counts[a] > 0 {
      low = min(low, values[a])
      high = max(high, values[a])
    }
    return low == high
  }
}
