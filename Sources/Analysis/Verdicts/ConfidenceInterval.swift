import GSL
import RealModule

/// A two-sided confidence interval around an estimate: it misses the true value with at most the
/// probability of the level.
///
/// Values of single groups in an interval of length R, of sample variance V (Maurer and Pontil 2009,
/// arXiv:0907.3740, Theorem 4, once for each side):
///
///     sqrt(2 V L / n) + 7 R L / (3 (n - 1)),      L = log(4 / level)
///
/// It holds for every n. Elsewhere `critical` standard errors, which is right as n goes to infinity
/// only: unbounded values (Gaussian noise on linear advantages) and smooth functions of means.
public struct ConfidenceInterval: Hashable, Sendable {
  /// What the interval rests on.
  public enum Kind: String, Codable, Sendable {
    /// Empirical Bernstein: holds for any number of groups.
    case bernstein
    /// Normal approximation: holds for many groups.
    case normal
  }

  /// What it rests on.
  public let kind: Kind
  /// Half the length of the interval, in the units of the estimate.
  public let halfWidth: Double

  /// The interval of an estimate.
  public init(_ estimate: Estimate, at level: SignificanceLevel) {
    guard let sample = estimate.sample else {
      kind = .normal
      halfWidth = level.critical * estimate.standardError
      return
    }
    let n = Double(estimate.count)
    let size = Double.log(4 / level.probability)
    kind = .bernstein
    halfWidth =
      Double.sqrt(2 * sample.variance * size / n) + 7 * sample.width * size / (3 * (n - 1))
  }
}
