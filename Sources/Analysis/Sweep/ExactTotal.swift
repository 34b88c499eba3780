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
  ///   - frame: of the prompts.
  ///   - hasInfiniteSquare: whether E norm(g)^2 does not exist for one of them.
  ///   - law: the moments of each prompt.
  init(_ frame: borrowing ExactFrame, hasInfiniteSquare: Bool = false, law: (Int) -> ExactMoments) {
    if hasInfiniteSquare { (secondMoment, variance, signalToNoise) = (.infinity, .infinity, 0) }
    var (unit, scale) = (0.0, 0.0)
    for place in frame.weights.indices {
      guard let own = law(place).scaled?.unit else { return }
      unit = Swift.max(unit, own)
    }
    for place in frame.weights.indices {
      let own = law(place)
      let factor = frame.roots[place] * (own.scaled!.unit / unit)
      own.scaled!.gradient.forEach { scale = Swift.max(scale, abs(factor * $0)) }
    }
    // In units of the largest entry, where there is one.
    let divisor = scale > 0 ? scale : 1
    var (square, product, second, end) = (0.0, 0.0, 0.0 as Double?, 0)
    for place in frame.weights.indices {
      let own = law(place)
      let ratio = own.scaled!.unit / unit
      let factor = frame.roots[place] * ratio
      own.scaled!.gradient.forEach {
        let x = factor * $0 / divisor
        square += x * x
        product += x * frame.value[end]
        end += 1
      }
      second = own.scaled!.secondMoment.flatMap { own in
        second.map { $0 + frame.weights[place] * own * ratio * ratio }
      }
    }
    let root = square.squareRoot()
    let length = scale * root
    norm = unit * length
    if frame.valueRoot == 0 {
      notes.append("the gradient of V is 0: no cosine")
    } else if length == 0 {
      notes.append("the expected gradient is 0: no cosine")
    } else {
      cosine = Swift.min(1, Swift.max(-1, product / (root * frame.valueRoot)))
    }
    if !hasInfiniteSquare, let second {
      setSpread(second: second, square: length * length, unit: unit)
    }
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
