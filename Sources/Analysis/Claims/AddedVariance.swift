package import GRPO

extension Claim {
  /// Dithering adds gradient variance, and how much.
  ///
  ///     Cov g(sigma) = Cov g(0) + c sigma^2 F,      F = Cov(score)
  ///     c = 1/G (reinforce), (G-1)/G^2 (mean), 1/(G-1) (leave-one-out)
  ///     0 <= tr Cov g(sigma) - tr Cov g(0) <= c sigma^2 B^2      when norm(score) <= B
  ///
  /// Hypotheses: completions drawn on policy; noise iid with mean zero and variance sigma^2,
  /// independent of the completions. Off policy, without an active clip, importance ratios rho take F's
  /// place by `E_old[rho^2 s s^T]`; noise with the covariances Sigma within a group adds
  /// `tr(M Sigma M^T) / G^2 F`, M the matrix of the advantages.
  /// Holds exactly for advantages that are linear in the rewards, whatever the law of the noise; a
  /// softmax bandit has `tr F = 1 - sum pi^2` and `B^2 = 2`. As E g does not move, the added
  /// covariance is the change of `E[g g^T]`.
  ///
  /// Fails for standardized advantages: at five arms, G = 4, sigma = .0289 they add 128 times the
  /// largest of the three bounds, because silent groups wake up (SilentGroups).
  ///
  /// Source: paper (arXiv:2506.18631), paraphrased; the exact form is ours.
  static let addedVariance = Claim(
    name: "AddedVariance", origin: .paper,
    statement: """
      Zero-mean dither that is independent of the completions adds c sigma^2 F to the covariance of \
      the group gradient, on policy and if advantages are linear in the rewards.
      """,
    examine: AddedVariance.examine)
}

/// The added variance of claim AddedVariance.
package enum AddedVariance {
  static let groupSize = 4
  static let sigma = 0.5
  /// Uniform noise of half-width .05 on a reward of 1: .05 / sqrt 3.
  static let smallSigma = 0.0289
  /// norm(score)^2 of a softmax bandit is below 2.
  static let scoreBound = 2.0

  /// c of the advantages that are linear in the rewards.
  package static func factor(_ kind: AdvantageKind, groupSize: Int) -> Double {
    let g = Double(groupSize)
    switch kind {
    case .reinforce: return 1 / g
    case .mean: return (g - 1) / (g * g)
    case .leaveOneOut: return 1 / (g - 1)
    case .standardized, .batchStandardized, .leaveOneOutStandardized, .meanNormalized, .bestOnly:
      preconditionFailure("\(kind) is not linear in the rewards")
    }
  }

  /// `v^T F v` of a softmax bandit: the variance of `v_a` over the arms.
  static func information(_ probabilities: [Double], along v: [Double]) -> Double {
    let mean = dot(probabilities, v)
    return zip(probabilities, v).reduce(0) { $0 + $1.0 * ($1.1 - mean) * ($1.1 - mean) }
  }

  static func examine(_ experiment: Experiment) throws -> [Finding] {
    let problem = try ReferencePrompts.fiveArms()
    let pi = problem.probabilities
    let directions = Directions(problem)
    let families: [NoiseFamily] = [.gaussian, .uniform, .laplace, .rademacher]
    return try exactForm(
      experiment, problem, families, name: "trace", information: 1 - dot(pi, pi))
      + exactForm(
        experiment.withGroups(times: 4), problem.along(directions.alongValue), [.gaussian],
        name: "form along grad V",
        information: information(pi, along: directions.alongValue))
      + exactForm(
        experiment, problem.along(directions.acrossValue), [.gaussian],
        name: "form across grad V", information: information(pi, along: directions.acrossValue))
      + bound(experiment, problem)
  }

  private static let linear: [AdvantageKind] = [.reinforce, .mean, .leaveOneOut]

  private static func exactForm(
    _ experiment: Experiment, _ problem: Problem, _ families: [NoiseFamily], name: String,
    information: Double
  ) throws -> [Finding] {
    let settings = try linear.flatMap { kind in
      try families.map { try Setting(kind, $0, sigma: sigma, groupSize: groupSize) }
    }
    let changes = try experiment.changes(problem, settings.map { (try $0.undithered(), $0) })
    return zip(settings, changes).map { setting, change in
      let claimed =
        factor(setting.advantage.kind, groupSize: groupSize) * sigma * sigma * information
      return Finding(
        variant: setting.advantage.text,
        quantity: "added \(name)", at: Place(problem, setting),
        claimed: claimed, change.secondMoment, expected: .holds, scale: claimed)
    }
  }

  /// The bound for every advantage; the standardized one is measured by leave-one-out, the largest.
  /// Its norm(E g) falls, so what it adds to the trace is at least what it adds to E norm(g)^2.
  private static func bound(_ experiment: Experiment, _ problem: Problem) throws -> [Finding] {
    let kinds = linear + [.standardized]
    let settings = try kinds.map {
      try Setting($0, .gaussian, sigma: smallSigma, groupSize: groupSize)
    }
    let changes = try experiment.changes(problem, settings.map { (try $0.undithered(), $0) })
    return zip(kinds, zip(settings, changes)).map { kind, result in
      let isLinear = kind != .standardized
      let c = factor(isLinear ? kind : .leaveOneOut, groupSize: groupSize)
      return Finding(
        variant: result.0.advantage.text,
        quantity: "added E norm(g)^2 against c sigma^2 B^2", at: Place(problem, result.0), .atMost,
        claimed: c * smallSigma * smallSigma * scoreBound, result.1.secondMoment,
        expected: isLinear ? .holds : .fails,
        condition: isLinear ? nil : "advantages linear in the rewards")
    }
  }
}
