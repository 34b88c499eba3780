import GRPO
import GSL

/// Gaussian noise of a tile of counted groups, of which only what the size of the dithered rewards depends on is drawn;
/// the rest is averaged (Rao and Blackwell).
///
/// With R r^ the centred rewards of a group of G completions, its centred noise is `z = u r^ + w`: u is standard normal,
/// norm(w)^2 chi-squared with G - 2 degrees of freedom, and the direction of w uniform on the unit sphere
/// orthogonal to r^, independent of both. Scales of advantages depend on
///
///     norm(R r^ + sigma z)^2 = (R + sigma u)^2 + sigma^2 norm(w)^2
///
/// alone. So the tile gets the means over that direction given the counts, u and norm(w)^2, for all sigmas: with
/// g^ the gradient of r^, and a and b of `RadialTable`,
///
///     E (g_r + sigma g_z) = (R + sigma u) g^,
///     E norm(g_r + sigma g_z)^2 = (R + sigma u)^2 a + sigma^2 norm(w)^2 b,
///
/// and for groups of one reward 0 and sigma^2 (u^2 + norm(w)^2) a. Means over groups estimate the same; but
/// norm(g)^2 is no longer that of the gradient beside it (`MeanEstimate`).
///
/// The largest advantage needs the whole noise of a group: that of the first of a tile is drawn besides, for this
/// alone.
final class RadialNoise {
  private let dither: Dither
  private let source: CountSource
  private let table: RadialTable
  /// u and norm(w)^2 of the tile.
  private let along = Buffer(repeating: SIMD8<Double>.zero, count: CountTile.vectors)
  private let squares = Buffer(repeating: SIMD8<Double>.zero, count: CountTile.vectors)
  /// Rows of the table of the groups just drawn, across.
  private let rows: Buffer<SIMD8<Double>>
  private var first: [Double]

  init(_ dither: Dither, source: CountSource, table: RadialTable) {
    self.dither = dither
    self.source = source
    self.table = table
    rows = Buffer(repeating: .zero, count: CountTile.vectors * RadialTable.columns)
    first = Array(repeating: 0, count: source.groupSize)
  }

  /// Draws the noise of the first `count` groups of the source.
  func draw(_ count: Int, using stream: inout RandomStream) {
    stream.fillGaussian(along.numbers(vectors: CountTile.vectors), count: count)
    stream.fillSquaredNorms(
      squares.numbers(vectors: CountTile.vectors), count: count, dimension: source.groupSize - 2)
    dither.fill(&first, using: &stream)
  }

  /// Writes the noise of the groups just drawn to a tile whose rewards are there.
  func write(to tile: CountTile) {
    let (vectors, lanes) = (tile.filled, CountTile.vectors)
    let rows = rows.pointer(length: lanes * RadialTable.columns)
    table.numbers.gather(
      source.picks.pointer(length: GroupTile.capacity), vectors: vectors, to: rows)
    let (products, noises, ratios) = (tile.products, tile.noises, tile.ratios)
    let (crosses, gradientSquares) = (tile.gradientProducts, tile.noiseGradientSquares)
    for v in 0..<vectors {
      let (u, rest) = (along[v], squares[v])
      let (a, b) = (rows[2 &* lanes &+ v], rows[3 &* lanes &+ v])
      let (square, product) = (u * u, (u + u) * rows[v])
      products[v] = product
      noises[v] = square + rest
      crosses[v] = product * a
      gradientSquares[v] = (square * a).addingProduct(rest, b)
      ratios[v] = u * rows[lanes &+ v]
    }
  }

  /// The noise of the first group of the tile, completion by completion.
  func copyFirst(to noise: borrowing Buffer<Double>) {
    for i in 0..<noise.count { noise[i] = first[i] }
  }
}
