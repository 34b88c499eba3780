import GRPO
import Policies

/// What a channel that is right in the mean adds to the second moment of the gradient of linear advantages.
///
/// With `v(r)` the variance of what is seen of r, c = 1/G (reinforce: 0) and k = G/(G-1) for
/// leave-one-out, else 1,
///
///     E norm(g)^2 = that of the true rewards + (k^2/G) { (1-c)^2 E[v norm(s)^2] + c (1-c) E[v] tr F }
///
/// For a constant v this is the form of AddedVariance.
enum ChannelNoise {
  /// What is added.
  ///
  /// - Parameter variance: of what is seen, by outcome of the problem with its true rewards.
  static func added(
    _ problem: Problem, _ kind: AdvantageKind, groupSize: Int, variance: [Double]
  ) -> Double {
    let g = Double(groupSize)
    let isReinforce = kind == .reinforce
    let c = isReinforce ? 0 : 1 / g
    let factor = kind == .leaveOneOut ? g / (g - 1) : 1
    var (weighted, mean, trace) = (0.0, 0.0, 0.0)
    for outcome in problem.probabilities.indices {
      let score = problem.score(of: outcome)
      let (p, square) = (problem.probabilities[outcome], dot(score, score))
      weighted += p * variance[outcome] * square
      mean += p * variance[outcome]
      trace += p * square
    }
    return factor * factor / g * ((1 - c) * (1 - c) * weighted + c * (1 - c) * mean * trace)
  }
}
