import Policies

/// Moments of the score of a policy, outcome by outcome.
struct ScoreMoments {
  let probabilities: [Double]
  let scores: [[Double]]

  init(_ policy: any Policy) {
    probabilities = policy.probabilities()
    scores = (0..<policy.outcomeCount).map { outcome in
      var score = [Double](repeating: 0, count: policy.parameterCount)
      let ones = [Double](repeating: 1, count: policy.length)
      policy.accumulateScore(of: outcome, tokenWeights: ones, into: &score)
      return score
    }
  }

  /// E[w norm(s)^2], with a weight for each outcome.
  func square(_ weight: (Int) -> Double = { _ in 1 }) -> Double {
    probabilities.indices.reduce(0) { $0 + probabilities[$1] * weight($1) * norm(scores[$1]) }
  }

  /// E[w s].
  func mean(_ weight: (Int) -> Double) -> [Double] {
    var sum = [Double](repeating: 0, count: scores[0].count)
    for outcome in probabilities.indices {
      for i in sum.indices {
        sum[i] += probabilities[outcome] * weight(outcome) * scores[outcome][i]
      }
    }
    return sum
  }

  /// Squared norm.
  func norm(_ vector: [Double]) -> Double { vector.reduce(0) { $0 + $1 * $1 } }

  /// tr Cov(s | the outcome is one of `outcomes`), and the probability of that.
  func covariance(given outcomes: [Int]) -> (trace: Double, probability: Double) {
    let weight = { (outcome: Int) in outcomes.contains(outcome) ? 1.0 : 0 }
    let p = outcomes.reduce(0) { $0 + probabilities[$1] }
    return (square(weight) / p - norm(mean(weight)) / (p * p), p)
  }
}
