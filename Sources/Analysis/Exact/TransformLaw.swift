import GRPO
import RealModule

/// Standardized advantages under any continuous noise whose tilted moments are known (uniform,
/// Laplace), with any ddof and stabilizer.
///
/// With `Q = sum (x_i - xbar)^2`, `m = G - ddof` and `c = eps sqrt m`, `A_i` is
/// `sqrt m (x_i - xbar) / (sqrt Q + c)`, and the powers of the denominator are Laplace transforms,
///
///     1/(sqrt Q + c)   = int_0^inf exp(-t Q)   t^(-1/2) y_1(c sqrt t) dt
///     1/(sqrt Q + c)^2 = int_0^inf exp(-t Q) 4 y_2(c sqrt t) dt
///
/// with the scaled repeated integrals of erfc, `y_k(z) = exp(z^2) i^k erfc(z)`. What is left is the
/// transform of the group, a product over completions (`TiltedGroup`). Everything in units of sigma.
///
/// Each value is computed at two resolutions; the law has no exact value where they differ.
final class TransformLaw: ConditionalLaw {
  let levels: [Double]
  let noise: TiltedNoise
  let divisor: Double
  let stabilizer: Double
  let sigma: Double
  private var known: [[Int]: TransformMoments] = [:]

  let knowsSecondMoment = true
  let cost: Double

  /// Largest difference between two resolutions, relative to the largest moment of its order.
  private static let tolerance = 1e-8

  init(levels: [Double], noise: TiltedNoise, setting: Setting) {
    self.levels = levels
    self.noise = noise
    divisor = Double(setting.groupSize - setting.advantage.ddof)
    stabilizer = setting.advantage.stabilizer
    sigma = setting.sigma
    cost = 1000 * Double(min(levels.count, setting.groupSize))
  }

  func fill(_ moments: inout ConditionalMoments, counts: [Int]) throws {
    let held = counts.indices.filter { counts[$0] > 0 }
    let value = try integral(counts: counts, held: held)
    for (k, l) in held.enumerated() {
      moments.first[l] = value.first[k]
      moments.diagonal[l] = value.cross[k * held.count + k] + value.own[k]
      for (j, m) in held.enumerated() {
        moments.cross[l * levels.count + m] = value.cross[max(k, j) * held.count + min(k, j)]
      }
    }
  }

  /// All silent groups share one law.
  private func integral(counts: [Int], held: [Int]) throws -> TransformMoments {
    let key = held.count == 1 ? [] : counts
    if let value = known[key] { return value }
    let mean = CountedRewards(counts: counts, levels: levels).mean
    let group = TiltedGroup(
      noise: noise, offsets: held.count == 1 ? [0] : held.map { (levels[$0] - mean) / sigma },
      counts: held.map { Double(counts[$0]) })
    let threshold = stabilizer * divisor.squareRoot() / sigma
    let integral = TransformIntegral(group: group, divisor: divisor, threshold: threshold)
    let value = try integral.value(resolution: 1)
    let coarse = try integral.value(resolution: 1.16)
    guard value.agrees(with: coarse, tolerance: Self.tolerance) else { throw NoExactValue() }
    known[key] = value
    return value
  }
}

/// Thrown by a law whose quadrature is not certified for these counts: the moments stay empty.
struct NoExactValue: Error {}

/// Moments of advantages by level held, see `TiltedGroup`.
struct TransformMoments {
  var first: [Double]
  var cross: [Double]
  var own: [Double]

  func agrees(with other: TransformMoments, tolerance: Double) -> Bool {
    Self.distance(first, other.first) <= tolerance * Self.size(first)
      && Swift.max(Self.distance(cross, other.cross), Self.distance(own, other.own))
        <= tolerance * Swift.max(Self.size(cross), Self.size(own))
  }

  static func size(_ values: [Double]) -> Double { values.reduce(0) { Swift.max($0, abs($1)) } }

  private static func distance(_ a: [Double], _ b: [Double]) -> Double {
    size(zip(a, b).map { $0 - $1 })
  }
}

/// The integral over t, by the trapezoidal rule in v after `t = t0 exp(v - exp(-v))`.
///
/// Because it is a rule for `exp(-t Q)`, whatever Q, its relative error is that of the gamma function
/// on a vertical line, about `exp(-pi^2/step)`, for any law of Q.
struct TransformIntegral {
  let group: TiltedGroup
  let divisor: Double
  /// c, the stabilizer times sqrt m, in units of sigma.
  let threshold: Double

  /// The range of v: at its lower end `sqrt t` is negligible.
  private static let range = (lower: -4.2, upper: 75.0)
  private static let negligible = 1e-14

  /// - Parameter resolution: 1, or more for a coarser rule.
  /// - Throws: `NoExactValue` when the integrand does not die out.
  func value(resolution: Double) throws -> TransformMoments {
    var group = group
    var sum = TransformMoments(first: group.first, cross: group.cross, own: group.own)
    let step = 0.28 * resolution
    let spread = zip(group.offsets, group.counts).reduce(group.size - 1) {
      $0 + $1.1 * $1.0 * $1.0
    }
    let start = 0.5 / (spread + threshold * threshold)
    var idle = 0
    for v in stride(from: Self.range.lower, through: Self.range.upper, by: step) {
      let t = start * .exp(v - .exp(-v))
      group.integrate(t: t, step: 0.55 * resolution)
      let negligible = add(group, t: t, weight: step * t * (1 + .exp(-v)), to: &sum)
      idle = negligible && v > 1 ? idle + 1 : 0
      if idle == 3 { return sum }
    }
    throw NoExactValue()
  }

  /// True when the node adds nothing that counts.
  private func add(
    _ group: TiltedGroup, t: Double, weight: Double, to sum: inout TransformMoments
  ) -> Bool {
    let y = ScaledErfc(threshold * t.squareRoot())
    let one = weight * y.first * (divisor / t).squareRoot()
    let two = weight * 4 * y.second * divisor
    let size = TransformMoments.size
    for i in sum.first.indices {
      sum.first[i] += one * group.first[i]
      sum.own[i] += two * group.own[i]
    }
    for i in sum.cross.indices { sum.cross[i] += two * group.cross[i] }
    return one * size(group.first) <= Self.negligible * size(sum.first)
      && two * Swift.max(size(group.cross), size(group.own))
        <= Self.negligible * Swift.max(size(sum.cross), size(sum.own))
  }
}
