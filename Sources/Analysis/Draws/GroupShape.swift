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
