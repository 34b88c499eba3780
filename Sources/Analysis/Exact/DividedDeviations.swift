import GRPO

/// Moments of deviations divided by the deviation of all rewards of a sample, noise included.
///
/// With `Q = sum (x_i - xbar)^2` over the N rewards of a group or of a whole batch, `m = N - ddof` and
/// `c = eps sqrt m`,
///
///     A_i = sqrt m (x_i - xbar) / (sqrt Q + c)
///
/// (or `sqrt(Q + c^2)` with `c = sqrt(eps m)`)
/// and the powers of the denominator are Laplace transforms (`InverseNormRule`). What is left is the
/// transform of the sample, a product over completions (`TiltedGroup`). Everything in units of the noise's
/// scale: sigma, but that of the t law before it is scaled to variance 1, which knows no limit at 2 degrees.
///
/// Each value is computed at two resolutions; there is no exact value where they differ. Values are kept
/// by counts.
final class DividedDeviations {
  let levels: [Double]
  let noise: TiltedNoise
  let divisor: Double
  /// Of the divisor, in units of reward.
  let offset: Double
  /// The divisor has it inside its root.
  let isRooted: Bool
  /// Of the noise.
  private let scale: Double
  private var known: [[Int]: TransformMoments] = [:]

  /// Two quadratures of one to three milliseconds in all; ten times that and more for other noise.
  var cost: Double {
    switch noise {
    case .uniforms: 20_000
    case .mixture: (noise.isHeavy ? 40_000 : 15_000) * Double(levels.count)
    case .gaussian, .uniform, .laplace: 1500
    }
  }

  /// Largest difference between two resolutions, relative to the largest moment of its order.
  private static let tolerance = 1e-8

  /// - Parameter size: N.
  init(levels: [Double], noise: TiltedNoise, setting: Setting, size: Int) {
    self.levels = levels
    self.noise = noise
    divisor = Double(size - setting.advantage.ddof)
    offset = setting.advantage.offset
    isRooted = setting.advantage.denominator == .rooted
    scale = setting.sigma / noise.variance.squareRoot()
  }

  /// The moments by level held, for the counts of a sample.
  ///
  /// - Throws: `NoExactLaw` where the quadratures differ.
  func callAsFunction(_ counts: [Int]) throws -> TransformMoments {
    // A mirrored sample has the opposite advantages.
    let mirror = isSymmetric && counts.lexicographicallyPrecedes(counts.reversed())
    let source = mirror ? counts.reversed() : counts
    let value = try integral(counts: source, held: source.indices.filter { source[$0] > 0 })
    return mirror ? value.mirrored : value
  }

  private var isSymmetric: Bool {
    levels.indices.allSatisfy {
      levels[$0] - levels[0] == levels[levels.count - 1] - levels[levels.count - 1 - $0]
    }
  }

  /// All silent groups share one law.
  private func integral(counts: [Int], held: [Int]) throws -> TransformMoments {
    let key = held.count == 1 ? [] : counts
    if let value = known[key] { return value }
    let rewards = CountedRewards(counts: counts, levels: levels)
    let deviations = held.map { rewards.norm == 0 ? 0 : levels[$0] - rewards.mean }
    let held = held.map { Double(counts[$0]) }
    let value =
      try limit(deviations, held, norm: rewards.norm) ?? quadrature(deviations, held)
    known[key] = value
    return value
  }

  private func quadrature(_ deviations: [Double], _ counts: [Double]) throws -> TransformMoments {
    // Far below the noise the means are linear in the rewards to 1e-10, and rounding would drown them.
    let largest = deviations.reduce(0) { Swift.max($0, abs($1)) } / scale
    let blowUp = largest == 0 || largest > Self.linearRange ? 1 : Self.linearRange / largest
    guard noise.reaches(largest * blowUp) else { throw NoExactLaw.inaccurate }
    let group = TiltedGroup(
      noise: noise, offsets: deviations.map { $0 / scale * blowUp }, counts: counts)
    let threshold = offset * divisor.squareRoot() / scale
    let integral = TransformIntegral(
      group: group, divisor: divisor, threshold: threshold, isRooted: isRooted)
    var value = try integral.value(resolution: 1)
    // Its steps, in v and in m, are off by some 1e-13 and 1e-10 by the bounds of their rules:
    // agreement vouches for the finer one.
    let coarse = try integral.value(resolution: 1.16)
    guard value.agrees(with: coarse, tolerance: Self.tolerance) else { throw NoExactLaw.inaccurate }
    // Offsets enter second moments by their squares, 1e-10 at most even so: those stay.
    value.first = value.first.map { $0 / blowUp }
    return value
  }

  /// Rewards less than this many scales apart give means in proportion to them.
  private static let linearRange = 1e-5

  /// Where noise, or everything, is too small for the denominator to see it; see `RadialMoments`.
  private func limit(
    _ deviations: [Double], _ counts: [Double], norm: Double
  ) -> TransformMoments? {
    let size = counts.reduce(0, +)
    let spread = scale * size.squareRoot()
    let floor = offset * divisor.squareRoot()
    // Of a heavy tail some is above any floor.
    let isDrowned = floor > 0x1p60 * (norm + spread) && !noise.isHeavy
    guard norm > 0x1p30 * spread || isDrowned else { return nil }
    let whole = isRooted ? (norm * norm + floor * floor).squareRoot() : norm + floor
    let slope = divisor.squareRoot() / whole
    let first = deviations.map { slope * $0 }
    let own = (slope * scale) * (slope * scale) * noise.variance
    return TransformMoments(
      first: first, cross: first.flatMap { a in first.map { a * $0 - own / size } },
      own: first.map { _ in own })
  }
}
