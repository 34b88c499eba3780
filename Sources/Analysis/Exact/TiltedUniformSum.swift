import GSL
import RealModule

/// The sum of independent uniform noises, of variance 1 together: the noise of the released ReDit code,
/// one uniform draw for each reward component.
///
/// Its density is a polynomial between knots, the sums of plus and minus all half-widths h_k:
///
///     f(x) = 1 / ((m-1)! prod 2 h_k) sum over signs of prod(signs) (x - knot)_+^(m-1)
///
/// Tilted moments are taken piece by piece. Where the tilt sees one piece only they are closed.
struct TiltedUniformSum: Equatable {
  /// In increasing order, symmetric about 0.
  let knots: [Double]
  /// Of each piece, in powers of the distance from its centre.
  private let pieces: [[Double]]
  /// The middle of each piece, but the ends of the support for the outer two: there the density is one
  /// power of the distance, and about another point the small rest of a cancellation.
  private let centres: [Double]
  private static let rule = Quadrature.gaussLegendre(count: 12)

  /// Whether the density has a continuous slope.
  var isSmooth: Bool { pieces[0].count > 2 }

  /// Half the width of the support.
  var halfWidth: Double { knots.last! }

  /// nil for more than eight components.
  ///
  /// - Parameter components: scales of the components, of unit Euclidean norm.
  init?(components: [Double]) {
    guard components.count <= 8 else { return nil }
    let widths = components.map { TiltedUniform.halfWidth * $0 }
    var sums = [(place: 0.0, sign: 1.0)]
    for h in widths { sums = sums.flatMap { [($0.place - h, $0.sign), ($0.place + h, -$0.sign)] } }
    var merged: [(place: Double, sign: Double)] = []
    for sum in sums.sorted(by: { $0.place < $1.place }) {
      // Knots, of order 1, that rounding alone tells apart are one.
      if let last = merged.last, sum.place - last.place < 1e-12 {
        merged[merged.count - 1].sign += sum.sign
      } else {
        merged.append(sum)
      }
    }
    let degree = components.count - 1
    let factorial = (0..<degree).reduce(1.0) { $0 * Double($1 + 1) }
    let scale = 1 / (factorial * widths.reduce(1) { $0 * 2 * $1 })
    knots = merged.map(\.place)
    let left = zip(merged, merged.dropFirst()).map { lower, upper -> [Double] in
      let isOuter = lower.place == merged[0].place && merged.count > 2
      let middle = isOuter ? lower.place : (lower.place + upper.place) / 2
      var coefficients = [Double](repeating: 0, count: degree + 1)
      for term in merged where term.place <= lower.place {
        var power = term.sign * scale
        // (y + gap)^degree by the binomial theorem.
        for k in stride(from: degree, through: 0, by: -1) {
          coefficients[k] += power
          power *= (middle - term.place) * Double(k) / Double(degree - k + 1)
        }
      }
      return coefficients
    }
    // Near the right end the sum cancels: there the left half is mirrored.
    let count = left.count
    let knots = knots
    centres = left.indices.map { i in
      let inner = (knots[i] + knots[i + 1]) / 2
      return count == 1 || (0 < i && i < count - 1) ? inner : i == 0 ? knots[0] : knots[count]
    }
    pieces = left.indices.map { i in
      2 * i < count
        ? left[i]
        : left[count - 1 - i].enumerated().map { $0.offset % 2 == 0 ? $0.element : -$0.element }
    }
  }

  func density(_ x: Double) -> Double {
    guard abs(x) < halfWidth else { return 0 }
    let i = piece(x)
    return value(i, x - centres[i])
  }

  /// Moments of the noise e under `exp(-t (d + e)^2)`.
  func moments(_ d: Double, _ t: Double) -> TiltedMoments {
    let root = t.squareRoot()
    // exp(-6.6^2) is 1e-19: what the tilt leaves beyond does not count.
    let reach = 6.6 / root
    if abs(d) + reach < halfWidth {
      let i = piece(-d)
      if knots[i] < -d - reach, -d + reach < knots[i + 1] { return closed(i, d, t) }
    }
    return summed(d, t)
  }

