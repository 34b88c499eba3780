/// A Monte Carlo estimate of an expectation.
public struct Estimate: Codable, Hashable, Sendable {
  /// The estimate itself, in the units of what is estimated.
  public let mean: Double
  /// One standard error of the estimate.
  public let standardError: Double
  /// Number of groups behind it.
  public let count: Int
  /// What is known of single groups, where their values are bounded.
  public var sample: BoundedSample?

  /// An estimate with its standard error.
  public init(mean: Double, standardError: Double, count: Int, sample: BoundedSample? = nil) {
    self.mean = mean
    self.standardError = standardError
    self.count = count
    self.sample = sample
  }

  /// `(mean - reference) / standardError`; 0 when both differ by rounding only.
  ///
  /// - Parameters:
  ///   - reference: the value that the estimate should have.
  ///   - scale: size of the terms that were added up, for the rounding allowance 1e-12 scale.
  public func zScore(against reference: Double, scale: Double = 1) -> Double {
    if agrees(with: reference, scale: scale) { return 0 }
    return (mean - reference) / standardError
  }

  /// The estimate of `offset + factor x` in place of x.
  func mapped(factor: Double, offset: Double) -> Estimate {
    Estimate(
      mean: offset + factor * mean, standardError: abs(factor) * standardError, count: count,
      sample: sample.map {
        BoundedSample(variance: factor * factor * $0.variance, width: abs(factor) * $0.width)
      })
  }

  /// True when both differ by rounding only, by 1e-12 of the scale at most.
  func agrees(with reference: Double, scale: Double) -> Bool {
    abs(mean - reference) <= 1e-12 * max(scale, abs(reference))
  }
}
