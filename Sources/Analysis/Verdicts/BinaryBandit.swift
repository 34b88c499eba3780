import RealModule

/// Moments of the scores of a softmax bandit with right and wrong arms, from its probabilities alone.
///
/// The score of arm a is `e_a - pi`; given a right arm, a has the law `q+ = pi / p` on the right
/// arms, and the constant `-pi` drops out of covariances and differences of means:
///
///     tr C+ = 1 - sum q+^2,      Delta = E[s | +] - E[s | -] = q+ - q-,      tr F = 1 - sum pi^2
struct BinaryBandit {
  /// Probability p of a right arm.
  let successProbability: Double
  /// tr C+ of a right completion's score.
  let traceOfRight: Double
  /// tr C- of a wrong completion's score.
  let traceOfWrong: Double
  /// norm(Delta)^2.
  let squaredContrast: Double

  /// - Precondition: the problem is a softmax bandit, its right arms have positive rewards.
  init(_ problem: Problem) {
    var mass = [0.0, 0.0]
    var squares = [0.0, 0.0]
    for (probability, reward) in zip(problem.probabilities, problem.rewards) {
      mass[reward > 0 ? 1 : 0] += probability
      squares[reward > 0 ? 1 : 0] += probability * probability
    }
    let wrong = squares[0] / (mass[0] * mass[0])
    let right = squares[1] / (mass[1] * mass[1])
    successProbability = mass[1]
    traceOfRight = 1 - right
    traceOfWrong = 1 - wrong
    squaredContrast = right + wrong
  }

  /// Bin(K; G, p), the probability of K correct completions in a group.
  static func probability(of correct: Int, groupSize: Int, p: Double) -> Double {
    let k = Double(correct)
    let g = Double(groupSize)
    let choices = Double.logGamma(g + 1) - .logGamma(k + 1) - .logGamma(g - k + 1)
    return .exp(choices + k * .log(p) + (g - k) * .log(onePlus: -p))
  }
}
