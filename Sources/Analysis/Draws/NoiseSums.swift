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
  let sums: UnsafeMutablePointer<SIMD8<Double>>
  /// Sums of squares by group.
  let squares: UnsafeMutablePointer<Double>
  /// The noise is centred on its mean over the group.
  let isCentred: Bool
  private let source: CountSource
  private let dither: Dither
  private let isDirect: Bool
  private var draws: [Double]
  /// Running sums over a group.
  private let running: UnsafeMutablePointer<Double>

  /// - Parameter keepsMean: false where nothing but centred noise matters.
  init(_ dither: Dither, source: CountSource, keepsMean: Bool) {
    self.source = source
    self.dither = dither
    isCentred = !keepsMean
    isDirect = dither.family == .gaussian && source.groupSize >= source.outcomeCount
    sums = .allocate(capacity: GroupTile.capacity * source.width)
    sums.initialize(repeating: .zero, count: GroupTile.capacity * source.width)
    squares = .allocate(capacity: GroupTile.capacity)
    squares.initialize(repeating: 0, count: GroupTile.capacity)
    running = .allocate(capacity: source.groupSize + 1)
    running.initialize(repeating: 0, count: source.groupSize + 1)
    let detailed = isDirect ? 1 : GroupTile.capacity
    draws = Array(repeating: 0, count: detailed * source.groupSize)
  }

  deinit {
    sums.deallocate()
    squares.deallocate()
    running.deallocate()
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
    stream.fillSquaredNorms(squares, count: count, dimension: left)
    for n in 0..<count { reflect(n, width) }
  }

  /// Turns the y of a group into its sums.
  @inline(__always)
  private func reflect(_ group: Int, _ width: Int) {
    let own = sums + group &* width
    let row = source.picks[group] &* width
    let (roots, reflectors) = (source.roots + row, source.reflectors + row)
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
    UnsafeMutableRawPointer(sums + group * source.width).assumingMemoryBound(to: Double.self)
  }

  /// Sums completions of equal outcome, by differences of the running sum: no branch depends on counts.
  private func addDraws(_ draws: UnsafeBufferPointer<Double>, _ group: Int) {
    let size = source.groupSize
    let own = draws.baseAddress! + group &* size
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
    squares[group] = square - mean * mean * Double(size)
  }

  /// The noise of the first group of the tile, completion by completion.
  func copyFirst(to noise: inout [Double]) {
    for i in noise.indices { noise[i] = draws[i] }
  }
}
