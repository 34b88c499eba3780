import GSL

/// Sums over counted groups of settings whose advantages are divided by a norm: eight groups in each vector
/// instruction, settings one after another. Lanes are added up once a block.
///
/// With x = g_r + sigma g_z in the basis of the tile and q = norm(r + sigma z)^2 they are the sums of w x and of
/// w^2 norm(x)^2, with w = numerator / (sqrt q + offset).
final class LaneSums {
  /// What a setting is here.
  struct Member {
    let sigma: Double
    let numerator: Double
    let offset: Double
    /// Squared norms, but for those that are 0, lie in the range of `takeInverseRoots`.
    let isOrdinary: Bool

    /// - Parameter rewards: of all outcomes.
    init(sigma: Double, numerator: Double, offset: Double, rewards: [Double]) {
      (self.sigma, self.numerator, self.offset) = (sigma, numerator, offset)
      let levels = rewards.sorted()
      let gaps = zip(levels, levels.dropFirst()).map { $1 - $0 }.filter { $0 > 0 }
      let sizes = 1e-100...1e100
      // Without noise the squares are those of differences of rewards.
      isOrdinary =
        levels[levels.count - 1] - levels[0] <= sizes.upperBound
        && (sigma == 0 ? gaps.allSatisfy(sizes.contains) : sizes.contains(sigma))
    }
  }

  private let basis: GradientBasis
  /// Numbers of a gradient.
  private let dimension: Int
  private let members: [Member]
  /// For each member the sums of w x, then of w^2 norm(x)^2.
  private let sums: Buffer<SIMD8<Double>>
  /// w of the groups of a tile.
  private let scales = Buffer(repeating: SIMD8<Double>.zero, count: CountTile.vectors)

  init(_ basis: GradientBasis, members: [Member]) {
    self.basis = basis
    dimension = basis.dimension
    self.members = members
    sums = Buffer(repeating: .zero, count: members.count * (1 + basis.dimension))
  }

  private var rows: Int { 1 + dimension }

  /// Adds the groups of a tile.
  func add(_ tile: CountTile) {
    let tile = LaneView(tile)
    for m in members.indices {
      let member = members[m]
      let target = sums.pointer(at: m * rows, length: rows)
      if member.isOrdinary && member.offset == 0 {
        fillInverseRoots(member, tile)
      } else {
        fillScales(member, tile)
      }
      addSquares(member, tile, to: target + dimension)
      if tile.isRadial {
        addGradients(tile.filled, to: target) { k, v in tile.rewardGradient(k, v) }
      } else {
        let sigma = SIMD8<Double>(repeating: member.sigma)
        addGradients(tile.filled, to: target) { k, v in tile.gradient(k, v, sigma) }
      }
    }
  }

  /// w without an offset, and 0 where that is 1/0: a silent group without noise.
  private func fillInverseRoots(_ member: Member, _ tile: LaneView) {
    takeInverseRoots(
      scales.pointer(length: CountTile.vectors), count: tile.filled, scale: member.numerator,
      at: member.sigma, constants: tile.rewards, linear: tile.products, squares: tile.noises)
  }

  private func fillScales(_ member: Member, _ tile: LaneView) {
    let (sigma, numerator) = (
      SIMD8<Double>(repeating: member.sigma), SIMD8<Double>(repeating: member.numerator)
    )
    let scales = scales.pointer(length: CountTile.vectors)
    for v in 0..<tile.filled {
      let q = tile.rewards(v, sigma)
      // A squared norm, but a polynomial: where r cancels sigma z rounding may leave it below 0.
      scales[v] = q.replacing(with: 0, where: q .< 0)
    }
    takeSquareRoots(scales, count: tile.filled)
    let offset = SIMD8<Double>(repeating: member.offset)
    for v in 0..<tile.filled {
      let denominator = scales[v] + offset
      scales[v] = (numerator / denominator).replacing(with: 0, where: denominator .<= 0)
    }
  }

  /// Adds w^2 norm(x)^2. Where g_z = t g_r, w (1 + sigma t) takes the place of w then, by which all numbers of
  /// g_r are multiplied.
  private func addSquares(
    _ member: Member, _ tile: LaneView, to target: UnsafeMutablePointer<SIMD8<Double>>
  ) {
    let sigma = SIMD8<Double>(repeating: member.sigma)
    let scales = scales.pointer(length: CountTile.vectors)
    var sum = target.pointee
    for v in 0..<tile.filled {
      let w = scales[v]
      sum.addProduct(w, w * tile.gradients(v, sigma))
      if tile.isRadial { scales[v] = w.addingProduct(w * sigma, tile.ratios[v]) }
    }
    target.pointee = sum
  }

