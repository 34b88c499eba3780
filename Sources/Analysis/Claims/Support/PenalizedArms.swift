import GRPO
import Policies
import RealModule

extension UnbiasedGradient {
  /// E g itself, not only its change: it equals c grad V, less the gradient of a KL penalty; off policy
  /// too, with the importance ratio.
  static func target(_ experiment: Experiment) throws -> [Finding] {
    let linear: [AdvantageKind] = [.reinforce, .mean, .leaveOneOut]
    let penalized = try Examples.penalizedArms()
    return try compare(experiment, Examples.fiveArms(), linear, penalty: nil)
      + compare(experiment, Examples.staleFiveArms(clipRange: nil), linear, penalty: nil)
      + compare(
        experiment, penalized.problem, [.mean],
        penalty: (penalized.divergenceGradient, penalized.klCoefficient))
  }

  /// c of E g = c grad V.
  static func factor(_ kind: AdvantageKind) -> Double {
    kind == .mean ? Double(groupSize - 1) / Double(groupSize) : 1
  }

  /// What tells a variant apart besides its advantage.
  static func remark(_ problem: Problem) -> String {
    let isOffPolicy = problem.name.contains("off policy")
    return isOffPolicy ? ", off policy, \(problem.isClipped ? "active" : "no") clip" : ""
  }

  private static func compare(
    _ experiment: Experiment, _ problem: Problem, _ kinds: [AdvantageKind],
    penalty: (gradient: [Double], coefficient: Double)?
  ) throws -> [Finding] {
    let directions = Directions(problem)
    let settings = try kinds.map { try setting($0) }
    let pull = { (v: [Double]) in penalty.map { $0.coefficient * dot($0.gradient, v) } ?? 0 }
    return zip(settings, try experiment.gradients(problem, settings)).flatMap {
      setting, gradient in
      let place = Place(problem, setting)
      return [
        Finding(
          variant: setting.advantage.text + Self.remark(problem), quantity: "E g along grad V",
          at: place,
          claimed: factor(setting.advantage.kind) - pull(directions.alongValue),
          gradient.along(directions.alongValue), expected: .holds),
        Finding(
          variant: setting.advantage.text + Self.remark(problem), quantity: "E g across grad V",
          at: place,
          claimed: -pull(directions.acrossValue), gradient.along(directions.acrossValue),
          expected: .holds, margin: 0.1),
      ]
    }
  }

  private static func setting(_ kind: AdvantageKind) throws -> Setting {
    try Setting(
      advantage: AdvantageEstimator(kind), dither: Dither(.gaussian), sigma: sigma,
      groupSize: groupSize)
  }
}

extension Examples {
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
