import GRPO

extension Claim {
  /// No dither is the best dither: sigma = 0 has the largest signal-to-noise ratio.
  ///
  ///     SNR(sigma) = norm(E g)^2 / tr Cov g <= SNR(0)
  ///
  /// Advantages that are linear in the rewards: holds for every zero-mean noise, with equality at
  /// sigma = 0 only, for E g stays and the trace grows (AddedVariance):
  ///
  ///     SNR(sigma) = f^2 norm(grad V)^2 / (tr Cov g(0) + c sigma^2 tr F)
  ///
  /// and the mean squared error `E norm(g - grad V)^2` is least there too. Standardized advantages:
  /// - two reward levels, Gaussian noise: a conjecture. No counter-example is known;
  /// - three levels or more: fails. A tiny reward difference that standardization blows up is
  ///   drowned by the noise, and the direction improves (logits 0 0 0, rewards 0 .02 1, G = 4: SNR
  ///   1.366 at 0, 1.642 at .0289);
  /// - the mean squared error: fails even for two levels. `W > 1` overshoots grad V at sigma = 0, and
  ///   dither shrinks it (GradientGain); a smaller learning rate would do the same.
  ///
  /// Leave-one-out-standardized advantages with two-valued noise: fails for two levels.
  ///
  /// Source: paper (arXiv:2506.18631) states the opposite, in effect; this form is ours.
  static let signalToNoise = Claim(
    name: "SignalToNoise", origin: .theorem,
    statement: """
      Among all dithers, none (sigma = 0) gives the group gradient its largest signal-to-noise ratio.
      """,
    examine: SignalToNoise.examine)
}

enum SignalToNoise {
  static let groupSize = 4
  static let linear: [AdvantageKind] = [.reinforce, .mean, .leaveOneOut]
  static let conjecture = "conjecture: two reward levels, Gaussian noise; no counter-example known"

  static func examine(_ experiment: Experiment) throws -> [Finding] {
    try linearRatios(experiment) + linearErrors(experiment) + binary(experiment)
      + graded(experiment) + leaveOneOutStandardized(experiment) + overshoot(experiment)
  }

  private static func linearRatios(_ experiment: Experiment) throws -> [Finding] {
    let families: [NoiseFamily] = [
      .gaussian, .uniform, .laplace, .rademacher, .studentT(degreesOfFreedom: 9),
    ]
    let problem = try Examples.gradedArms()
    let settings = try linear.flatMap { kind in
      try families.map { try setting(kind, $0, sigma: 0.3) }
    }
    let gradients = try experiment.gradients(problem, settings)
    return zip(settings, gradients).flatMap { setting, gradient in
      [Finding.Relation.equals, .atMost].map { relation in
        let sigma = relation == .equals ? setting.sigma : 0
        return Finding(
          variant: setting.advantage.text,
          quantity: relation == .equals
            ? "signal-to-noise ratio \(place(problem, setting))"
            : "signal-to-noise ratio against that at 0 \(place(problem, setting))", relation,
          claimed: LinearSignal(problem, setting.advantage.kind, groupSize: groupSize)
            .ratio(sigma: sigma), gradient.signalToNoise, expected: .holds)
      }
    }
  }

  /// What is saved in mean squared error by taking the dither away: at least 0.
  private static func linearErrors(_ experiment: Experiment) throws -> [Finding] {
    let problem = try Examples.fiveArms()
    let settings = try linear.map { try setting($0, .gaussian, sigma: 0.3) }
    let changes = try experiment.changes(problem, settings.map { ($0, try $0.undithered()) })
    return zip(settings, changes).map { setting, change in
      Finding(
        variant: setting.advantage.text,
        quantity: "mean squared error at 0 less that dithered \(place(problem, setting))", .atMost,
        claimed: 0, change.squaredError(valueGradient: problem.valueGradient), expected: .holds)
    }
  }

  /// Standardized, two levels, Gaussian.
  private static func binary(_ experiment: Experiment) throws -> [Finding] {
    let problems = [
      try Examples.fiveArms(), try Examples.twoArms(p: 0.05), try Examples.twoArms(p: 0.5),
    ]
    return try problems.flatMap { problem in
      try compare(
        experiment, problem,
        [0.0289, 0.1, 0.289, 0.5, 1].map { try setting(.standardized, .gaussian, sigma: $0) },
        expected: .holds, condition: conjecture)
    }
  }

  /// Standardized, three levels: the counter-examples.
  private static func graded(_ experiment: Experiment) throws -> [Finding] {
    let condition = "two reward levels (conjecture)"
    return try compare(
      experiment,
      Examples.bandit("near tie", logits: [0, 0, 0], rewards: [0, 0.02, 1]),
      [setting(.standardized, .gaussian, sigma: 0.0289)], expected: .fails, condition: condition)
      + compare(
        experiment.withGroups(times: 16),
        Examples.bandit("three levels", logits: [0.2, -0.7, 0.5], rewards: [0, 0.2, 1]),
        [setting(.standardized, .gaussian, sigma: 0.1)], expected: .fails, condition: condition)
  }

