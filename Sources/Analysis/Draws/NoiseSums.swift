import GRPO
import GSL

/// The noise of a tile of groups, as far as it matters: the mean m over the group, and of the noise centred on
/// it the sum over the completions of each outcome and the sum of squares over the group.
///
/// For Gaussian noise they are drawn directly. With u = (sqrt(n_a / G)) the unit vector of the mean, H a
/// reflection that takes the first axis to u (Householder), and y a standard normal vector of the K <= G outcomes
/// whose first number is sqrt G m,
///
///     S_a = sqrt(n_a) (H (0, y_1 ...))_a = sqrt(n_a) (y_a - sqrt(n_a) h),    a >= 1,
///     h = sum_(b >= 1) sqrt(n_b) y_b / (G (1 - u_0)),
///     sum (z_i - m)^2 = y_1^2 + y_2^2 + ... + chi^2(G - K)
///
/// and S_0 is minus the sum of the others (the part of y on absent outcomes stands for squares left over by the
/// others). Where nothing but centred noise matters m is not drawn and reads 0.
///
/// The first group of a tile, and every other noise, is drawn completion by completion, completions of
/// equal outcome side by side.
final class NoiseSums {
  /// m, then the sums S_a of all outcomes but the first: numbers of a tile of groups, one after another.
  let sums: Buffer<SIMD8<Double>>
  /// Sums of squares of the tile.
  let squares: Buffer<SIMD8<Double>>
  private let keepsMean: Bool
  private let source: CountSource
  private let dither: Dither
  private let isDirect: Bool
  private var draws: [Double]
  /// Running sums over a group.
  private let running: Buffer<Double>

  /// - Parameter keepsMean: false where nothing but centred noise matters.
  init(_ dither: Dither, source: CountSource, keepsMean: Bool) {
    self.source = source
    self.dither = dither
    self.keepsMean = keepsMean
    isDirect = dither.family == .gaussian && source.groupSize >= source.outcomeCount
    sums = Buffer(repeating: .zero, count: CountTile.vectors * source.outcomeCount)
    squares = Buffer(repeating: .zero, count: CountTile.vectors)
    running = Buffer(repeating: 0, count: source.groupSize + 1)
    let detailed = isDirect ? 1 : GroupTile.capacity
    draws = Array(repeating: 0, count: detailed * source.groupSize)
  }

  /// Draws the noise of the first `count` groups of the source.
  func draw(_ count: Int, using stream: inout RandomStream) {
    if isDirect { drawDirectly(count, using: &stream) }
    // Of direct noise the first group only: its largest advantage needs single noises, and its
    // sums give way to theirs.
    dither.fill(&draws, using: &stream)
    draws.withUnsafeBufferPointer { draws in
      for n in 0..<(isDirect ? 1 : count) { addDraws(draws, n) }
    }
  }

  private func drawDirectly(_ count: Int, using stream: inout RandomStream) {
    let skipped = keepsMean ? 0 : 1
    stream.fillGaussian(
      numbers(of: skipped), rows: count, columns: source.outcomeCount - skipped, stride: 1,
      step: GroupTile.capacity)
    let left = source.groupSize - source.outcomeCount
    stream.fillSquaredNorms(
      squares.numbers(vectors: CountTile.vectors), count: count, dimension: left)
    let vectors = (count + 7) / 8
    source.gatherTurns(vectors: vectors)
    for v in 0..<vectors { turn(v) }
  }

  /// Turns the y of eight groups into their sums.
  @inline(__always)
  private func turn(_ v: Int) {
    let (length, vectors) = (source.outcomeCount, CountTile.vectors)
    let own = sums.pointer(length: vectors * length) + v
    let turns = source.turning.pointer(length: vectors * length) + v
    var (square, product) = (SIMD8<Double>.zero, SIMD8<Double>.zero)
    var place = vectors
    for _ in 1..<length {
      square.addProduct(own[place], own[place])
      product.addProduct(own[place], turns[place])
      place += vectors
    }
    squares[v] += square
    let minusH = -product * turns[0]
    place = vectors
    for _ in 1..<length {
      own[place] = turns[place] * own[place].addingProduct(turns[place], minusH)
      place += vectors
    }
    own[0] *= source.meanScale
  }

  /// m, or the sums of an outcome.
  private func numbers(of outcome: Int) -> UnsafeMutablePointer<Double> {
    sums.numbers(at: CountTile.vectors * outcome, vectors: CountTile.vectors)
  }

  /// Sums completions of equal outcome, by differences of the running sum: no branch depends on counts.
  private func addDraws(_ draws: UnsafeBufferPointer<Double>, _ group: Int) {
    let size = source.groupSize
    let own = draws.baseAddress! + group &* size
    let running = running.pointer(length: size + 1)
    var square = 0.0
    running[0] = 0
    for i in 0..<size {
      running[i &+ 1] = running[i] + own[i]
      square += own[i] * own[i]
    }
    let mean = running[size] / Double(size)
    let counts = source.numbers(row: source.picks[group])
    var target = numbers(of: 0) + group
    target.pointee = keepsMean ? mean : 0
    var end = Int(counts[0])
    for a in 1..<source.outcomeCount {
      let start = running[end]
      end &+= Int(counts[a])
      target += GroupTile.capacity
      target.pointee = running[end] - start - counts[a] * mean
    }
    // Noise has mean 0: what is subtracted is about one G-th, and no digits are lost.
    squares.numbers(vectors: CountTile.vectors)[group] = square - mean * mean * Double(size)
  }

  /// The noise of the first group of the tile, completion by completion.
  func copyFirst(to noise: borrowing Buffer<Double>) {
    for i in 0..<noise.count { noise[i] = draws[i] }
  }
}
