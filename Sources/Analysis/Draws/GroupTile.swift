/// The next few groups under one dither, centred or not, as numbers that do not depend on sigma.
///
/// Panels read a tile at a time, so that what a setting adds up stays in registers. A gradient fills
/// whole vectors of eight numbers, the last padded with zeros.
final class GroupTile {
  static let capacity = 64

  let parameterCount: Int
  /// Vectors per gradient.
  let width: Int
  private(set) var count = 0
  let shapes: UnsafeMutablePointer<GroupShape>
  /// Room for one pair of numbers per parameter, 0 between groups.
  let pairs: UnsafeMutablePointer<SIMD2<Double>>
  /// For each group g_r, then g_z.
  private let vectors: UnsafeMutablePointer<SIMD8<Double>>

  init(parameterCount: Int) {
    self.parameterCount = parameterCount
    width = (parameterCount + 7) / 8
    shapes = .allocate(capacity: Self.capacity)
    shapes.initialize(repeating: GroupShape(), count: Self.capacity)
    pairs = .allocate(capacity: parameterCount)
    pairs.initialize(repeating: .zero, count: parameterCount)
    vectors = .allocate(capacity: 2 * width * Self.capacity)
    vectors.initialize(repeating: .zero, count: 2 * width * Self.capacity)
  }

  deinit {
    shapes.deallocate()
    pairs.deallocate()
    vectors.deallocate()
  }

  func clear() { count = 0 }

  /// Opens the next group, its gradients 0.
  func open() -> Int {
    let group = count
    let start = vectors + 2 * width * group
    for v in 0..<2 * width { start[v] = .zero }
    shapes[group] = GroupShape()
    count += 1
    return group
  }

  /// g_r of a group, `width` vectors.
  @inline(__always)
  func rewardVectors(_ group: Int) -> UnsafeMutablePointer<SIMD8<Double>> {
    vectors + 2 * width * group
  }

  /// g_z of a group, `width` vectors.
  @inline(__always)
  func noiseVectors(_ group: Int) -> UnsafeMutablePointer<SIMD8<Double>> {
    vectors + (2 * width * group + width)
  }

  /// g_r of the first group, number by number; the next group's is `stride` further, g_z half of that.
  var numbers: UnsafeMutablePointer<Double> {
    UnsafeMutableRawPointer(vectors).assumingMemoryBound(to: Double.self)
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
