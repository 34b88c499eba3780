/// One row of a sweep: a prompt, or the whole set, at one setting.
public struct SweepRow: Sendable {
  /// Name of the prompt; `all` for the whole set.
  public let policy: String
  /// Advantage, noise, sigma and group size.
  public let setting: Setting
  /// Simulated groups per prompt; 0 when the row is exact only.
  public let groups: Int
  /// Seed of the simulation.
  public let seed: UInt64
  /// From simulation; nil when none was asked for.
  public let simulated: Summary?
  /// From exact laws.
  public let exact: Summary
  /// Mean gradient by simulation; empty for a whole set.
  public let expectedGradient: [Double]?
  /// Exact mean gradient; nil where no law is known or for a whole set.
  public let expectedGradientExact: [Double]?
  /// E[A | K correct] / A without noise, K = 1..G-1 (binary rewards, standardized).
  public let shrinkage: [Double]?
  /// Rise of the expected reward by one step of SGD, to second order (claim OneStepImprovement); nil
  /// without a learning rate, where no law is known, and for a whole set.
  public internal(set) var improvement: Double? = nil
  /// The mean of a batch of `setting.batchGroups` groups; nil where groups of several prompts share a divisor
  /// but the row is of one of them.
  public internal(set) var batch: BatchSummary? = nil
  /// Why fields are empty and what errors do not tell, a phrase each without a full stop.
  public var notes: [String] = []

  /// All notes as one text: `no exact law: ...; the variance is 0: no signal to noise`.
  public var note: String { notes.joined(separator: "; ") }
}

/// What one prompt contributes to the row of its set.
struct PromptMoments {
  let weight: Double
  let moments: GradientMoments
  let silentFraction: Estimate
  let largestAdvantage: Estimate?
  let maximumAdvantage: Double?
  /// Why exact moments are unknown, or what a simulation does not know.
  var notes: [String] = []
}

extension Summary {
  /// The law of the gradient of a group whose prompt is drawn by weight, every prompt with
  /// parameters of its own: E g stacks `w_q E g_q`, and E norm(g)^2 is the weighted mean.
  init(_ parts: [PromptMoments], valueNorm: Double, count: Int) {
    self.init(
      parts.total, valueNorm: valueNorm,
      silentFraction: .weighted(parts.map { ($0.weight, $0.silentFraction) }), count: count)
    let largest = parts.compactMap { part in part.largestAdvantage.map { (part.weight, $0) } }
    if !largest.isEmpty { set(.largestAdvantage, .weighted(largest)) }
    if let maximum = parts.compactMap(\.maximumAdvantage).max() {
      set(.maximumAdvantage, Estimate(mean: maximum, standardError: 0, count: count))
    }
  }
}

extension [PromptMoments] {
  /// The moments of the set.
  var total: GradientMoments {
    reduce(into: .none) { $0.add($1.moments, weight: $1.weight) }
  }
}

extension Estimate {
  /// Weighted sum of independent estimates.
  static func weighted(_ parts: [(weight: Double, estimate: Estimate)]) -> Estimate {
    if parts.count == 1, parts[0].weight == 1 { return parts[0].estimate }
    let squares = parts.map { $0.weight * $0.estimate.standardError }.reduce(0) { $0 + $1 * $1 }
    return Estimate(
      mean: parts.reduce(0) { $0 + $1.weight * $1.estimate.mean },
      standardError: squares.squareRoot(), count: parts.first?.estimate.count ?? 0)
  }
}
