import GRPO
import GSL

/// The noise of a tile of groups, as far as it matters: its sum over the completions of each outcome,
/// and its sum of squares over the group.
///
/// For Gaussian noise both are drawn directly. With u = (sqrt(n_a / G)) the unit vector of the mean, H a
/// reflection that takes the first axis to u, and y a standard normal vector of the K <= G outcomes,
///
///     S_a = sqrt(n_a) (H y)_a,    sum z_i^2 = y.y + chi^2(G - K)
///
/// (the part of y on absent outcomes stands for squares left over by the others). y_1 sqrt G is the sum of
/// the noise: where nothing but centred noise matters it is not drawn, y_1 = 0.
///
/// The first group of a tile, and every other noise, is drawn completion by completion, completions of
/// equal outcome side by side.
final class NoiseSums {
  /// Sums by group, padded as the counts.
  let sums: Buffer<SIMD8<Double>>
  /// Sums of squares by group.
  let squares: Buffer<Double>
  /// The noise is centred on its mean over the group.
  let isCentred: Bool
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
    isCentred = !keepsMean
    isDirect = dither.family == .gaussian && source.groupSize >= source.outcomeCount
    sums = Buffer(repeating: .zero, count: GroupTile.capacity * source.width)
    squares = Buffer(repeating: 0, count: GroupTile.capacity)
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
    let width = source.width
    let skipped = isCentred ? 1 : 0
    // Where y_1 is not drawn its place still holds a sum of the tile before.
    for n in 0..<count { numbers(n)[0] = 0 }
    stream.fillGaussian(
      numbers(0) + skipped, rows: count, columns: source.outcomeCount - skipped,
      stride: 8 * width)
    let left = source.groupSize - source.outcomeCount
    stream.fillSquaredNorms(squares.pointer(length: count), count: count, dimension: left)
    for n in 0..<count { reflect(n, width) }
  }

  /// Turns the y of a group into its sums.
  @inline(__always)
  private func reflect(_ group: Int, _ width: Int) {
    let own = sums.pointer(at: group &* width, length: width)
    let row = source.picks[group] &* width
    let roots = source.roots.pointer(at: row, length: width)
    let reflectors = source.reflectors.pointer(at: row, length: width)
    var (square, product) = (SIMD8<Double>.zero, SIMD8<Double>.zero)
    for v in 0..<width {
      square = square + own[v] * own[v]
      product = product + own[v] * reflectors[v]
    }
    squares[group] += square.sum()
    let scale = product.sum()
    for v in 0..<width { own[v] = (own[v] - scale * reflectors[v]) * roots[v] }
  }

  private func numbers(_ group: Int) -> UnsafeMutablePointer<Double> {
    sums.numbers(at: group * source.width, vectors: source.width)
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
    let mean = isCentred ? running[size] / Double(size) : 0
    let counts = source.numbers(row: source.picks[group])
    let target = numbers(group)
    var end = 0
    var start = 0.0
    for a in 0..<source.outcomeCount {
      end &+= Int(counts[a])
      target[a] = running[end] - start - counts[a] * mean
      start = running[end]
    }
    // Noise has mean 0: what is subtracted is about one G-th, and no digits are lost.
    squares[group] = square - mean * mean * Double(size)
  }

  /// The noise of the first group of the tile, completion by completion.
  func copyFirst(to noise: inout [Double]) {
    for i in noise.indices { noise[i] = draws[i] }
  }
}
