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

/// All that a group's advantages and the square of its gradient take from it, for every sigma.
///
/// With r and z the (centred) raw rewards and noise, `g_r = (1/G) sum r_i v_i`, `g_z` likewise and k the
/// penalty, the gradient is `g = w (g_r + sigma g_z) + k`, and
///
///     norm(g)^2 = w^2 gradient(sigma) + 2 w cross(sigma) + k.k
///
/// where w is the advantages' scale, a function of `rewards(sigma)`.
struct GroupShape {
  /// norm(r + sigma z)^2; over the batch where the batch's standard deviation divides.
  var rewards = SigmaQuadratic()
  /// norm(g_r + sigma g_z)^2.
  var gradient = SigmaQuadratic()
  /// k . (g_r + sigma g_z), its square being 0.
  var cross = SigmaQuadratic()
  /// k . k.
  var penaltySquare = 0.0

  static func += (sum: inout Self, other: Self) {
    sum.rewards += other.rewards
    sum.gradient += other.gradient
    sum.cross += other.cross
    sum.penaltySquare += other.penaltySquare
  }
}
