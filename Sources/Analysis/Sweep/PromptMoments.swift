/// What one prompt contributes to the row of its set.
struct PromptMoments {
  /// Probability that a group is of this prompt.
  let weight: Double
  let simulated: SimulatedMoments
  /// Those of `simulated` with the errors that they deserve, and why.
  let judged: (moments: GradientMoments, notes: [String])
}

extension GradientSummary {
  /// A group of each prompt seen for itself, prompts weighted: s, Q and d of `GradientMoments` are the weighted
  /// means of theirs. Which prompt is drawn is no noise, so that listing a prompt twice is giving it
  /// twice the weight.
  init(_ parts: [PromptMoments], valueNorm: Double, count: Int) {
    self.init(
      parts.total, valueNorm: valueNorm,
      silentFraction: .weighted(parts.map { ($0.weight, $0.simulated.silentFraction) }),
      count: count)
    let known = parts.filter(\.simulated.knowsAdvantages)
    if let maximum = known.map(\.simulated.maximumAdvantage).max() {
      set(.largestAdvantage, .weighted(known.map { ($0.weight, $0.simulated.largestAdvantage) }))
      set(.maximumAdvantage, Estimate(mean: maximum, standardError: 0, count: count))
    }
  }
}

extension [PromptMoments] {
  /// The moments of the set.
  var total: GradientMoments {
    reduce(into: .none) { $0.add($1.judged.moments, weight: $1.weight) }
  }
}

extension Estimate {
  /// Weighted sum of independent estimates.
  static func weighted(_ parts: [(weight: Double, estimate: Estimate)]) -> Estimate {
    // As it is, with its sample of single groups, which a weighted sum has not.
    if parts.count == 1, parts[0].weight == 1 { return parts[0].estimate }
    let squares = parts.map { $0.weight * $0.estimate.standardError }.reduce(0) { $0 + $1 * $1 }
    return Estimate(
      mean: parts.reduce(0) { $0 + $1.weight * $1.estimate.mean },
      standardError: squares.squareRoot(), count: parts.first?.estimate.count ?? 0)
  }
}
