import GSL
import RealModule

/// How pass rates differ between prompts, p ~ Beta(alpha, beta), learned from counts.
///
/// Marginally k of n is beta-binomial; alpha and beta are those of maximum likelihood, every prompt
/// counting once whatever its weight. Given its counts a prompt then has the posterior
/// Beta(alpha + k, beta + n - k) (empirical Bayes).
public struct BetaBinomialFit: Sendable {
  /// The law of the pass rates.
  public let alpha, beta: Double
  /// Covariance of (log alpha, log beta): the inverse of the observed information, row-major 2 x 2.
  public let covariance: [Double]

  /// Beyond it a law is a point, or two.
  private static let logLimit = 10.0

  /// Fits counts.
  ///
  /// - Throws: ``AnalysisError`` where the likelihood has its maximum at the border: counts that are
  ///   all alike, or differ no more than those of equal rates would, do not tell how rates differ.
  public init(_ counts: PassRateCounts) throws {
    let likelihood = BetaBinomialLikelihood(counts)
    let rough = try Minimisation.simplex(from: [0, 0], step: 0.5, tolerance: 1e-3) { point in
      // Beyond the box the likelihood is that of its border, and the distance leads back in.
      let inside = point.map { Swift.min(Swift.max($0, -Self.logLimit), Self.logLimit) }
      let outside = zip(point, inside).reduce(0) { $0 + abs($1.0 - $1.1) }
      let value = likelihood.value(alpha: .exp(inside[0]), beta: .exp(inside[1]))
      return -value + Double(counts.promptCount) * outside
    }
    guard let peak = Self.peak(of: likelihood, from: rough.position) else {
      let (a, b) = (Double.exp(rough.position[0]), Double.exp(rough.position[1]))
      throw AnalysisError(
        "the counts of \(counts.promptCount) prompts do not tell how pass rates differ: their "
          + "likelihood has no peak (it rises towards alpha \(a), beta \(b) and on)")
    }
    alpha = .exp(peak.position[0])
    beta = .exp(peak.position[1])
    let information = peak.information
    let determinant = information[0] * information[3] - information[1] * information[2]
    covariance = [
      information[3] / determinant, -information[1] / determinant,
      -information[2] / determinant, information[0] / determinant,
    ]
  }

  /// Newton's method from where the simplex ends; nil where it does not end on a peak.
  private static func peak(
    of likelihood: BetaBinomialLikelihood, from start: [Double]
  ) -> (position: [Double], information: [Double])? {
    var (u, v) = (start[0], start[1])
    for _ in 0..<50 {
      guard abs(u) < logLimit, abs(v) < logLimit else { return nil }
      let (slope, information) = likelihood.derivatives(alpha: .exp(u), beta: .exp(v))
      let determinant = information[0] * information[3] - information[1] * information[2]
      // Not curved downwards, or flat along a line up to rounding: no peak here.
      guard information[0] > 0, determinant > 1e-9 * information[0] * information[3] else {
        return nil
      }
      let step = (
        (information[3] * slope[0] - information[1] * slope[1]) / determinant,
        (information[0] * slope[1] - information[2] * slope[0]) / determinant
      )
      // At most e-fold a step: the quadratic model holds near the peak only.
      u += Swift.max(-1, Swift.min(1, step.0))
      v += Swift.max(-1, Swift.min(1, step.1))
      if abs(step.0) + abs(step.1) < 1e-10 { return ([u, v], information) }
    }
    return nil
  }
}

/// The log-likelihood of beta-binomial counts, by the rising factorials
///
///     log P(k | n) = sum_{j<k} log(a + j) + sum_{j<n-k} log(b + j) - sum_{j<n} log(a + b + j) + const
///
/// that need no difference of large numbers.
struct BetaBinomialLikelihood {
  /// Number of prompts with k > j, with n - k > j, with n > j.
  private let correct, wrong, all: [Double]

  init(_ counts: PassRateCounts) {
    let most = counts.mostCompletions
    let tails = { (size: (PassRateCounts.Class) -> Int) -> [Double] in
      var tally = [Double](repeating: 0, count: most + 1)
      for group in counts.classes { tally[size(group)] += Double(group.prompts) }
      // Suffix sums, shifted by one in the end: entry j counts the sizes above j.
      for j in stride(from: most - 1, through: 0, by: -1) { tally[j] += tally[j + 1] }
      return Array(tally.dropFirst())
    }
    correct = tails { $0.correct }
    wrong = tails { $0.completions - $0.correct }
    all = tails { $0.completions }
  }

  func value(alpha: Double, beta: Double) -> Double {
    var sum = 0.0
    for j in all.indices {
      let shift = Double(j)
      if correct[j] > 0 { sum += correct[j] * .log(alpha + shift) }
      if wrong[j] > 0 { sum += wrong[j] * .log(beta + shift) }
      sum -= all[j] * .log(alpha + beta + shift)
    }
    return sum
  }

  /// The derivatives by (log alpha, log beta), and minus the second ones, row-major 2 x 2.
  func derivatives(
    alpha: Double, beta: Double
  ) -> (slope: [Double], information: [Double]) {
    var (first, second, mixed) = ([0.0, 0.0], [0.0, 0.0], 0.0)
    for j in all.indices {
      let shift = Double(j)
      let (a, b, c) = (1 / (alpha + shift), 1 / (beta + shift), 1 / (alpha + beta + shift))
      first[0] += correct[j] * a - all[j] * c
      first[1] += wrong[j] * b - all[j] * c
      second[0] += -correct[j] * a * a + all[j] * c * c
      second[1] += -wrong[j] * b * b + all[j] * c * c
      mixed += all[j] * c * c
    }
    let off = -alpha * beta * mixed
    return (
      [alpha * first[0], beta * first[1]],
      [
        -(alpha * alpha * second[0] + alpha * first[0]), off,
        off, -(beta * beta * second[1] + beta * first[1]),
      ]
    )
  }
}
