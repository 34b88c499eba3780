import RealModule

/// A normal vector of unit variances under the tilt `exp(-t norm(x)^2)`: it stays normal, its mean and
/// its variance shrunk by `1 + 2 t`.
///
///     E exp(-t norm(x)^2) = (1 + 2 t)^(-D/2) exp(-lambda^2 t / (1 + 2 t))
///
/// in D dimensions, lambda the norm of its mean.
struct TiltedNormal {
  let t: Double
  /// What mean and variance are multiplied by.
  let shrink: Double

  init(_ t: Double) {
    self.t = t
    shrink = 1 / (1 + 2 * t)
  }

  /// The logarithm of the mass.
  func logMass(lambda: Double, dimension: Double) -> Double {
    -lambda * lambda * t * shrink - 0.5 * dimension * .log(onePlus: 2 * t)
  }

  func mass(lambda: Double, dimension: Double) -> Double {
    .exp(logMass(lambda: lambda, dimension: dimension))
  }
}
