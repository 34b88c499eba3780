import GSL

/// How often something happened in independent trials, against how often it should.
public struct ObservedRate: Hashable, Sendable {
  /// How often it happened.
  public internal(set) var count = 0
  /// Out of how many trials.
  public internal(set) var trials = 0
  /// The probability it should have.
  public let nominal: Double

  /// A rate of which nothing has been seen yet.
  package init(nominal: Double) { self.nominal = nominal }

  /// Counts one trial, and whether it happened.
  package mutating func note(_ happened: Bool) {
    trials += 1
    if happened { count += 1 }
  }

  /// The share of the trials; NaN without any.
  public var share: Double { Double(count) / Double(trials) }

  /// The exact interval of Clopper and Pearson (1934): it misses the true probability with at most
  /// the probability `error`.
  ///
  /// - Parameter error: two-sided, above 0 and below 1.
  /// - Throws: `GSLError` where a quantile of the beta law is out of range.
  public func interval(error: Double) throws -> ClosedRange<Double> {
    let (k, n) = (Double(count), Double(trials))
    // With a parameter of 0 there is no beta law; the end is then that of the range.
    let low = count == 0 ? 0 : try BetaDistribution(a: k, b: n - k + 1).quantile(error / 2)
    let high =
      count == trials ? 1 : try BetaDistribution(a: k + 1, b: n - k).upperQuantile(error / 2)
    return low...high
  }
}
