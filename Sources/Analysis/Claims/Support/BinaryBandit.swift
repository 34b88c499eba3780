import RealModule

/// Moments of the scores of a softmax bandit with right and wrong arms, from its probabilities alone.
///
/// The score of arm a is `e_a - pi`; given a right arm, a has the law `q+ = pi / p` on the right
/// arms, and the constant `-pi` drops out of covariances and differences of means:
///
///     C+ = diag(q+) - q+ q+^T,      Delta = E[s | +] - E[s | -] = q+ - q-
struct BinaryBandit {
  /// Probability p of a right arm.
  let successProbability: Double
  /// tr C+, or `v^T C+ v`.
  let right: Double
  /// tr C-, or `v^T C- v`.
  let wrong: Double
  /// norm(Delta)^2, or `(v . Delta)^2`.
  let squaredContrast: Double

  /// Traces.
  ///
  /// - Precondition: the problem is a softmax bandit, its right arms have positive rewards.
  init(_ problem: Problem) {
    let (q, p) = Self.conditional(problem)
    successProbability = p
    // tr diag(q) = 1; q+ and q- have no arm in common, so norm(q+ - q-)^2 is the sum of squares.
    right = 1 - dot(q.right, q.right)
    wrong = 1 - dot(q.wrong, q.wrong)
    squaredContrast = dot(q.right, q.right) + dot(q.wrong, q.wrong)
  }

  /// Quadratic forms along a direction v.
  init(_ problem: Problem, along v: [Double]) {
    let (q, p) = Self.conditional(problem)
    let squares = v.map { $0 * $0 }
    let means = (right: dot(q.right, v), wrong: dot(q.wrong, v))
    successProbability = p
    right = dot(q.right, squares) - means.right * means.right
    wrong = dot(q.wrong, squares) - means.wrong * means.wrong
    squaredContrast = (means.right - means.wrong) * (means.right - means.wrong)
  }

  /// Moments given as numbers, of any policy.
  init(successProbability: Double, right: Double, wrong: Double, squaredContrast: Double) {
    self.successProbability = successProbability
    self.right = right
    self.wrong = wrong
    self.squaredContrast = squaredContrast
  }

  private static func conditional(
    _ problem: Problem
  ) -> (q: (right: [Double], wrong: [Double]), p: Double) {
    let isRight = problem.rewards.map { $0 > 0 ? 1.0 : 0 }
    let p = dot(problem.probabilities, isRight)
    let pairs = zip(problem.probabilities, isRight)
    return ((pairs.map { $0 * $1 / p }, pairs.map { $0 * (1 - $1) / (1 - p) }), p)
  }

  /// Bin(K; G, p), the probability of K correct completions in a group.
  static func probability(of correct: Int, groupSize: Int, p: Double) -> Double {
    let k = Double(correct)
    let g = Double(groupSize)
    // In logarithms: of large groups the coefficient overflows while the powers underflow.
    let choices = Double.logGamma(g + 1) - .logGamma(k + 1) - .logGamma(g - k + 1)
    return .exp(choices + k * .log(p) + (g - k) * .log(onePlus: -p))
  }

  /// norm(r - rbar) / sigma of a group with K correct completions of reward 1.
  static func signalToNoise(correct: Int, groupSize: Int, sigma: Double) -> Double {
    (Double(correct * (groupSize - correct)) / Double(groupSize)).squareRoot() / sigma
  }
}
