import GSL

/// The next few counted groups under one dither, centred or not, as numbers that do not depend on sigma:
/// what a `GroupTile` holds, across, so that eight groups are a vector.
///
/// Gradients stand in an orthonormal basis (`GradientBasis`). Groups beyond the last, up to whole vectors, are 0.
final class CountTile {
  /// Vectors of a number of all groups.
  static let vectors = GroupTile.capacity / 8

  let basis: GradientBasis
  private(set) var count = 0
  /// Noise is averaged across the rewards (`RadialNoise`): g_z of a group is g_r times its `ratios`.
  let isRadial: Bool
  /// Row by row: r.r and norm(g_r)^2, g_r, g_z, then what else `shape` asks for, and ratios.
  private let numbers: Buffer<SIMD8<Double>>

  init(basis: GradientBasis, isRadial: Bool = false) {
    self.basis = basis
    self.isRadial = isRadial
    numbers = Buffer(repeating: .zero, count: Self.vectors * (7 + 2 * basis.dimension))
  }

  /// The groups that are there from now on.
  func open(_ count: Int) { self.count = count }

  /// Vectors that are not all 0.
  var filled: Int { (count + 7) / 8 }

  // Rows of `vectors` vectors.

  /// r.r, followed by norm(g_r)^2 and g_r.
  @inline(__always)
  var rewards: UnsafeMutablePointer<SIMD8<Double>> { row(0) }
  @inline(__always)
  var rewardGradientSquares: UnsafeMutablePointer<SIMD8<Double>> { row(1) }
  /// g_r, a row for each number.
  @inline(__always)
  var rewardGradients: UnsafeMutablePointer<SIMD8<Double>> { row(2) }
  /// g_z, a row for each number; of radial tiles nothing (`ratios`).
  @inline(__always)
  var noiseGradients: UnsafeMutablePointer<SIMD8<Double>> { row(2 + basis.dimension) }
  /// 2 r.z.
  @inline(__always)
  var products: UnsafeMutablePointer<SIMD8<Double>> { row(2 + 2 * basis.dimension) }
  /// z.z.
  @inline(__always)
  var noises: UnsafeMutablePointer<SIMD8<Double>> { row(3 + 2 * basis.dimension) }
  /// 2 g_r.g_z.
  @inline(__always)
  var gradientProducts: UnsafeMutablePointer<SIMD8<Double>> { row(4 + 2 * basis.dimension) }
  /// norm(g_z)^2.
  @inline(__always)
  var noiseGradientSquares: UnsafeMutablePointer<SIMD8<Double>> { row(5 + 2 * basis.dimension) }
  /// What g_r of a group is multiplied by to give g_z; of radial tiles only, of others 0.
  @inline(__always)
  var ratios: UnsafeMutablePointer<SIMD8<Double>> { row(6 + 2 * basis.dimension) }

  @inline(__always)
  private func row(_ index: Int) -> UnsafeMutablePointer<SIMD8<Double>> {
    numbers.pointer(at: Self.vectors * index, length: Self.vectors)
  }

  /// The sum of a row over all groups.
  func sum(_ row: UnsafePointer<SIMD8<Double>>) -> Double {
    var sum = SIMD8<Double>.zero
    for v in 0..<filled { sum = sum + row[v] }
    return sum.sum()
  }

  /// Number k of g_z of eight groups.
  func noiseGradient(_ k: Int, _ v: Int) -> SIMD8<Double> {
    let place = Self.vectors * k + v
    return isRadial ? ratios[v] * rewardGradients[place] : noiseGradients[place]
  }

  /// The sum of number k of g_z over all groups.
  func noiseGradientSum(_ k: Int) -> Double {
    var sum = SIMD8<Double>.zero
    for v in 0..<filled { sum = sum + noiseGradient(k, v) }
    return sum.sum()
  }

  /// Makes nothing of a group.
  func drop(_ group: Int) {
    let own = numbers.numbers(vectors: numbers.count) + group
    for i in 0..<7 + 2 * basis.dimension { own[i * GroupTile.capacity] = 0 }
  }

  /// What a group's advantages and the square of its gradient take from it.
  func shape(_ group: Int) -> GroupShape {
    let (v, lane) = (group / 8, group % 8)
    var shape = GroupShape()
    shape.rewards.constant = rewards[v][lane]
    shape.rewards.linear = products[v][lane]
    shape.rewards.square = noises[v][lane]
    shape.gradient.constant = rewardGradientSquares[v][lane]
    shape.gradient.linear = gradientProducts[v][lane]
    shape.gradient.square = noiseGradientSquares[v][lane]
    return shape
  }
}
