import GSL
import RealModule

/// The transform `E[ . exp(-t Q)]`, `Q = sum (x_i - xbar)^2`, of a dithered group of independent
/// `x_i`, as an integral over a common centre m:
///
///     exp(-t Q) = sqrt(t G / pi) int exp(-t sum_i (x_i - m)^2) dm
///
/// Given m the tilted x_i are independent; with their means a_i and variances s_i and the centring
/// matrix H,
///
///     E[(x_i - xbar) ... ]              is the integral of  P (H a)_i
///     E[(x_i - xbar)(x_j - xbar) ... ]  is the integral of  P { (H a)_i (H a)_j + (H diag(s) H)_ij }
///
/// where P is the product of the masses: nothing is ever subtracted, so nothing cancels.
struct TiltedGroup {
  let noise: TiltedNoise
  /// Levels held by the group, less their mean, in standard deviations of the noise.
  let offsets: [Double]
  let counts: [Double]
  let size: Double

  /// By held level.
  private(set) var first: [Double]
  /// By pair of held levels: two different completions.
  private(set) var cross: [Double]
  /// What two equal completions have besides.
  private(set) var own: [Double]

  private var tilted: [TiltedMoments]
  private var centred: [Double]
  /// Where the product was largest at the last t: the next search starts there.
  private var mode = 0.0
  private static let rule = Quadrature.gaussLegendre(count: 16)
  /// exp of minus this is negligible.
  private static let depth = 38.0

  init(noise: TiltedNoise, offsets: [Double], counts: [Double]) {
    self.noise = noise
    self.offsets = offsets
    self.counts = counts
    size = counts.reduce(0, +)
    let k = offsets.count
    first = Array(repeating: 0, count: k)
    cross = Array(repeating: 0, count: k * k)
    own = first
    centred = first
    tilted = Array(
      repeating: TiltedMoments(logMass: 0, noise: 0, deviation: 0, variance: 0), count: k)
  }

  /// Sets `first`, `cross` and `own` for one t.
  ///
  /// - Parameter step: in units of `1 / sqrt(t G)`; the trapezoidal rule is off by
  ///   `2 exp(-pi^2/step^2)` relative at most, for any noise, because the integrand is entire in m
  ///   and grows no faster than `exp(t G Im(m)^2)`.
  mutating func integrate(t: Double, step: Double) {
    for i in first.indices { (first[i], own[i]) = (0, 0) }
    for i in cross.indices { cross[i] = 0 }
    let spacing = step / (t * size).squareRoot()
    // The spacing shrinks as t grows, the range that matters does not: then panels take over.
    if noise.liveWidth(offsets: offsets, size: size) > 250 * spacing {
      // Sixteen nodes on seven spacings: twice as dense as the trapezoidal rule.
      panels(t: t, width: 7 * spacing)
    } else {
      walk(t: t, spacing: spacing)
    }
  }

  /// Sets `first`, `cross` and `own` to their values for t = 0, those of the group itself.
  mutating func setLimit() {
    let variance = noise.variance
    for l in offsets.indices {
      (first[l], own[l]) = (offsets[l], variance)
      for k in 0...l {
        cross[l * offsets.count + k] = offsets[l] * offsets[k] - variance / size
      }
    }
  }

  /// The trapezoidal rule, outwards from the last mode: the product is unimodal, so the first
  /// negligible node downhill ends each side.
  private mutating func walk(t: Double, spacing: Double) {
    let start = mode
    var best = evaluate(m: start, t: t)
    let atStart = best
    add(logProduct: best, t: t, spacing: spacing)
    for direction in [spacing, -spacing] {
      var last = atStart
      var k = 1.0
      while true {
        let m = start + k * direction
        let log = evaluate(m: m, t: t)
        add(logProduct: log, t: t, spacing: spacing)
        if log > best { (best, mode) = (log, m) }
        // Uphill even negligible nodes go on: the mode may be far from the start.
        if log < best - Self.depth && log < last { break }
        last = log
        k += 1
      }
    }
  }

  /// Gauss-Legendre panels, narrow only near the kinks of the densities: for large t, where the
  /// product is smooth elsewhere.
  private mutating func panels(t: Double, width: Double) {
    let edges = noise.panelEdges(offsets: offsets, size: size, t: t, width: width)
    for (lower, upper) in zip(edges, edges.dropFirst()) {
      let half = (upper - lower) / 2
      for (node, weight) in zip(Self.rule.nodes, Self.rule.weights) {
        let log = evaluate(m: lower + half + half * node, t: t)
        add(logProduct: log, t: t, spacing: half * weight)
      }
    }
  }

  /// Tilted moments of every level around m; returns log P.
  private mutating func evaluate(m: Double, t: Double) -> Double {
    var log = 0.0
    for l in offsets.indices {
      tilted[l] = noise.moments(offset: offsets[l] - m, t: t)
      log += counts[l] * tilted[l].logMass
    }
    return log
  }

  private mutating func add(logProduct: Double, t: Double, spacing: Double) {
    let weight = spacing * (t * size / .pi).squareRoot() * .exp(logProduct)
    if weight == 0 { return }
    let meanVariance = centre(t)
    for l in offsets.indices {
      first[l] += weight * centred[l]
      own[l] += weight * tilted[l].variance
      for k in 0...l {
        // (H diag(s) H)_ij for i != j; what i = j has besides, s_i, goes to `own`.
        cross[l * offsets.count + k] +=
          weight
          * (centred[l] * centred[k] + meanVariance
            - (tilted[l].variance + tilted[k].variance) / size)
      }
    }
  }

