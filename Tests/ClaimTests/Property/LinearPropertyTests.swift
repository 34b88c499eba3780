import GRPO
import RealModule
import Testing

@testable import Analysis

/// What holds for advantages linear in the rewards, on random policies, rewards, groups and noises.
///
/// Rounding is the only error: 1e-11 of the size of the terms.
struct LinearPropertyTests {
  @Test func `UnbiasedGradient: the expected gradient is c grad V whatever the noise`() {
    Self.unbiased.expect(1200)
  }

  static let unbiased = Property(domain: .linear) { problem in
    let gradient = try problem.moments().gradient
    let g = Double(problem.groupSize)
    let c = problem.kind == .mean ? (g - 1) / g : 1
    let size = problem.rewards.reduce(0) { max($0, abs($1)) }
    return Compare.equal(
      "E g", gradient, try problem.problem.valueGradient.map { c * $0 }, scale: size,
      tolerance: 1e-11)
  }

  @Test func `AddedVariance: the second moment is base + c sigma^2 tr F`() {
    Self.addedVariance.expect(1200)
  }

  static let addedVariance = Property(domain: .linear) { problem in
    let second = try problem.moments().second
    let c = AddedVariance.factor(problem.kind, groupSize: problem.groupSize)
    let added = c * problem.sigma * problem.sigma * ScoreMoments(try problem.policy).square()
    let expected = try Self.base(problem) + added
    return Compare.equal(
      "E norm(g)^2", second, expected, scale: expected, tolerance: 1e-11)
  }

  @Test func `SignalToNoise: dither lowers it, more dither more`() {
    Self.signalToNoise.expect(1200)
  }

  static let signalToNoise = Property(domain: .linear) { problem in
    let ratios = try [0, problem.sigma, 2 * problem.sigma].map { sigma in
      let moments = try problem.with { $0.sigma = sigma }.moments()
      let signal = moments.gradient.reduce(0) { $0 + $1 * $1 }
      return signal / (moments.second - signal)
    }
    let falls = zip(ratios, ratios.dropFirst()).allSatisfy { $1 <= $0 * (1 + 1e-9) }
    return falls ? nil : "signal to noise \(ratios) at sigma 0, s, 2 s"
  }

  /// Without noise, with `a = r - V` and `u = grad V`, from pairs and quadruples of completions:
  ///
  ///     reinforce  E[r^2 norm(s)^2] / G + (G-1)/G norm(u)^2
  ///     mean       (G-1)^2/G^3 (E[a^2 norm(s)^2] + (G-1) norm(u)^2) + (G-1)/G^3 (Var r tr F + norm(u)^2)
  ///
  /// and leave-one-out is mean times (G/(G-1))^2.
  private static func base(_ problem: RandomProblem) throws -> Double {
    let scores = ScoreMoments(try problem.policy)
    let rewards = problem.rewards
    let value = zip(scores.probabilities, rewards).reduce(0) { $0 + $1.0 * $1.1 }
    let signal = scores.norm(scores.mean { rewards[$0] - value })
    let g = Double(problem.groupSize)
    if problem.kind == .reinforce {
      return scores.square { rewards[$0] * rewards[$0] } / g + (g - 1) / g * signal
    }
    let square = { (outcome: Int) in (rewards[outcome] - value) * (rewards[outcome] - value) }
    let variance = rewards.indices.reduce(0) { $0 + scores.probabilities[$1] * square($1) }
    let own = (g - 1) * (g - 1) * (scores.square(square) + (g - 1) * signal)
    let mean = (own + (g - 1) * (variance * scores.square() + signal)) / (g * g * g)
    return problem.kind == .mean ? mean : mean * g * g / ((g - 1) * (g - 1))
  }
}