  /// The probability of a sum at most x, for x <= 0.
  ///
  /// Below 0 pieces are added from the left end: no difference from 1.
  func lowerTail(_ x: Double) -> Double {
    guard x > -halfWidth else { return 0 }
    let last = piece(x)
    return (0...last).reduce(0) {
      $0 + mass($1, from: knots[$1], to: $1 == last ? x : knots[$1 + 1])
    }
  }

  private func mass(_ i: Int, from lower: Double, to upper: Double) -> Double {
    var (left, right) = (0.0, 0.0)
    for (k, c) in pieces[i].enumerated().reversed() {
      left = (left + c / Double(k + 1)) * (lower - centres[i])
      right = (right + c / Double(k + 1)) * (upper - centres[i])
    }
    return right - left
  }

  private func piece(_ x: Double) -> Int {
    var (low, high) = (0, pieces.count - 1)
    while low < high {
      let middle = (low + high + 1) / 2
      if knots[middle] <= x { low = middle } else { high = middle - 1 }
    }
    return low
  }

  private func value(_ i: Int, _ y: Double) -> Double {
    var sum = 0.0
    for c in pieces[i].reversed() { sum = sum * y + c }
    return sum
  }

  /// The tilt is a normal law of variance `1/(2t)` about -d, inside one piece: its moments of the
  /// polynomial about that point.
  private func closed(_ i: Int, _ d: Double, _ t: Double) -> TiltedMoments {
    var taylor = pieces[i]
    let y = -d - centres[i]
    // Horner's scheme again and again: the coefficients about -d.
    for k in taylor.indices {
      for j in stride(from: taylor.count - 2, through: k, by: -1) { taylor[j] += y * taylor[j + 1] }
    }
    // Even moments of the normal law: 1, v, 3 v^2, 15 v^3, ...
    let v = 1 / (2 * t)
    var sums = (0.0, 0.0, 0.0)
    var even = 1.0
    for (k, c) in taylor.enumerated() {
      if k % 2 == 0 {
        sums.0 += c * even
        sums.2 += c * even * v * Double(k + 1)
      } else {
        even *= v * Double(k)
        sums.1 += c * even
      }
    }
    let mean = sums.1 / sums.0
    return TiltedMoments(
      logMass: .log(sums.0) + 0.5 * .log(.pi / t), noise: mean - d, deviation: mean,
      variance: sums.2 / sums.0 - mean * mean)
  }

  /// By Gauss-Legendre panels in which the exponent changes little, relative to its smallest value in
  /// the support.
  private func summed(_ d: Double, _ t: Double) -> TiltedMoments {
    let base = Swift.min(Swift.max(-d, -halfWidth), halfWidth)
    let near = d + base
    // exp(-t ((near + y)^2 - near^2)) is negligible beyond y = reach.
    // It is the root of t y (y + 2 abs(near)) = 40, written without a difference.
    let reach = 40 / (abs(near) * t + (near * near * t * t + 40 * t).squareRoot())
    // The exponent reaches 40, and changes by less than 10 in a panel.
    let width = reach / 8
    var sums = (0.0, 0.0, 0.0)
    for i in pieces.indices {
      let lower = Swift.max(knots[i], base - reach)
      let upper = Swift.min(knots[i + 1], base + reach)
      guard lower < upper else { continue }
      let panels = Swift.max(1, ((upper - lower) / width).rounded(.up))
      let half = (upper - lower) / panels / 2
      for p in stride(from: 0, to: panels, by: 1) {
        let centre = lower + (2 * p + 1) * half
        for (node, weight) in zip(Self.rule.nodes, Self.rule.weights) {
          let e = centre + half * node
          let y = e - base
          let mass = weight * half * value(i, e - centres[i]) * .exp(-t * y * (y + 2 * near))
          sums.0 += mass
          sums.1 += mass * y
          sums.2 += mass * y * y
        }
      }
    }
    let mean = sums.1 / sums.0
    return TiltedMoments(
      logMass: .log(sums.0) - t * near * near, noise: base + mean, deviation: near + mean,
      variance: sums.2 / sums.0 - mean * mean)
  }
}
