internal import CGSL

/// The number of successes in independent trials.
public struct BinomialDistribution: Sendable, Equatable {
  /// The number of trials.
  public let trials: Int
  /// The probability of a success in each.
  public let probability: Double

  /// Creates the law.
  ///
  /// - Precondition: `0 <= trials < 2^32` and `0 <= probability <= 1`.
  public init(trials: Int, probability: Double) {
    precondition(0 <= trials && trials <= UInt32.max, "\(trials) trials")
    precondition(0 <= probability && probability <= 1, "probability \(probability)")
    Status.prepare()
    self.trials = trials
    self.probability = probability
  }

  /// The probability of exactly `count` successes.
  public func mass(_ count: Int) -> Double {
    guard 0 <= count && count <= trials else { return 0 }
    return gsl_ran_binomial_pdf(UInt32(count), probability, UInt32(trials))
  }

  /// The probability of at most `count` successes.
  public func cumulative(_ count: Int) -> Double {
    if count < 0 { return 0 }
    if count >= trials { return 1 }
    return gsl_cdf_binomial_P(UInt32(count), probability, UInt32(trials))
  }

  /// The probability of more than `count` successes, without cancellation.
  public func upperTail(_ count: Int) -> Double {
    if count < 0 { return 1 }
    if count >= trials { return 0 }
    return gsl_cdf_binomial_Q(UInt32(count), probability, UInt32(trials))
  }
}
