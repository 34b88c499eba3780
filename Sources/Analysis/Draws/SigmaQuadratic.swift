/// `constant + linear sigma + square sigma^2`: norm(r + sigma z)^2 of two vectors r and z.
struct SigmaQuadratic {
  var constant = 0.0
  var linear = 0.0
  var square = 0.0

  init() {}

  /// From the inner products r.r, r.z and z.z.
  init(rr: Double, rz: Double, zz: Double) {
    constant = rr
    linear = 2 * rz
    square = zz
  }

  @inline(__always)
  func at(_ sigma: Double) -> Double { constant + sigma * (linear + sigma * square) }

  @inline(__always)
  func at(_ sigma: SIMD8<Double>) -> SIMD8<Double> {
    (sigma * square + linear) * sigma + constant
  }

  static func += (sum: inout Self, other: Self) {
    sum.constant += other.constant
    sum.linear += other.linear
    sum.square += other.square
  }
}
