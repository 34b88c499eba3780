import GSL

/// Settings whose advantages are a fixed multiple of the dithered rewards: their sums are polynomials
/// in sigma, so a group costs the same for one setting as for a thousand.
final class LinearPanel {
  /// Positions of the settings in the simulation.
  let members: [Int]
  let frame: Int
  private let parameterCount: Int
  private let sigmas: [Double]
  /// Scales of the advantages, eight settings side by side.
  private let scales: [SIMD8<Double>]
  private let largest: LargestAdvantages
  /// Sum over groups.
  private var shape = GroupShape()
  /// Sums of g_r, then of g_z.
  private let vectors: Buffer<SIMD8<Double>>
  private let width: Int
  /// Of completions drawn by blocks; nil where they are not.
  private var symbols: SymbolSums?

  init(
    members: [Int], settings: [Setting], units: [Double], frame: Int, parameterCount: Int
  ) {
    self.members = members
    self.frame = frame
    self.parameterCount = parameterCount
    sigmas = members.map { settings[$0].sigma }
    largest = LargestAdvantages(sigmas: sigmas)
    var scales = [SIMD8<Double>](repeating: .zero, count: largest.chunks)
    for (m, member) in members.enumerated() {
      scales[m / 8][m % 8] = AdvantageScale(settings[member], unit: units[member]).numerator
    }
    self.scales = scales
    width = (parameterCount + 7) / 8
    vectors = Buffer(repeating: .zero, count: 2 * width)
  }

  /// Adds the groups of a tile.
  func add(_ tile: GroupTile) {
    var sum = shape
    for n in 0..<tile.count { sum += tile.shapes[n] }
    shape = sum
    for v in 0..<2 * width {
      var source = tile.rewardVectors(0) + v
      var total = vectors[v]
      for _ in 0..<tile.count {
        total = total + source.pointee
        source += 2 * width
      }
      vectors[v] = total
    }
  }

  /// Adds the counted groups of a tile.
  func add(_ tile: CountTile) {
    shape.gradient.constant += tile.sum(tile.rewardGradientSquares)
    shape.gradient.linear += tile.sum(tile.gradientProducts)
    shape.gradient.square += tile.sum(tile.noiseGradientSquares)
    let target = vectors.numbers(vectors: 2 * width)
    for k in 0..<tile.basis.dimension {
      let reward = tile.sum(tile.rewardGradients + CountTile.vectors * k)
      tile.basis.addAxis(k, scale: reward, to: target)
      tile.basis.addAxis(k, scale: tile.noiseGradientSum(k), to: target + 8 * width)
    }
  }

  /// From now on completions are drawn by blocks of tokens.
  func sumSymbols(_ sampler: BlockSampler) {
    symbols = SymbolSums(sampler, chunks: 1)
  }

  /// Adds the groups of a tile: the first two of eight settings stand for r and z.
  func add(_ tile: CompletionTile) {
    var sum = shape
    for n in 0..<tile.count {
      sum += tile.shapes[n]
      _ = symbols!.add(
        tile, group: n, chunk: 0, rewardScale: SIMD8(1, 0, 0, 0, 0, 0, 0, 0),
        noiseScale: SIMD8(0, 1, 0, 0, 0, 0, 0, 0))
      for chunk in 0..<largest.chunks {
        largest.add(tile, group: n, scale: scales[chunk], chunk: chunk)
      }
    }
    shape = sum
  }

  /// Moves what symbols sum to to the vectors, before sums are read.
  func fold() {
    guard let symbols else { return }
    symbols.fold(0)
    symbols.add(lane: 0, to: vectors.numbers(vectors: width))
    symbols.add(lane: 1, to: vectors.numbers(at: width, vectors: width))
  }

  /// Adds the largest absolute advantage of a group.
  func noteLargest(_ rewards: borrowing Buffer<Double>, _ noise: borrowing Buffer<Double>) {
    for chunk in 0..<largest.chunks {
      largest.add(rewards, noise, scale: scales[chunk], chunk: chunk)
    }
  }

  /// Writes the sums of one member; `clear` makes ready for the next block.
  func readSums(of member: Int, into block: inout [Double]) {
    let (sigma, w) = (sigmas[member], scales[member / 8][member % 8])
    let sum = shape
    for j in 0..<parameterCount {
      let (reward, noise) = (vectors[j / 8][j % 8], vectors[width + j / 8][j % 8])
      // The block holds the sum of the penalties already.
      block[j] += w * (reward + sigma * noise)
    }
    block[parameterCount + MomentIndex.square] =
      w * (w * sum.gradient.at(sigma) + 2 * sum.cross.at(sigma)) + sum.penaltySquare
    block[parameterCount + MomentIndex.largest] = largest.takeSum(member)
  }

  func clear() {
    shape = GroupShape()
    vectors.fill(.zero)
  }

  /// Reads the largest absolute advantage of a member and sets it to 0.
  func takeMaximum(of member: Int) -> Double { largest.takeMaximum(member) }
}
