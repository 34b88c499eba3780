import GSL
import RealModule

/// What counts of right answers say about the true pass rates of a set, and what follows from it.
///
/// The rate of a prompt with k of n right has the law Beta(alpha + k, beta + n - k), with alpha and beta
/// learned from the whole set. Intervals are of the true rates of these very prompts: quantiles over
/// draws of the rates, and of alpha and beta by their large-sample normal law.
public struct PassRatePosterior: Sendable {
  /// A posterior mean with an interval that holds the true value with probability .95.
  public struct Interval: Sendable, Hashable {
    /// The posterior mean; of a ratio the ratio of the means.
    public let mean: Double
    /// The quantiles at .025 and .975.
    public let low, high: Double
  }

  /// The counts of right completions that the posterior is given.
  public let counts: PassRateCounts
  /// The law of the rates.
  public let fit: BetaBinomialFit

  /// Learns the law of the rates.
  ///
  /// - Throws: ``AnalysisError`` where the counts do not tell it; see ``BetaBinomialFit``.
  public init(_ counts: PassRateCounts) throws {
    self.counts = counts
    fit = try BetaBinomialFit(counts)
  }

  /// The posterior mean (alpha + k)/(alpha + beta + n) of a pass rate.
  public func passRate(correct: Int, of completions: Int) -> Double {
    (fit.alpha + Double(correct)) / (fit.alpha + fit.beta + Double(completions))
  }

  /// The quantiles at .025 and .975 of a pass rate, alpha and beta as fitted; nil where they cannot be had.
  public func interval(correct: Int, of completions: Int) -> ClosedRange<Double>? {
    let law = BetaDistribution(
      a: fit.alpha + Double(correct), b: fit.beta + Double(completions - correct))
    guard let low = try? law.quantile(0.025), let high = try? law.quantile(0.975), low <= high
    else { return nil }
    return low...high
  }

  /// The posterior mean of the share of silent groups, E[p^G + (1 - p)^G], exact.
  public func silentShare(groupSize: Int) -> Double {
    counts.classes.reduce(0) { sum, group in
      let law = law(of: group, alpha: fit.alpha, beta: fit.beta)
      // E p^G is a (a + 1) ... (a + G - 1) over the same of a + b; for 1 - p, b in place of a.
      let both = [(law.a, law.a + law.b), (law.b, law.a + law.b)]
      return sum
        + both.reduce(0) { part, pair in
          part
            + group.weight
            * (0..<groupSize).reduce(1.0) { $0 * (pair.0 + Double($1)) / (pair.1 + Double($1)) }
        }
    }
  }

  func law(of group: PassRateCounts.Class, alpha: Double, beta: Double) -> BetaDistribution {
    BetaDistribution(
      a: alpha + Double(group.correct), b: beta + Double(group.completions - group.correct))
  }
}
