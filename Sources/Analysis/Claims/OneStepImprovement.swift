import GRPO
import Policies
import RealModule

extension Claim {
  /// What one step of SGD with the gradient of one group does to the expected reward.
  ///
  ///     E V(theta + eta g) - V(theta) = eta grad V . E g + (1/2) eta^2 tr(Hess V E[g g^T]) + rho
  ///     abs(rho) <= (M/6) eta^3 E norm(g)^3,     M = sqrt 2 (largest less smallest reward)
  ///
  /// for any advantage and noise with that moment; M is that of a softmax bandit. Standardized
  /// advantages (ddof 0) have `norm(g) <= 1` there, so `abs(rho) <= (M/6) eta^3 E norm(g)^2`. Both terms
  /// are exact where the law of the group gradient is. Holds.
  ///
  /// That dither lowers the improvement does not hold in general: linear advantages gain
  /// `(1/2) eta^2 c sigma^2 tr(F Hess V)` by it, of either sign (ExplorationDrift). Standardized ones
  /// lose signal in first order but jump in second, by silent groups; on a policy that is all but sure
  /// of a wrong arm V is convex in that direction and the jump a gain.
  ///
  /// Source: Taylor's formula with the exact moments of this toolkit; we have not found the bound
  /// stated elsewhere.
  static let oneStepImprovement = Claim(
    name: "OneStepImprovement", origin: .theorem,
    statement: """
      One step of SGD of size eta raises the expected reward by eta grad V . E g + (1/2) eta^2 \
      tr(Hess V E[g g^T]) up to order eta^3, and dither lowers that.
      """,
    examine: OneStepImprovement.examine)
}

/// One step of SGD, to second order in its size.
public enum OneStepImprovement {
  /// eta of the difference quotients: what is left is of order eta^2.
  static let smallRate = 1e-3
  /// Sizes of real steps.
  static let rates = [1, 0.5]
  static let groupSize = 3

  /// Bound of the third derivative of V along a vector of length one, for a softmax bandit.
  static func thirdDerivativeBound(_ rewards: [Double]) -> Double {
    .sqrt(2) * (rewards.max()! - rewards.min()!)
  }

  static func examine(_ experiment: Experiment) throws -> [Finding] {
    let (five, graded) = (try Examples.fiveArms(), try Examples.gradedArms())
    let settings: [(Problem, AdvantageKind, NoiseFamily, Double)] = [
      (five, .standardized, .gaussian, 0.3), (graded, .standardized, .none, 0),
      (graded, .mean, .rademacher, 0.5), (graded, .leaveOneOut, .laplace, 0.3),
    ]
    let moments = try settings.enumerated().flatMap { index, example in
      try terms(
        experiment, example.0,
        Setting(example.1, example.2, sigma: example.3, groupSize: groupSize), stream: index)
    }
    let remainders = try [NoiseFamily.none, .rademacher].enumerated().flatMap { index, family in
      try rests(
        experiment, graded,
        Setting(.standardized, family, sigma: family == .none ? 0 : 0.3, groupSize: groupSize),
        stream: 8 + index)
    }
    return try moments + remainders + [
      gain(experiment, graded, .standardized, expected: .holds, stream: 16),
      gain(
        experiment, sureOfWrongArm(), .standardized, sigma: 0.05, expected: .fails,
        condition: "silent groups do not raise tr(Hess V E[g g^T])", stream: 19),
      gain(experiment, Examples.twoArms(p: 0.8), .mean, expected: .holds, stream: 17),
      gain(
        experiment, Examples.twoArms(p: 0.2), .mean, expected: .fails,
        condition: "tr(F Hess V) <= 0", stream: 18),
    ]
  }

  /// Two wrong arms, one of them drawn nine times in ten, and a right one of probability .09.
  static func sureOfWrongArm() throws -> Problem {
    try Examples.bandit("sure of a wrong arm", logits: [2.2, 0, 0], rewards: [0, 0, 1])
  }

  /// Slope and curvature: the law against second moments along pairs of directions, and against
  /// difference quotients of simulated steps.
  private static func terms(
    _ experiment: Experiment, _ problem: Problem, _ setting: Setting, stream: Int
  ) throws -> [Finding] {
    let law = try StepImprovement.exact(problem, [setting])[0]
    let found = try change(problem, setting, rates: [smallRate]).run(
      experiment.sampling, stream: UInt32(stream), plantedError: experiment.plantedError)[0]
    let polarized = try PolarizedStep(problem, setting)
    let rows = [
      ("grad V . E g", polarized.slope, law?.slope, found[1]),
      ("tr(Hess V E[g g^T])", polarized.curvature, law?.curvature, found[2]),
    ]
    return rows.map { name, claimed, exact, estimate in
      Finding(
        variant: setting.advantage.text, quantity: "\(name) (\(problem.name), \(setting.text))",
        claimed: claimed, exact: exact, estimate: estimate, expected: .holds)
    }
  }

  /// What is left of real steps over its bound, from above and from below.
  private static func rests(
    _ experiment: Experiment, _ problem: Problem, _ setting: Setting, stream: Int
  ) throws -> [Finding] {
    let law = try StepImprovement.exact(problem, [setting])[0]!
    let energy = try ExactLaw.moments(ProblemSet([problem]), setting: setting).secondMoment!
    let found = try change(problem, setting, rates: rates).run(
      experiment.sampling, stream: UInt32(stream), plantedError: experiment.plantedError)
    return zip(rates, found).flatMap { rate, estimates in
      let bound = thirdDerivativeBound(problem.rewards) / 6 * rate * rate * rate * energy
      let exact = EnumeratedStep.change(problem, setting, rate: rate)
      return [1.0, -1].map { sign in
        let measured = Measured(exact: exact, estimate: estimates[0]).mapped(
          factor: sign / bound, offset: -sign * law.value(rate: rate) / bound)
        return Finding(
          variant: setting.advantage.text,
          quantity: """
            \(sign > 0 ? "" : "-")(E dV - law) / bound, eta \(rate.compact) \
            (\(problem.name), \(setting.text))
            """, .atMost, claimed: 1, measured, expected: .holds)
      }
    }
  }

  /// What dither adds to the improvement by a step of size 1, on the same groups.
  private static func gain(
    _ experiment: Experiment, _ problem: Problem, _ kind: AdvantageKind, sigma: Double = 0.5,
    expected: Verdict, condition: String? = nil, stream: Int
  ) throws -> Finding {
    let dithered = try Setting(kind, .rademacher, sigma: sigma, groupSize: groupSize)
    let step = StepDrift(
      logits: problem.logits, rewards: problem.rewards, setting: dithered, rate: 1)
    let estimate = try step.run(
      experiment.sampling, stream: UInt32(32 + stream), unit: 1,
      plantedError: experiment.plantedError)
    let exact =
      EnumeratedStep.change(problem, dithered, rate: 1)
      - EnumeratedStep.change(problem, try dithered.undithered(), rate: 1)
    return Finding(
      variant: dithered.advantage.text,
      quantity: "gain of E dV by dither, eta 1 (\(problem.name), \(dithered.text))",
      .atMost, claimed: 0, Measured(exact: exact, estimate: estimate),
      expected: expected, condition: condition)
  }

  private static func change(
    _ problem: Problem, _ setting: Setting, rates: [Double]
  ) -> StepChange {
    StepChange(logits: problem.logits, rewards: problem.rewards, setting: setting, rates: rates)
  }
}

extension Problem {
  /// Logits of a bandit with these probabilities.
  fileprivate var logits: [Double] { probabilities.map { Double.log($0) } }
}
