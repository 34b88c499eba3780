/// What the rewards of each composition come to, whatever the noise: rewards centred on the mean of
/// the group or as they are, their sum of squares, and the gradient g_r.
final class RewardTable {
  /// (Centred) rewards by row of the source, padded.
  let rewards: Buffer<SIMD8<Double>>
  /// g_r by row, padded.
  let gradients: Buffer<SIMD8<Double>>
  /// Sums of squares of the rewards by row.
  let squares: Buffer<Double>
  /// norm(g_r)^2 by row.
  let gradientSquares: Buffer<Double>
  private let source: CountSource
  private let isCentred: Bool
  private let values: [Double]
  private let scores: ScoreTable

  init(_ source: CountSource, _ problem: Problem, scores: ScoreTable, isCentred: Bool) {
    self.source = source
    self.isCentred = isCentred
    self.scores = scores
    values = problem.rewards
    rewards = Buffer(repeating: .zero, count: source.rowCount * source.width)
    gradients = Buffer(repeating: .zero, count: source.rowCount * scores.width)
    squares = Buffer(repeating: 0, count: source.rowCount)
    gradientSquares = Buffer(repeating: 0, count: source.rowCount)
    if source.isTabulated { for row in 0..<source.rowCount { write(row) } }
  }

  /// Brings the rows of the first `count` groups up to date.
  func refresh(_ count: Int) {
    if !source.isTabulated { for row in 0..<count { write(row) } }
  }

  private func write(_ row: Int) {
    let counts = source.numbers(row: row)
    let share = 1 / Double(source.groupSize)
    let mean = isCentred ? self.mean(counts) : 0
    // Rounding must not leave a trace of equal rewards: divided by their own size it would be all.
    let signal: Double = isCentred && isSilent(row) ? 0 : 1
    let gradient = gradients.pointer(at: row * scores.width, length: scores.width)
    for v in 0..<scores.width { gradient[v] = .zero }
    squares[row] = 0
    for a in values.indices {
      let value = signal * (values[a] - mean)
      rewards[row * source.width + a / 8][a % 8] = value
      squares[row] += counts[a] * value * value
      let score = scores.row(a)
      for v in 0..<scores.width { gradient[v] = gradient[v] + share * counts[a] * value * score[v] }
    }
    gradientSquares[row] = 0
    for v in 0..<scores.width { gradientSquares[row] += (gradient[v] * gradient[v]).sum() }
  }

  private func mean(_ counts: UnsafePointer<Double>) -> Double {
    var sum = 0.0
    for a in values.indices { sum += counts[a] * values[a] }
    return sum / Double(source.groupSize)
  }

  /// All completions of the row have one reward.
  func isSilent(_ row: Int) -> Bool {
    let counts = source.numbers(row: row)
    var (low, high) = (Double.infinity, -Double.infinity)
    for a in values.indices where counts[a] > 0 {
      low = min(low, values[a])
      high = max(high, values[a])
    }
    return low == high
  }
}

/// The contribution of every outcome as a dense vector, padded with zeros to whole SIMD vectors.
final class ScoreTable {
  /// Vectors per score.
  let width: Int
  private let vectors: Buffer<SIMD8<Double>>

  init(_ problem: Problem) {
    width = (problem.parameterCount + 7) / 8
    vectors = Buffer(repeating: .zero, count: width * problem.positive.count)
    for outcome in 0..<problem.positive.count {
      var dense = [Double](repeating: 0, count: problem.parameterCount)
      problem.positive.add(outcome, scale: 1, to: &dense)
      for j in dense.indices { vectors[width * outcome + j / 8][j % 8] = dense[j] }
    }
  }

  @inline(__always)
  func row(_ outcome: Int) -> UnsafePointer<SIMD8<Double>> {
    UnsafePointer(vectors.pointer(at: width * outcome, length: width))
  }
}
