/// Mean and covariance of a vector from the means of many blocks of samples, in constant memory.
///
/// Block means `m_b` of `n_b` samples satisfy `E sum_b n_b (m_b - m)(m_b - m)^T = (B - 1) C` with C
/// the covariance of one sample, whatever the block sizes: so the scatter costs `D^2` per block, not
/// per sample, and every smooth function of the mean gets its standard error by the delta method.
/// Accumulators merge (Chan et al. 1979); merging in a fixed order gives the same bytes whatever the
/// number of threads.
struct MomentAccumulator: Sendable {
  let dimension: Int
  private(set) var sampleCount = 0
  private(set) var blockCount = 0
  private(set) var mean: [Double]
  /// Row-major, lower triangle only.
  private var scatter: [Double]
  private var delta: [Double]
  /// Largest value given to `note(maximum:)`.
  private(set) var maximum = 0.0
  /// Sums of squares over single samples of some numbers derived from them; empty when not followed.
  private(set) var squares: [Double] = []

  init(dimension: Int) {
    self.dimension = dimension
    mean = Array(repeating: 0, count: dimension)
    delta = mean
    scatter = Array(repeating: 0, count: dimension * dimension)
  }

  /// Adds a block given the sum of its samples.
  mutating func add(blockSum: [Double], count: Int) {
    let scale = 1 / Double(count)
    for i in 0..<dimension { delta[i] = blockSum[i] * scale - mean[i] }
    absorb(count: count)
    blockCount += 1
  }

  mutating func merge(_ other: MomentAccumulator) {
    guard other.sampleCount > 0 else { return }
    for i in 0..<dimension { delta[i] = other.mean[i] - mean[i] }
    absorb(count: other.sampleCount)
    for i in scatter.indices { scatter[i] += other.scatter[i] }
    blockCount += other.blockCount
    maximum = max(maximum, other.maximum)
    add(squares: other.squares)
  }

  /// Adds the sums of squares of a block.
  mutating func add(squares other: [Double]) {
    if squares.isEmpty {
      squares = other
    } else {
      for i in other.indices { squares[i] += other[i] }
    }
  }

  mutating func note(maximum value: Double) {
    if value > maximum { maximum = value }
  }

  /// Moves the mean by `delta`, which `count` samples support.
  private mutating func absorb(count: Int) {
    let total = Double(sampleCount + count)
    // A gap between the means of n and m samples adds n m / (n + m) times its square to the
    // scatter: nothing for the first block, whose gap is from no samples.
    let weight = Double(sampleCount) * Double(count) / total
    let step = Double(count) / total
    scatter.withUnsafeMutableBufferPointer { scatter in
      delta.withUnsafeBufferPointer { delta in
        for i in 0..<dimension {
          let scaled = weight * delta[i]
          let row = i &* dimension
          for j in 0...i { scatter[row &+ j] += scaled * delta[j] }
        }
      }
    }
    for i in 0..<dimension { mean[i] += step * delta[i] }
    sampleCount += count
  }

  /// Covariance of the MEAN vector, row-major, full; NaN with fewer than two blocks.
  func covarianceOfMean() -> [Double] {
    // scatter / (B - 1) is C, the covariance of one sample; that of the mean is C / n.
    let scale =
      blockCount > 1 ? 1 / (Double(blockCount - 1) * Double(sampleCount)) : Double.nan
    var full = scatter
    for i in 0..<dimension {
      for j in 0...i {
        full[i * dimension + j] = scatter[i * dimension + j] * scale
        full[j * dimension + i] = full[i * dimension + j]
      }
    }
    return full
  }
}