  private static func leaveOneOutStandardized(_ experiment: Experiment) throws -> [Finding] {
    try compare(
      experiment, Examples.twoArms(p: 0.5),
      [setting(.leaveOneOutStandardized, .rademacher, sigma: 0.3)], expected: .fails,
      condition: "standardized by the whole group, continuous noise (conjecture)")
  }

  /// Two levels, standardized: dither lowers the distance from grad V, as it shrinks an overshoot.
  private static func overshoot(_ experiment: Experiment) throws -> [Finding] {
    let problem = try Examples.twoArms(p: 0.5)
    let setting = try setting(.standardized, .gaussian, sigma: 0.5)
    let change = try experiment.changes(problem, [(setting, setting.undithered())])[0]
    return [
      Finding(
        variant: setting.advantage.text,
        quantity: "mean squared error at 0 less that dithered \(place(problem, setting))", .atMost,
        claimed: 0, change.squaredError(valueGradient: problem.valueGradient), expected: .fails,
        condition: "advantages linear in the rewards")
    ]
  }

  /// The ratio of dithered advantages against the undithered one, which is found by enumeration.
  private static func compare(
    _ experiment: Experiment, _ problem: Problem, _ settings: [Setting], expected: Verdict,
    condition: String
  ) throws -> [Finding] {
    let raw = EnumeratedGradient(problem, advantage: settings[0].advantage, groupSize: groupSize)
    return zip(settings, try experiment.gradients(problem, settings)).map { setting, gradient in
      Finding(
        variant: setting.advantage.text,
        quantity: "signal-to-noise ratio against that at 0 \(place(problem, setting))", .atMost,
        claimed: raw.signalToNoise, gradient.signalToNoise, expected: expected,
        condition: condition)
    }
  }

  private static func setting(
    _ kind: AdvantageKind, _ family: NoiseFamily, sigma: Double
  ) throws -> Setting {
    try Setting(
      advantage: AdvantageEstimator(kind), dither: Dither(family), sigma: sigma,
      groupSize: groupSize)
  }

  private static func place(_ problem: Problem, _ setting: Setting) -> String {
    "(\(problem.name), \(setting.text))"
  }
}

/// The signal-to-noise ratio of advantages that are linear in the rewards, in closed form.
///
/// Leave-one-out gradients are U-statistics with the kernel `h = (r - r')(s - s') / 2`, so by Hoeffding
///
///     tr Cov g(0) = 2 / (G (G-1)) [2 (G-2) zeta1 + zeta2]
///     zeta1 = (E norm((r - V) s)^2 - norm(grad V)^2) / 4,   zeta2 = E norm(h)^2 - norm(grad V)^2
struct LinearSignal {
  private let signal: Double
  private let trace: Double
  private let addedTrace: Double

  init(_ problem: Problem, _ kind: AdvantageKind, groupSize: Int) {
    let moments = PairMoments(problem)
    let g = Double(groupSize)
    let square = dot(problem.valueGradient, problem.valueGradient)
    let shrink = kind == .mean ? (g - 1) / g : 1
    signal = shrink * shrink * square
    let pairs = 2 * (g - 2) * (moments.centred - square) / 4 + moments.kernel - square
    trace =
      kind == .reinforce
      ? (moments.plain - square) / g : shrink * shrink * 2 / (g * (g - 1)) * pairs
    addedTrace = AddedVariance.factor(kind, groupSize: groupSize) * moments.information
  }

  func ratio(sigma: Double) -> Double { signal / (trace + sigma * sigma * addedTrace) }
}

/// Means over one or two outcomes: E norm(r s)^2, E norm((r - V) s)^2, E norm(h)^2, E norm(s)^2.
private struct PairMoments {
  var plain = 0.0
  var centred = 0.0
  var kernel = 0.0
  var information = 0.0

  init(_ problem: Problem) {
    let (pi, r) = (problem.probabilities, problem.rewards)
    let scores = pi.indices.map { problem.score(of: $0) }
    for a in pi.indices {
      let square = dot(scores[a], scores[a])
      plain += pi[a] * r[a] * r[a] * square
      centred += pi[a] * (r[a] - problem.value) * (r[a] - problem.value) * square
      information += pi[a] * square
      for b in pi.indices {
        let gap = zip(scores[a], scores[b]).map(-)
        kernel += pi[a] * pi[b] * (r[a] - r[b]) * (r[a] - r[b]) * dot(gap, gap) / 4
      }
    }
  }
}
