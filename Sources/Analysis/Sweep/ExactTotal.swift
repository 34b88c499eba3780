/// What the exact moments of one prompt or of a set come to: norms and ratios taken in units of their
/// own, so that sizes whose squares are no numbers still have a direction and a signal to noise.
struct ExactTotal {
  private(set) var norm: Double?
  private(set) var secondMoment: Double?
  private(set) var variance: Double?
  private(set) var signalToNoise: Double?
  private(set) var cosine: Double?
  /// Why some of them are nil though the moments are known.
  private(set) var notes: [String] = []

  /// - Parameters:
  ///   - parts: prompts with the probability that a group is theirs. Every one counts for itself: norm(E g)^2,
  ///     E norm(g)^2 and E g . grad V are weighted means, as if E g stacked `sqrt(weight) E g`, and do not
  ///     depend on how often a prompt is listed.
  ///   - hasInfiniteSquare: whether E norm(g)^2 does not exist for one of them.
  init(
    _ parts: [(weight: Double, law: ExactMoments, valueGradient: [Double])],
    hasInfiniteSquare: Bool = false
  ) {
    if hasInfiniteSquare { (secondMoment, variance, signalToNoise) = (.infinity, .infinity, 0) }
    let laws = parts.compactMap(\.law.scaled)
    guard laws.count == parts.count else { return }
    let unit = laws.reduce(0) { Swift.max($0, $1.unit) }
    let gradient = Vector(
      zip(parts, laws).flatMap { part, law in
        law.gradient.map { part.weight.squareRoot() * (law.unit / unit) * $0 }
      })
    let value = Vector(
      parts.flatMap { part in part.valueGradient.map { part.weight.squareRoot() * $0 } })
    norm = unit * gradient.norm
    if value.norm == 0 {
      notes.append("the gradient of V is 0: no cosine")
    } else if gradient.norm == 0 {
      notes.append("the expected gradient is 0: no cosine")
    } else {
      cosine = gradient.cosine(value)
    }
    guard !hasInfiniteSquare else { return }
    let seconds = zip(parts, laws).compactMap { part, law in
      law.secondMoment.map { part.weight * $0 * (law.unit / unit) * (law.unit / unit) }
    }
    guard seconds.count == parts.count else { return }
    setSpread(second: seconds.reduce(0, +), square: gradient.norm * gradient.norm, unit: unit)
  }

  /// The variance is a difference: below rounding of its terms it is 0.
  private mutating func setSpread(second: Double, square: Double, unit: Double) {
    let difference = second - square
    let spread = difference > 4 * Double.ulpOfOne * second ? difference : 0
    // unit^2 alone may overflow or underflow.
    secondMoment = unit * (unit * second)
    variance = unit * (unit * spread)
    if secondMoment?.isFinite == false {
      notes.append("the second moment is too large for a number")
      secondMoment = nil
      if variance?.isFinite == false { variance = nil }
    }
    if spread == 0 {
      notes.append("the variance is 0: no signal to noise")
    } else {
      signalToNoise = square / spread
    }
  }
}

/// A vector as its largest entry times one of ordinary size.
private struct Vector {
  private let entries: [Double]
  private let root: Double
  private let scale: Double

  init(_ entries: [Double]) {
    scale = entries.reduce(0) { Swift.max($0, abs($1)) }
    let scale = scale
    self.entries = scale > 0 ? entries.map { $0 / scale } : entries
    root = dot(self.entries, self.entries).squareRoot()
  }

  var norm: Double { scale * root }

  func cosine(_ other: Vector) -> Double {
    Swift.min(1, Swift.max(-1, dot(entries, other.entries) / (root * other.root)))
  }
}

extension GradientSummary {
  /// Exact values have standard error 0.
  init(_ exact: ExactTotal, silentFraction: Double) {
    let entries: [(Quantity, Double?)] = [
      (.gradientNorm, exact.norm), (.secondMoment, exact.secondMoment),
      (.variance, exact.variance), (.signalToNoise, exact.signalToNoise),
      (.cosine, exact.cosine), (.silentFraction, silentFraction),
    ]
    for case let (quantity, value?) in entries where !value.isNaN {
      set(quantity, Estimate(mean: value, standardError: 0, count: 0))
    }
  }
}
