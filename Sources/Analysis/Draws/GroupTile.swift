import GSL

/// The next few groups under one dither, centred or not, as numbers that do not depend on sigma.
///
/// Panels read a tile at a time, so that what a setting adds up stays in registers. A gradient fills
/// whole vectors of eight numbers, the last padded with zeros.
final class GroupTile {
  // 8 KB for every eight parameters: a tile of few stays in the cache nearest to the core.
  static let capacity = 64

  let parameterCount: Int
  /// Vectors per gradient.
  let width: Int
  private(set) var count = 0
  let shapes = Buffer(repeating: GroupShape(), count: capacity)
  /// Room for one pair of numbers per parameter, 0 between groups.
  let pairs: Buffer<SIMD2<Double>>
  /// For each group g_r, then g_z.
  private let vectors: Buffer<SIMD8<Double>>

  init(parameterCount: Int) {
    self.parameterCount = parameterCount
    width = (parameterCount + 7) / 8
    pairs = Buffer(repeating: .zero, count: parameterCount)
    vectors = Buffer(repeating: .zero, count: 2 * width * Self.capacity)
  }

  func clear() { count = 0 }

  /// Opens the next group, its gradients 0.
  func open() -> Int {
    let group = count
    let start = vectors.pointer(at: 2 * width * group, length: 2 * width)
    for v in 0..<2 * width { start[v] = .zero }
    shapes[group] = GroupShape()
    count += 1
    return group
  }

  /// g_r of a group, `width` vectors.
  @inline(__always)
  func rewardVectors(_ group: Int) -> UnsafeMutablePointer<SIMD8<Double>> {
    vectors.pointer(at: 2 * width * group, length: width)
  }

  /// g_z of a group, `width` vectors.
  @inline(__always)
  func noiseVectors(_ group: Int) -> UnsafeMutablePointer<SIMD8<Double>> {
    vectors.pointer(at: 2 * width * group + width, length: width)
  }

  /// g_r of the first group, number by number; the next group's is `stride` further, g_z half of that.
  var numbers: UnsafeMutablePointer<Double> {
    vectors.numbers(vectors: 2 * width * Self.capacity)
  }

  var stride: Int { 16 * width }

  /// Works out `gradient` of a group whose g_r and g_z are complete.
  func closeGradient(_ group: Int) {
    let (r, z) = (rewardVectors(group), noiseVectors(group))
    var (rr, rz, zz) = (SIMD8<Double>.zero, SIMD8<Double>.zero, SIMD8<Double>.zero)
    for v in 0..<width {
      rr = rr + r[v] * r[v]
      rz = rz + r[v] * z[v]
      zz = zz + z[v] * z[v]
    }
    shapes[group].gradient = SigmaQuadratic(rr: rr.sum(), rz: rz.sum(), zz: zz.sum())
  }

  /// Works out what the penalty k of a group adds to its shape.
  func close(_ group: Int, penalty: [Double]) {
    let r = numbers + stride * group
    let z = r + 8 * width
    for j in penalty.indices {
      shapes[group].cross.constant += penalty[j] * r[j]
      shapes[group].cross.linear += penalty[j] * z[j]
      shapes[group].penaltySquare += penalty[j] * penalty[j]
    }
  }
}
