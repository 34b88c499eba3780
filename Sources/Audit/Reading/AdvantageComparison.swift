import GRPO

/// The logged advantages of one group against those of a formula.
struct AdvantageComparison {
  /// Whether all rewards are the same.
  let isSilent: Bool
  /// Whether rounding decides this group.
  let isIllConditioned: Bool
  /// All advantages 0 although rewards differ, or some not numbers.
  let isZeroed: Bool
  let largestDifference: Double
  /// Whether no difference is more than rounding makes.
  let isMet: Bool

  /// - Parameters:
  ///   - rewards: what the formula divides by the deviation of.
  ///   - logged: advantages of the log.
  ///   - expected: those of the formula.
  init(
    _ rewards: UnsafeBufferPointer<Double>, logged: UnsafeBufferPointer<Double>,
    expected: UnsafeBufferPointer<Double>
  ) {
    var spread = Spread()
    spread.add(rewards)
    self.init(spread, logged: logged, expected: expected, terms: 0)
  }

  /// - Parameters:
  ///   - components: each of them is divided by its own deviation.
  ///   - terms: size of what the advantages are sums of, which may cancel.
  init(components: [[Double]], logged: [Double], expected: [Double], terms: Double) {
    var spread = Spread()
    for list in components { list.withUnsafeBufferPointer { spread.add($0) } }
    self = logged.withUnsafeBufferPointer { logged in
      expected.withUnsafeBufferPointer {
        Self(spread, logged: logged, expected: $0, terms: terms)
      }
    }
  }

  private init(
    _ spread: Spread, logged: UnsafeBufferPointer<Double>,
    expected: UnsafeBufferPointer<Double>, terms: Double
  ) {
    isSilent = spread.isSilent
    isIllConditioned = spread.isFaint
    var (largest, scale, areNumbers, areZero) = (0.0, terms, true, true)
    for i in expected.indices {
      let (own, value) = (logged[i], expected[i])
      let difference = abs(own - value)
      // `max` passes over what is no number, and nothing may.
      largest = difference.isNaN ? .infinity : max(largest, difference)
      scale = max(scale, abs(value))
      areNumbers = areNumbers && own.isFinite
      areZero = areZero && own == 0
    }
    isZeroed = !areNumbers || !spread.isSilent && areZero
    largestDifference = largest
    // Of a silent group single precision makes what it likes.
    isMet =
      isSilent || isIllConditioned || isZeroed
      || largest.isFinite && largest <= spread.tolerance * scale
  }

  /// What the rewards let be compared.
  private struct Spread {
    var isSilent = true
    var isFaint = false
    var tolerance = 0.0

    mutating func add(_ rewards: UnsafeBufferPointer<Double>) {
      var (low, high) = (Double.infinity, -Double.infinity)
      for reward in rewards {
        low = min(low, reward)
        high = max(high, reward)
      }
      let (size, spread) = (max(abs(low), abs(high)), high - low)
      if !(spread > SinglePrecisionLimit.silence(size)) { return }
      isSilent = false
      isFaint = isFaint || spread <= SinglePrecisionLimit.faintest * size
      // A deviation is at least spread / (2 sqrt G); this is looser, and far below what is looked for.
      tolerance = max(tolerance, SinglePrecisionLimit.slope(size: size, deviation: spread / 2))
    }
  }
}