  /// Sets `centred` to H a and returns the variance of the mean. Where the tilt rules (t > 1) levels
  /// hardly show in `x - m`; elsewhere the noise hardly moves them.
  private mutating func centre(_ t: Double) -> Double {
    var (mean, variance) = (0.0, 0.0)
    for l in offsets.indices {
      centred[l] = t > 1 ? tilted[l].deviation : tilted[l].noise
      mean += counts[l] * centred[l]
      variance += counts[l] * tilted[l].variance
    }
    // A silent group: exactly 0 after the subtraction.
    if offsets.count == 1 { centred[0] = mean / size }
    for l in offsets.indices {
      centred[l] -= mean / size
      // Offsets are centred already: H leaves them as they are.
      if t <= 1 { centred[l] += offsets[l] }
    }
    return variance / (size * size)
  }
}

extension TiltedNoise {
  /// Width of the range of m that matters when t is large, or more.
  func liveWidth(offsets: [Double], size: Double) -> Double {
    let range = liveRange(offsets: offsets, size: size)
    return Swift.max(0, range.upper - range.lower)
  }

  private func liveRange(offsets: [Double], size: Double) -> (lower: Double, upper: Double) {
    // Products of G densities: exp(-9^2/2) and exp(-28 sqrt 2) are below 1e-17.
    let (low, high) = (offsets.min()!, offsets.max()!)
    switch self {
    case .gaussian: return (-9 / size.squareRoot(), 9 / size.squareRoot())
    case .uniform: return (high - TiltedUniform.halfWidth, low + TiltedUniform.halfWidth)
    case .laplace: return (low - 28 / size, high + 28 / size)
    case .uniforms(let sum): return (high - sum.halfWidth, low + sum.halfWidth)
    case .mixture(let mixture):
      let margin = mixture.margin(spread: high - low, size: size)
      return (low - margin, high + margin)
    }
  }

  /// Points at which a density is not smooth.
  private func kinks(_ offsets: [Double]) -> [Double] {
    switch self {
    case .gaussian: []
    case .uniform:
      offsets.flatMap { [$0 - TiltedUniform.halfWidth, $0 + TiltedUniform.halfWidth] }
    case .laplace: offsets
    case .uniforms(let sum): offsets.flatMap { offset in sum.knots.map { offset + $0 } }
    case .mixture(let mixture): if case .laplace = mixture.kind { offsets } else { [] }
    }
  }

  /// Panels of one width within `8 / sqrt t` of a kink, and of the scale of the density elsewhere.
  func panelEdges(offsets: [Double], size: Double, t: Double, width: Double) -> [Double] {
    // The tilt blurs the ends of the support by about 1/sqrt t, and exp(-8^2) is 1e-28.
    let margin = isBounded ? 8 / t.squareRoot() : 0
    let range = liveRange(offsets: offsets, size: size)
    let (lower, upper) = (range.lower - margin, range.upper + margin)
    let layers = (8 / t.squareRoot() / width).rounded(.up)
    var points = [lower, upper]
    for kink in kinks(offsets) {
      for j in stride(from: -layers, through: layers, by: isSmooth ? layers / 2 : 1) {
        points.append(kink + j * width)
      }
    }
    if case .mixture(let mixture) = self {
      points += offsets.flatMap { mixture.edges(from: $0, offsets, size, lower, upper) }
    }
    points = points.filter { lower <= $0 && $0 <= upper }.sorted()
    let cap = smoothScale(size)
    return zip(points, points.dropFirst()).flatMap { a, b in
      let pieces = Swift.max(1, ((b - a) / cap).rounded(.up))
      return stride(from: 0, to: pieces, by: 1).map { a + (b - a) * $0 / pieces }
    } + [upper]
  }

  private var isBounded: Bool {
    switch self {
    case .uniform, .uniforms: true
    case .gaussian, .laplace, .mixture: false
    }
  }

  /// Whether the density has a slope at its kinks, so that few panels serve there.
  private var isSmooth: Bool {
    if case .uniforms(let sum) = self { sum.isSmooth } else { false }
  }

  private func smoothScale(_ size: Double) -> Double {
    switch self {
    case .gaussian: 2 / size.squareRoot()
    case .uniform, .uniforms, .mixture: .infinity
    case .laplace: 6 / size
    }
  }
}

extension ScaleMixture {
  /// Edges of panels outwards from a level, as far as it is the nearest.
  fileprivate func edges(
    from level: Double, _ offsets: [Double], _ size: Double, _ lower: Double, _ upper: Double
  ) -> [Double] {
    let above = offsets.filter { $0 > level }.min().map { (level + $0) / 2 } ?? upper
    let below = offsets.filter { $0 < level }.max().map { (level + $0) / 2 } ?? lower
    var edges = [level]
    for (sign, end) in [(1.0, above), (-1, below)] {
      var distance = 0.0
      let last = sign * (end - level)
      while distance < last {
        distance = Swift.min(last, distance + panelWidth(distance: distance, size: size))
        edges.append(level + sign * distance)
      }
    }
    return edges
  }
}
