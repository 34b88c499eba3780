import GRPO
import Policies
import RealModule

/// E V(theta + eta g) - V(theta) of a softmax bandit by brute force, over all ordered groups of
/// outcomes and of noise values: the work is `(arms * values)^G`.
enum EnumeratedStep {
  /// - Precondition: the noise has finitely many values, or there is none.
  static func change(_ problem: Problem, _ setting: Setting, rate: Double) -> Double {
    guard let atoms = setting.atoms else { preconditionFailure("continuous noise") }
    let logits = problem.probabilities.map { Double.log($0) }
    var learner = BanditLearner(logits: logits, rewards: problem.rewards)
    var advantages = [Double](repeating: 0, count: setting.groupSize)
    var total = 0.0
    forEachTuple(of: logits.count * atoms.count, length: setting.groupSize) { tuple in
      // One number for each pair of an arm and a value of the noise, the arm in front.
      let arms = tuple.map { $0 / atoms.count }
      let noise = tuple.map { atoms[$0 % atoms.count] }
      let rewards = zip(arms, noise).map { problem.rewards[$0] + $1.value }
      setting.advantage.fill(&advantages, rewards: rewards)
      let probability = zip(arms, noise).reduce(1) {
        $0 * problem.probabilities[$1.0] * $1.1.probability
      }
      learner.move(to: logits)
      learner.step(arms: arms, advantages: advantages, rate: rate)
      total += probability * (learner.value - problem.value)
    }
    return total
  }
}

/// Slope and curvature of a step from moments of the gradient along single directions: it knows neither
/// the Hessian as a metric nor the trace.
///
///     E[g_i g_j] = (1/4) { E[((e_i + e_j) . g)^2] - E[((e_i - e_j) . g)^2] }
struct PolarizedStep {
  private(set) var slope = 0.0
  private(set) var curvature = 0.0

  init(_ problem: Problem, _ setting: Setting) throws {
    let hessian = problem.policy.valueHessian(of: problem.trueRewards)
    for i in hessian.indices {
      let unit = hessian.indices.map { $0 == i ? 1.0 : 0 }
      slope += problem.valueGradient[i] * (try Self.moments(problem, setting, along: unit).first)
      for j in hessian.indices {
        // For i = j these are 2 e_i and 0, and the identity holds as it stands.
        let sum = hessian.indices.map { ($0 == i ? 1.0 : 0) + ($0 == j ? 1 : 0) }
        let gap = hessian.indices.map { ($0 == i ? 1.0 : 0) - ($0 == j ? 1 : 0) }
        curvature +=
          hessian[i][j] / 4
          * (try Self.moments(problem, setting, along: sum).second
            - Self.moments(problem, setting, along: gap).second)
      }
    }
  }

  private static func moments(
    _ problem: Problem, _ setting: Setting, along direction: [Double]
  ) throws -> (first: Double, second: Double) {
    let law = try ExactLaw.moments(
      ProblemSet([problem.along(direction)]), setting: setting)
    guard let first = law.expectedGradient?[0], let second = law.secondMoment else {
      throw AnalysisError("no exact law of \(setting.advantage.text), \(setting.text)")
    }
    return (first, second)
  }
}
