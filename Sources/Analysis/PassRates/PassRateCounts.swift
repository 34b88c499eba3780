import GSL

/// How often the prompts of a set were answered correctly, among how many completions.
///
/// What prompts of the same counts share is kept once: of n = 8 completions there are nine classes,
/// however many prompts.
public struct PassRateCounts: Sendable {
  /// The prompts of the same counts.
  public struct Class: Sendable, Hashable {
    /// Correct completions k and completions n, 0 <= k <= n, 1 <= n.
    public let correct, completions: Int
    /// How many prompts have these counts.
    public internal(set) var prompts = 0
    /// The sum of their weights, and of the squares of them; over all classes the first adds up to 1.
    public internal(set) var weight = 0.0, squaredWeight = 0.0
  }

  /// The largest number of completions.
  public static let completionLimit = 1_000_000

  /// In the order of (n, k).
  public let classes: [Class]
  /// How many prompts there are in all.
  public let promptCount: Int

  /// Counts of prompts.
  ///
  /// - Parameters:
  ///   - correct: k of each prompt.
  ///   - completions: n of each prompt.
  ///   - weights: how often each is drawn; finite and positive.
  /// - Throws: ``AnalysisError`` without prompts, or for counts or weights out of range.
  public init(correct: [Int], completions: [Int], weights: [Double]) throws {
    precondition(correct.count == completions.count && correct.count == weights.count)
    guard !correct.isEmpty else { throw AnalysisError("no prompts, so no pass rates") }
    if let bad = weights.firstIndex(where: { !($0 > 0 && $0.isFinite) }) {
      throw AnalysisError(
        "weight of prompt \(bad + 1): must be finite and above 0, got \(weights[bad].plainText)")
    }
    // Weights near the largest number add up to infinity, their shares do not.
    let unit = weights.reduce(0, +).isFinite ? 1 : weights.max()!
    let total = weights.reduce(0) { $0 + $1 / unit }
    var known: [[Int]: Class] = [:]
    for index in correct.indices {
      let (k, n, share) = (correct[index], completions[index], weights[index] / unit / total)
      // n first: for a negative one there is no range 0...n.
      guard 1...Self.completionLimit ~= n, 0...n ~= k else {
        throw AnalysisError("\(k) correct of \(n) completions, of at most \(Self.completionLimit)")
      }
      var found = known[[n, k]] ?? Class(correct: k, completions: n)
      found.prompts += 1
      found.weight += share
      found.squaredWeight += share * share
      known[[n, k]] = found
    }
    promptCount = correct.count
    classes = known.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value)
  }

  /// The fewest completions behind a pass rate.
  public var fewestCompletions: Int { classes.map(\.completions).min()! }
  /// The most completions behind a pass rate.
  public var mostCompletions: Int { classes.map(\.completions).max()! }

  /// The share of silent groups at the observed rates k/n taken for true: too large, for a prompt of
  /// few completions is often seen all right or all wrong without being so.
  public func plugInSilentShare(groupSize: Int) -> Double {
    classes.reduce(0) {
      let p = Double($1.correct) / Double($1.completions)
      return $0 + $1.weight * (power(p, groupSize) + power(1 - p, groupSize))
    }
  }

  /// The unbiased estimate of the share of silent groups, a U-statistic:
  ///
  ///     sum_i w_i [C(k_i, G) + C(n_i - k_i, G)] / C(n_i, G)
  ///
  /// the probability that G completions drawn from those seen, without repetition, are all right or
  /// all wrong. Its standard error is that of the weighted mean over prompts taken for a sample of
  /// prompts; for the share of these very prompts it is too large.
  ///
  /// - Returns: nil where a prompt has fewer than G completions: no unbiased estimate exists then.
  public func unbiasedSilentShare(groupSize: Int) -> Estimate? {
    guard groupSize >= 1, fewestCompletions >= groupSize else { return nil }
    let values = classes.map { group in
      Self.chance(group.correct, group.completions, groupSize)
        + Self.chance(group.completions - group.correct, group.completions, groupSize)
    }
    let mean = zip(classes, values).reduce(0) { $0 + $1.0.weight * $1.1 }
    let scatter = zip(classes, values).reduce(0) {
      $0 + $1.0.squaredWeight * ($1.1 - mean) * ($1.1 - mean)
    }
    // For the mean, which is estimated from the same prompts.
    let correction = promptCount > 1 ? Double(promptCount) / Double(promptCount - 1) : 1
    return Estimate(
      mean: mean, standardError: (scatter * correction).squareRoot(), count: promptCount)
  }

  /// C(k, G) / C(n, G).
  private static func chance(_ k: Int, _ n: Int, _ size: Int) -> Double {
    guard k >= size else { return 0 }
    // Factor by factor: the binomial coefficients may overflow.
    return (0..<size).reduce(1) { $0 * Double(k - $1) / Double(n - $1) }
  }
}
