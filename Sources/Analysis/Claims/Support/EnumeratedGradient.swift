import GRPO

/// Moments of the undithered group gradient by brute force, over all ordered groups of outcomes.
///
/// It shares nothing with `ExactLaw`, which sums over compositions of reward levels. For a handful
/// of outcomes and completions: the work is `outcomes^G`.
struct EnumeratedGradient {
  /// E g.
  private(set) var expected: [Double]
  /// E norm(g)^2.
  private(set) var secondMoment = 0.0

  init(_ problem: Problem, advantage: AdvantageEstimator, groupSize: Int) {
    expected = Array(repeating: 0, count: problem.parameterCount)
    let scores = problem.probabilities.indices.map { problem.score(of: $0) }
    var advantages = [Double](repeating: 0, count: groupSize)
    forEachTuple(of: scores.count, length: groupSize) { outcomes in
      advantage.fill(&advantages, rewards: outcomes.map { problem.rewards[$0] })
      var gradient = [Double](repeating: 0, count: problem.parameterCount)
      var probability = 1.0
      for (outcome, value) in zip(outcomes, advantages) {
        probability *= problem.probabilities[outcome]
        add(scores[outcome], scale: value / Double(groupSize), to: &gradient)
      }
      add(gradient, scale: probability, to: &expected)
      secondMoment += probability * dot(gradient, gradient)
    }
  }

  /// norm(E g)^2 / tr Cov g.
  var signalToNoise: Double {
    let signal = dot(expected, expected)
    return signal / (secondMoment - signal)
  }
}

/// Visits all tuples of numbers below `base`, the last place turning fastest.
func forEachTuple(
  of base: Int, length: Int, _ body: (_ tuple: [Int]) throws -> Void
) rethrows {
  var tuple = [Int](repeating: 0, count: length)
  while true {
    try body(tuple)
    guard let place = tuple.lastIndex(where: { $0 < base - 1 }) else { return }
    tuple[place] += 1
    for later in (place + 1)..<length { tuple[later] = 0 }
  }
}
