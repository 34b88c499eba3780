import RealModule

/// Repeated integrals of the complementary error function, scaled (DLMF 7.18).
///
///     y_k(z) = exp(z^2) i^k erfc(z),       z >= 0, k = 0, 1, 2
///     (sqrt pi / 2) k! y_k(z) = int_0^inf y^k exp(-y^2 - 2 z y) dy
struct ScaledErfc {
  private(set) var zeroth: Double
  private(set) var first: Double
  private(set) var second: Double

  /// Below 2 the forward recurrence loses one digit at most; above, the backward one (Miller's
  /// algorithm, error about exp(-2 z sqrt(2 N)) for N terms) starts from y_-1 = 2 / sqrt pi.
  init(_ z: Double) {
    if z < 2 {
      zeroth = .exp(z * z) * .erfc(z)
      first = 1 / Self.rootPi - z * zeroth
      second = (zeroth - 2 * z * first) / 4
      return
    }
    // With z sqrt N = 13.5 the error exp(-2 z sqrt(2 N)) is 3e-17.
    let depth = 13.5 / z
    // Any small number does: the recurrence is linear, and `scale` makes it right.
    var (above, here) = (0.0, 1e-290)
    (zeroth, first, second) = (0, 0, 0)
    for n in stride(from: Int(depth * depth) + 10, through: 0, by: -1) {
      (second, first, zeroth) = (first, zeroth, here)
      (above, here) = (here, 2 * z * here + 2 * Double(n + 1) * above)
      // A factor common to all, which `scale` takes out: it only keeps `here` from overflowing.
      if here > 1e200 {
        (above, here) = (above * 1e-200, here * 1e-200)
        (zeroth, first, second) = (zeroth * 1e-200, first * 1e-200, second * 1e-200)
      }
    }
    let scale = 2 / Self.rootPi / here
    (zeroth, first, second) = (scale * zeroth, scale * first, scale * second)
  }

  static let rootPi = Double.sqrt(.pi)
}

/// The law of y > 0 with density proportional to `exp(-(y + z)^2)`: mean, variance and log mass.
struct HalfNormal {
  /// log of the integral of the density over y > 0.
  let logMass: Double
  /// E y; for z < 0 it is `-z + excess`.
  let mean: Double
  /// E(y + z), without the cancellation of z that `mean` has for z << 0.
  let excess: Double
  let variance: Double

  /// - Parameters:
  ///   - edge: log density at y = 0, used for z >= 0.
  ///   - peak: log density at y = -z, `edge + z^2` (a sum that may cancel), used for z < 0.
  init(_ z: Double, edge: Double, peak: Double) {
    if z >= 0 {
      let y = ScaledErfc(z)
      logMass = edge + .log(ScaledErfc.rootPi / 2 * y.zeroth)
      mean = y.first / y.zeroth
      excess = mean + z
      // The square of the mean is between 1/2 and 2/pi of E y^2: no digit is lost.
      variance = 2 * y.second / y.zeroth - mean * mean
    } else {
      let mass = ScaledErfc.rootPi / 2 * Double.erfc(z)
      logMass = peak + .log(mass)
      excess = .exp(-z * z) / (2 * mass)
      mean = excess - z
      // By parts E(y + z)^2 = 1/2 + z excess.
      variance = 0.5 + excess * (z - excess)
    }
  }
}
