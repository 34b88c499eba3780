import GRPO
import GSL

/// Centred advantages of a group of two under a clamp or an active clip, any noise whose difference of two
/// draws has a known tail: the advantage depends on the difference d of the two rewards only, and is
/// that of the other with the opposite sign.
///
/// With `A = sign(d) g(abs(d))`, g increasing, and c the clamp, reached at `d = top`,
///
///     E K(A)   = int_0^top g'(t) P(d > t) dt,     K(x) = min(max(x, 0), c)
///     E K(A)^2 = int_0^top 2 g(t) g'(t) P(d > t) dt
///
/// and `g = Y t / (t + tau)`, `Y = sqrt(m/2)`, `tau = eps sqrt(2 m)`, `m = 2 - ddof` for standardized
/// advantages, g = f t/2 for the linear ones. Everything in units of sigma, by Gauss-Legendre panels
/// that know the scales of g, of the tail and of its knots.
struct PairLaw: PartLaw {
  let levels: [Double]
  let sigma: Double
  let tail: DifferenceTail
  let curve: Curve
  /// The clamp; infinite without one.
  private let clamp: Double
  /// Where the clamp is reached; infinite where it is not.
  private let top: Double

  private static let rule = Quadrature.gaussLegendre(count: 16)

  /// The advantage as a function of the size of the difference.
  enum Curve {
    case linear(slope: Double)
    case saturating(limit: Double, half: Double)

    func value(_ t: Double) -> Double {
      switch self {
      case .linear(let slope): slope * t
      case .saturating(let limit, let half): limit * (t / (t + half))
      }
    }

    func slope(_ t: Double) -> Double {
      switch self {
      case .linear(let slope): slope
      // Not by (t + half)^2, which may underflow on its own.
      case .saturating(let limit, let half): limit * (half / (t + half)) / (t + half)
      }
    }
  }

  /// - Parameters:
  ///   - limit: the clamp; infinite without one.
  /// - Throws: `NoExactLaw` where the integral has no end, and for differences lost in the noise.
  init(levels: [Double], setting: Setting, limit: Double, tail: DifferenceTail) throws {
    self.levels = levels
    self.tail = tail
    clamp = limit
    sigma = setting.sigma
    let estimator = setting.advantage
    switch estimator.kind {
    case .standardized:
      let divisor = Double(2 - estimator.ddof)
      let bound = (divisor / 2).squareRoot()
      let half = estimator.stabilizer * (2 * divisor).squareRoot() / sigma
      curve = .saturating(limit: bound, half: half)
      top = limit < bound ? limit * half / (bound - limit) : .infinity
    case .mean, .leaveOneOut:
      curve = .linear(slope: sigma * (estimator.kind == .mean ? 0.5 : 1))
      top = limit / (sigma * (estimator.kind == .mean ? 0.5 : 1))
    case .reinforce, .batchStandardized, .leaveOneOutStandardized, .meanNormalized, .bestOnly:
      throw NoExactLaw(
        "no exact law: \(estimator.kind.rawValue) advantages are not of a pair alone")
    }
    guard top.isFinite || tail.reach.isFinite else {
      throw NoExactLaw("no exact law: an active clip under noise without a last value")
    }
    let gaps = zip(levels, levels.dropFirst()).map { ($1 - $0) / sigma }
    // The means are differences of tails, of which rounding leaves 1e-16.
    guard gaps.allSatisfy({ $0 > 1e-6 }) else {
      throw NoExactLaw(
        "no exact law: two rewards so near beside the noise that rounding drowns them")
    }
  }

  var cost: Double { 200 + 40 * tail.cost }

  func fillParts(_ moments: inout ConditionalMoments, counts: [Int]) {
    let held = counts.indices.filter { counts[$0] > 0 }
    for l in held {
      let other = held.first { $0 != l } ?? l
      let gap = (levels[l] - levels[other]) / sigma
      let (plus, minus) = (part(gap), part(-gap))
      moments.first[moments.firstIndex(0, l)] = plus.first
      moments.first[moments.firstIndex(1, l)] = -minus.first
      moments.diagonal[moments.diagonalIndex(0, 0, l)] = plus.second
      moments.diagonal[moments.diagonalIndex(1, 1, l)] = minus.second
      // Of the other completion, whose advantage is the opposite.
      moments.cross[moments.crossIndex(0, l, 1, other)] = -plus.second
      moments.cross[moments.crossIndex(1, l, 0, other)] = -minus.second
    }
  }

  /// E K and E K^2 for two rewards this far apart.
  private func part(_ gap: Double) -> (first: Double, second: Double) {
    var sum = (first: 0.0, second: 0.0)
    if case .saturating(let limit, let half) = curve, half == 0 {
      // Without a stabilizer all differences have one size.
      let value = min(clamp, limit)
      let probability = tail(-gap)
      return (value * probability, value * value * probability)
    }
    let edges = edges(gap)
    for (lower, upper) in zip(edges, edges.dropFirst()) {
      let half = (upper - lower) / 2
      for (node, weight) in zip(Self.rule.nodes, Self.rule.weights) {
        let t = lower + half + half * node
        let mass = half * weight * curve.slope(t) * tail(t - gap)
        sum.first += mass
        sum.second += 2 * curve.value(t) * mass
      }
    }
    return sum
  }

  /// Panels that widen away from each place where g or the tail changes fast.
  private func edges(_ gap: Double) -> [Double] {
    let end = min(top, gap + tail.reach)
    guard end > 0 else { return [] }
    var points = [0, gap, end] + tail.knots.map { gap + $0 }
    // The tail about the gap, from a quarter of its finest scale on.
    var distance = 0.25 * tail.grain
    while distance < end + abs(gap) {
      points += [gap - distance, gap + distance]
      distance *= 1.5
    }
    // 1/(t + tau) has its pole as far to the left as the panel is wide.
    if case .saturating(_, let half) = curve {
      var size = 1.7 * half
      while size - half < end {
        points.append(size - half)
        size *= 1.7
      }
    }
    return points.filter { 0 <= $0 && $0 <= end }.sorted()
  }
}
