import GRPO
import Policies
import RealModule

extension ReferencePrompts {
  /// The five arms under a KL penalty of the kind k2, whose mean gradient is that of KL(pi | ref):
  ///
  ///     d KL / d theta_a = pi_a (log(pi_a / ref_a) - KL)
  static func penalizedArms() throws -> (
    problem: Problem, divergenceGradient: [Double], klCoefficient: Double
  ) {
    let klCoefficient = 0.5
    let policy = try SoftmaxBandit(logits: [-1, 0.3, 0.1, -0.4, 0.8])
    let reference = try SoftmaxBandit(logits: [0, 0, 0.5, 0.5, 0])
    let problem = try Problem(
      Prompt(
        name: "five arms, KL penalty", policy: policy, rewards: [1, 0, 0, 1, 0],
        referenceLogits: reference.logits),
      surrogate: Surrogate(klCoefficient: klCoefficient, klEstimator: .k2))
    let pi = policy.probabilities()
    let excess = zip(pi, reference.probabilities()).map { Double.log($0 / $1) }
    let divergence = dot(pi, excess)
    return (problem, zip(pi, excess).map { $0 * ($1 - divergence) }, klCoefficient)
  }
}
