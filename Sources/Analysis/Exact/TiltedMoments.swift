/// One dithered reward `x = m + d + e`, e noise of variance 1, under the Gaussian tilt
/// `exp(-t (x - m)^2)`: what the transform of a group is a product of.
///
///     mass = E exp(-t (d + e)^2)
struct TiltedMoments {
  var logMass: Double
  /// Tilted mean of the noise e.
  var noise: Double
  /// Tilted mean of `x - m = d + noise`, accurate where the two cancel (t > 1).
  var deviation: Double
  /// Tilted variance of either.
  var variance: Double
}
