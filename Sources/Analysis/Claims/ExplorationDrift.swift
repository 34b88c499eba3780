import GRPO
import Policies
import RealModule

extension Claim {
  /// Dither explores: it raises the expected reward after a step of SGD.
  ///
  /// With advantages that are linear in the rewards, noise adds `c sigma^2 F` to `E[g g^T]` and
  /// nothing to E g (AddedVariance), so after one step of size eta
  ///
  ///     E V(sigma) - E V(0) = (1/2) eta^2 c sigma^2 tr(F Hess V) + O(eta^3),   c = (G-1)/G^2 (mean)
  ///     tr(F Hess V) = (1 + 2 S2) sum pi^2 D - 3 sum pi^3 D,    D_a = r_a - V,  S2 = sum pi^2
  ///
  /// the second line for a softmax bandit. That is all dither does there, and its sign is not fixed:
  /// two arms have `tr(F Hess V) = 4 (p (1-p))^2 (1 - 2p)`, a gain below p = 1/2 and a loss above. On
  /// a collapsed policy F vanishes, and the drift with it: noise on the reward of a completion that is
  /// never drawn cannot find it. So it fails in general.
  ///
  /// Simulated with eta = 1e-4, in units of `(1/2) eta^2 c sigma^2`. There the rest O(eta^3) is about
  /// 1e-6 of that unit, a fifth of the standard error of 10^8 groups.
  ///
  /// Source: paper (arXiv:2506.18631), paraphrased; the drift is ours.
  static let explorationDrift = Claim(
    name: "ExplorationDrift", origin: .paper,
    statement: """
      Dither explores: with linear advantages it adds (1/2) eta^2 c sigma^2 tr(F Hess V) to the \
      expected reward after a step of SGD, to second order in its size eta, and that is a gain.
      """,
    examine: ExplorationDrift.examine)
}

/// The drift of claim ExplorationDrift.
package enum ExplorationDrift {
  static let groupSize = 4
  static let sigma = 0.5
  /// eta, small enough for what is of third order.
  static let rate = 1e-4

  /// tr(F Hess V) of a softmax bandit.
  package static func trace(_ probabilities: [Double], _ rewards: [Double]) -> Double {
    let value = dot(probabilities, rewards)
    var (second, squares, cubes) = (0.0, 0.0, 0.0)
    for (p, r) in zip(probabilities, rewards) {
      second += p * p
      squares += p * p * (r - value)
      cubes += p * p * p * (r - value)
    }
    return (1 + 2 * second) * squares - 3 * cubes
  }

  /// tr(F Hess V) of any policy, from its two matrices.
  static func trace(_ policy: some Policy, _ rewards: [Double]) -> Double {
    zip(policy.fisherMatrix(), policy.valueHessian(of: rewards)).reduce(0) {
      $0 + dot($1.0, $1.1)
    }
  }

  static func examine(_ experiment: Experiment) throws -> [Finding] {
    let formula = [try ReferencePrompts.fiveArms(), try ReferencePrompts.gradedArms()]
    return try formula.enumerated().flatMap { index, problem in
      try [(AdvantageKind.mean, NoiseFamily.gaussian), (.leaveOneOut, .rademacher)].enumerated()
        .map { number, choice in
          try value(experiment, problem, choice.0, choice.1, stream: 2 * index + number)
        }
    } + signs(experiment) + [collapsed(experiment)]
  }

  /// The size of the drift against the closed form.
  private static func value(
    _ experiment: Experiment, _ problem: Problem, _ kind: AdvantageKind, _ family: NoiseFamily,
    stream: Int
  ) throws -> Finding {
    let drift = try Drift(
      experiment.withGroups(times: 6), problem, kind, family, stream: stream)
    return drift.finding(
      "drift of V by dither", .equals, trace(problem.probabilities, problem.rewards), sign: 1)
  }

  /// A gain means a loss of 0 at most.
  private static func signs(_ experiment: Experiment) throws -> [Finding] {
    try [0.2, 0.8].enumerated().map { index, p in
      let drift = try Drift(
        experiment, ReferencePrompts.twoArms(p: p), .mean, .gaussian, stream: 8 + index)
      return drift.finding(
        "loss of V by dither", .atMost, 0, sign: -1,
        remark: p < 0.5 ? ", a gain where tr(F Hess V) >= 0" : ", a gain where it is negative",
        expected: p < 0.5 ? .holds : .fails,
        condition: p < 0.5 ? nil : "tr(F Hess V) >= 0")
    }
  }

  /// All but certain of a wrong arm.
  private static func collapsed(_ experiment: Experiment) throws -> Finding {
    let drift = try Drift(
      experiment, ReferencePrompts.twoArms(p: 1e-7), .mean, .gaussian, stream: 10)
    return drift.finding("drift of V by dither", .equals, 0, sign: 1)
  }
}

/// The drift of one problem in units of `(1/2) eta^2 c sigma^2`.
private struct Drift {
  let problem: Problem
  let setting: Setting
  let measured: ExactAndSimulated

  init(
    _ experiment: Experiment, _ problem: Problem, _ kind: AdvantageKind, _ family: NoiseFamily,
    stream: Int
  ) throws {
    let setting = try Setting(
      advantage: AdvantageEstimator(kind), dither: Dither(family), sigma: ExplorationDrift.sigma,
      groupSize: ExplorationDrift.groupSize)
    let amplitude = ExplorationDrift.rate * setting.sigma
    let factor = AddedVariance.factor(kind, groupSize: setting.groupSize)
    let logits = problem.probabilities.map { Double.log($0) }
    let step = StepDrift(
      logits: logits, rewards: problem.rewards, setting: setting, rate: ExplorationDrift.rate)
    let estimate = try step.run(
      experiment.sampling, stream: UInt32(stream), unit: amplitude * amplitude * factor / 2)
    self.problem = problem
    self.setting = setting
    measured = ExactAndSimulated(
      exact: ExplorationDrift.trace(try SoftmaxBandit(logits: logits), problem.rewards),
      estimate: estimate)
  }

  func finding(
    _ quantity: String, _ relation: Finding.Relation, _ claimed: Double, sign: Double,
    remark: String = "", expected: Verdict = .holds, condition: String? = nil
  ) -> Finding {
    let estimate = measured.estimate
    return Finding(
      variant: setting.advantage.text + remark,
      quantity: quantity, at: Place(problem, setting), relation, claimed: claimed,
      ExactAndSimulated(
        exact: measured.exact.map { sign * $0 },
        estimate: Estimate(
          mean: sign * estimate.mean, standardError: estimate.standardError, count: estimate.count)
      ), expected: expected, condition: condition)
  }
}
