internal import CGSL

extension RandomStream {
  /// The number of successes among independent trials.
  ///
  /// - Precondition: `0 <= trials < 2^32` and `0 <= probability <= 1`.
  public mutating func binomial(trials: Int, probability: Double) -> Int {
    precondition(0 <= trials && trials <= UInt32.max, "\(trials) trials")
    precondition(0 <= probability && probability <= 1, "probability \(probability)")
    return Int(gsl_ran_binomial(handle, probability, UInt32(trials)))
  }

  /// How many of `trials` independent draws fall into each category; the counts always add up to
  /// `trials`.
  ///
  /// Each count is binomial given those before it, and the last category of positive probability
  /// takes what is left, which rounding in the running sum cannot lose.
  ///
  /// - Parameter trials: how many draws.
  /// - Parameter probabilities: nonnegative weights, not all 0, of any sum.
  /// - Parameter counts: as many as `probabilities`; overwritten.
  /// - Precondition: the above, and `0 <= trials < 2^32`.
  public mutating func multinomial(
    trials: Int, probabilities: [Double], into counts: inout [Int]
  ) {
    precondition(counts.count == probabilities.count, "one count for each category")
    var left = trials
    let (total, last) = Self.massAndLastCategory(of: probabilities)
    var mass = total
    for category in probabilities.indices {
      let weight = probabilities[category]
      if left == 0 || weight == 0 {
        counts[category] = 0
      } else if category == last {
        counts[category] = left
      } else {
        // The running difference `mass` may round below a weight that is all that is left.
        counts[category] = binomial(trials: left, probability: mass > weight ? weight / mass : 1)
      }
      left -= counts[category]
      mass -= weight
    }
  }

  /// The sum of the weights, and the last category whose weight is positive.
  private static func massAndLastCategory(of weights: [Double]) -> (Double, Int) {
    var mass = 0.0
    var last = -1
    for (category, weight) in weights.enumerated() {
      precondition(weight >= 0, "weight \(weight) of category \(category)")
      mass += weight
      if weight > 0 { last = category }
    }
    precondition(mass > 0 && mass.isFinite, "weights of sum \(mass)")
    return (mass, last)
  }
}
