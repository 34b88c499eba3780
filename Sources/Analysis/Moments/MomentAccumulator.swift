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

extension MomentAccumulator: Codable {
  private enum CodingKeys: String, CodingKey { case dimension, samples, blocks, squares, numbers }

  /// Counts, and all numbers in one text that keeps their bits: the mean, the lower triangle of the scatter row by row,
  /// the maximum, the squares.
  func encode(to encoder: any Encoder) throws {
    var numbers = mean
    for i in 0..<dimension { numbers += scatter[i * dimension...i * dimension + i] }
    numbers.append(maximum)
    numbers += squares
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(dimension, forKey: .dimension)
    try container.encode(sampleCount, forKey: .samples)
    try container.encode(blockCount, forKey: .blocks)
    try container.encode(squares.count, forKey: .squares)
    try container.encode(PackedNumbers.text(numbers), forKey: .numbers)
  }

  /// - Throws: `DecodingError` for counts that no sums have, and for more or fewer numbers than the counts say.
  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let dimension = try container.decode(Int.self, forKey: .dimension)
    let samples = try container.decode(Int.self, forKey: .samples)
    let blocks = try container.decode(Int.self, forKey: .blocks)
    let squares = try container.decode(Int.self, forKey: .squares)
    // Every block has a sample.
    guard samples >= 0, 0...samples ~= blocks, (samples == 0) == (blocks == 0) else {
      throw DecodingError.dataCorruptedError(
        forKey: .blocks, in: container, debugDescription: "\(blocks) blocks of \(samples) samples")
    }
    guard let numbers = PackedNumbers.numbers(try container.decode(String.self, forKey: .numbers)),
      Self.count(dimension: dimension, squares: squares, in: numbers.count) == numbers.count
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .numbers, in: container,
        debugDescription: "not the numbers of dimension \(dimension) with \(squares) squares")
    }
    self.init(dimension: dimension)
    (sampleCount, blockCount) = (samples, blocks)
    mean = Array(numbers[..<dimension])
    var start = dimension
    for i in 0..<dimension {
      let row = i * dimension
      scatter.replaceSubrange(row...row + i, with: numbers[start...start + i])
      start += i + 1
    }
    maximum = numbers[start]
    self.squares = Array(numbers[(start + 1)...])
  }

  /// How many numbers so many dimensions and squares have; nil where that cannot be `total`.
  private static func count(dimension: Int, squares: Int, in total: Int) -> Int? {
    // A dimension has a mean at least, so neither product nor sum exceeds an Int.
    guard 0...total ~= dimension, 0...total ~= squares, dimension < 1 << 31 else { return nil }
    return dimension + dimension * (dimension + 1) / 2 + 1 + squares
  }
}