  /// Four numbers of the gradient at a time, whose sums stay in registers.
  @inline(__always)
  private func addGradients(
    _ filled: Int, to target: UnsafeMutablePointer<SIMD8<Double>>,
    _ gradient: (_ k: Int, _ v: Int) -> SIMD8<Double>
  ) {
    let scales = scales.pointer(length: CountTile.vectors)
    var k = 0
    while k &+ 4 <= dimension {
      var (a, b, c, d) = (target[k], target[k &+ 1], target[k &+ 2], target[k &+ 3])
      for v in 0..<filled {
        let w = scales[v]
        a.addProduct(w, gradient(k, v))
        b.addProduct(w, gradient(k &+ 1, v))
        c.addProduct(w, gradient(k &+ 2, v))
        d.addProduct(w, gradient(k &+ 3, v))
      }
      (target[k], target[k &+ 1], target[k &+ 2], target[k &+ 3]) = (a, b, c, d)
      k &+= 4
    }
    while k < dimension {
      var sum = target[k]
      for v in 0..<filled { sum.addProduct(scales[v], gradient(k, v)) }
      target[k] = sum
      k &+= 1
    }
  }

  /// Moves the sums of a member out: the gradient and its square.
  func take(_ member: Int, into block: inout [Double]) {
    let own = sums.pointer(at: member * rows, length: rows)
    block.withUnsafeMutableBufferPointer { block in
      for k in 0..<dimension { basis.addAxis(k, scale: own[k].sum(), to: block.baseAddress!) }
    }
    block[block.count - MomentIndex.extra + MomentIndex.square] = own[dimension].sum()
    for k in 0..<rows { own[k] = .zero }
  }
}

/// The rows of a tile, borrowed while it is added.
private struct LaneView {
  /// Vectors of groups.
  let filled: Int
  let isRadial: Bool
  let ratios: UnsafePointer<SIMD8<Double>>
  let rewards, products, noises: UnsafePointer<SIMD8<Double>>
  private let rewardGradients, noiseGradients: UnsafePointer<SIMD8<Double>>
  private let rewardSquares, crosses, noiseSquares: UnsafePointer<SIMD8<Double>>

  init(_ tile: CountTile) {
    (filled, isRadial) = (tile.filled, tile.isRadial)
    ratios = UnsafePointer(tile.ratios)
    (rewards, products, noises) = (
      UnsafePointer(tile.rewards), UnsafePointer(tile.products), UnsafePointer(tile.noises)
    )
    rewardGradients = UnsafePointer(tile.rewardGradients)
    noiseGradients = UnsafePointer(tile.noiseGradients)
    rewardSquares = UnsafePointer(tile.rewardGradientSquares)
    crosses = UnsafePointer(tile.gradientProducts)
    noiseSquares = UnsafePointer(tile.noiseGradientSquares)
  }

  /// norm(r + sigma z)^2, but for rounding.
  @inline(__always)
  func rewards(_ v: Int, _ sigma: SIMD8<Double>) -> SIMD8<Double> {
    rewards[v].addingProduct(sigma, products[v].addingProduct(sigma, noises[v]))
  }

  /// norm(g_r + sigma g_z)^2, but for rounding.
  @inline(__always)
  func gradients(_ v: Int, _ sigma: SIMD8<Double>) -> SIMD8<Double> {
    rewardSquares[v].addingProduct(sigma, crosses[v].addingProduct(sigma, noiseSquares[v]))
  }

  /// Number k of g_r.
  @inline(__always)
  func rewardGradient(_ k: Int, _ v: Int) -> SIMD8<Double> {
    rewardGradients[CountTile.vectors &* k &+ v]
  }

  /// Number k of g_r + sigma g_z.
  @inline(__always)
  func gradient(_ k: Int, _ v: Int, _ sigma: SIMD8<Double>) -> SIMD8<Double> {
    let place = CountTile.vectors &* k &+ v
    return rewardGradients[place].addingProduct(sigma, noiseGradients[place])
  }
}
