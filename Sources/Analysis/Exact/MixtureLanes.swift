import GSL
import RealModule

/// The tilted moments of a ``ScaleMixture``, eight parts at a time.
final class MixtureLanes {

  private let chunks: Int
  private let variances: Buffer<SIMD8<Double>>
  private let logWeights: Buffer<SIMD8<Double>>
  /// Of the last t.
  private var t = -1.0
  private let shrinks: Buffer<SIMD8<Double>>
  private let logMasses: Buffer<SIMD8<Double>>
  /// V s.
  private let own: Buffer<SIMD8<Double>>
  /// Where the mass of the first of eight parts is largest: from the next on masses fall.
  private var peak = 0

  /// A part this far below the largest does not count.
  private static let depth = 38.0

  init(variances: [Double], logWeights: [Double]) {
    chunks = (variances.count + 7) / 8
    self.variances = Buffer(repeating: .zero, count: chunks)
    // What fills the last vector up has no weight.
    self.logWeights = Buffer(repeating: SIMD8<Double>(repeating: -1e300), count: chunks)
    for k in variances.indices {
      self.variances[k / 8][k % 8] = variances[k]
      self.logWeights[k / 8][k % 8] = logWeights[k]
    }
    shrinks = Buffer(repeating: .zero, count: chunks)
    logMasses = Buffer(repeating: .zero, count: chunks)
    own = Buffer(repeating: .zero, count: chunks)
  }

  func moments(_ d: Double, _ t: Double) -> TiltedMoments {
    if t != self.t { prepare(t) }
    let (shrinks, logMasses) = (shrinks.pointer(length: chunks), logMasses.pointer(length: chunks))
    let own = own.pointer(length: chunks)
    let square = t * d * d
    // Of every eighth part. The log density falls from its largest by less than a hundred over half of eight steps, so
    // that no exponential overflows.
    var top = -Double.infinity
    for k in 0..<chunks {
      // No exponent is above its mass, and masses fall from their largest on.
      if k > peak, logMasses[k][0] < top { break }
      let exponent = logMasses[k][0] - square * shrinks[k][0]
      top = exponent > top ? exponent : top
    }
    let isLarge = t > 1
    let factors = isLarge ? shrinks : own
    var (mass, first, second, variance) = (
      SIMD8<Double>.zero, SIMD8<Double>.zero, SIMD8<Double>.zero, SIMD8<Double>.zero
    )
    for k in 0..<chunks {
      if k > peak, logMasses[k][0] < top - Self.depth { break }
      let exponent = logMasses[k] - square * shrinks[k] - top
      guard LaneFunctions.reachesZero(exponent + Self.depth) else { continue }
      let weight = LaneFunctions.exp(exponent)
      let factor = factors[k]
      let share = weight * factor
      mass = mass + weight
      first = first + share
      second = second + share * factor
      variance = variance + weight * own[k]
    }
    // 2 t V s is 1 - s: whichever of both is small is summed, not the difference from 1.
    let unit = isLarge ? 1 : 2 * t
    let total = LaneFunctions.sum(mass)
    let mean = unit * LaneFunctions.sum(first) / total
    // s and 1 - s have the same variance.
    let spread = Swift.max(
      0, unit * unit * LaneFunctions.sum(second) / total - mean * mean)
    let inner = LaneFunctions.sum(variance) / total
    let noise = isLarge ? -2 * t * d * inner : -d * mean
    return TiltedMoments(
      logMass: top + .log(total), noise: noise, deviation: isLarge ? d * mean : d + noise,
      variance: inner + d * d * spread)
  }

  private func prepare(_ t: Double) {
    self.t = t
    var largest = -Double.infinity
    for k in 0..<chunks {
      let x = variances[k] * (2 * t) + 1
      shrinks[k] = 1 / x
      logMasses[k] = logWeights[k] - 0.5 * LaneFunctions.log(x)
      own[k] = variances[k] * shrinks[k]
      if logMasses[k][0] > largest { (largest, peak) = (logMasses[k][0], k) }
    }
  }
}
