import GRPO

extension Claim {
  /// No dither is the best dither: sigma = 0 has the largest signal-to-noise ratio.
  ///
  ///     SNR(sigma) = norm(E g)^2 / tr Cov g <= SNR(0)
  ///
  /// Advantages that are linear in the rewards: holds for every zero-mean noise that is independent of
  /// the completions and uncorrelated within a group, with equality at sigma = 0 only, for E g stays
  /// and the trace grows (AddedVariance; correlated noise adds `tr(M Sigma M^T) / G^2 tr F`, which is 0
  /// for noise that a group shares):
  ///
  ///     SNR(sigma) = f^2 norm(grad V)^2 / (tr Cov g(0) + c sigma^2 tr F)
  ///
  /// and the mean squared error `E norm(g - grad V)^2` is least there too. Standardized advantages,
  /// Gaussian noise:
  /// - two reward levels, softmax bandit: a conjecture with no known counter-example. As
  ///   `tr C+ = 1 - x`, `tr C- = 1 - y`, `norm(Delta)^2 = x + y` (SecondMoment), 1/SNR is monotone for
  ///   all bandits if it is at the four corners of 0 <= x, y <= 1, functions of p, G, sigma alone;
  /// - two reward levels, any policy: fails. Where the right completions differ far more among
  ///   themselves than from the wrong ones, dither evens out the weights `(G-K)/K` of their spread
  ///   faster than it shrinks the mean: eight tokens, all but the likely sequence right, p = .03,
  ///   G = 64: SNR up by 1.75% at sigma = .12;
  /// - three levels or more: fails. A tiny reward difference that standardization blows up is
  ///   drowned by the noise, and the direction improves (logits 0 0 0, rewards 0 .02 1, G = 4: SNR
  ///   1.366 at 0, 1.642 at .0289; the near tie of LearningTime, G = 3: .0588 at 0, .0876 at .0652, and
  ///   norm(E g) up by 12%);
  /// - batch-standardized advantages: fails for two arms too, p = .005, G = 8, batches of 64 groups: up
  ///   by 5.2% at sigma = .1;
  /// - the mean squared error: fails even for two arms. `W > 1` overshoots grad V at sigma = 0, and
  ///   dither shrinks it (GradientGain); a smaller learning rate would do the same.
  ///
  /// Leave-one-out-standardized advantages with two-valued noise: fails for two arms.
  ///
  /// Source: derived for this toolkit; we have not found it stated elsewhere.
  static let signalToNoise = Claim(
    name: "SignalToNoise", origin: .theorem,
    statement: """
      Among all dithers independent of the completions and of each other, none (sigma = 0) gives the \
      group gradient its largest signal-to-noise ratio, if advantages are linear in the rewards.
      """,
    examine: SignalToNoise.examine)
}

enum SignalToNoise {
  static let groupSize = 4
  static let linear: [AdvantageKind] = [.reinforce, .mean, .leaveOneOut]
  static let conjecture = "softmax bandit, two reward levels, Gaussian noise (conjecture)"

  static func examine(_ experiment: Experiment) throws -> [Finding] {
    try linearRatios(experiment) + linearErrors(experiment) + binary(experiment)
      + sequence(experiment) + graded(experiment) + leaveOneOutStandardized(experiment)
      + overshoot(experiment)
  }

  static func closedForm(
    _ problem: Problem, _ kind: AdvantageKind, groupSize: Int
  ) -> LinearSignal {
    LinearSignal(
      problem, kind, groupSize: groupSize,
      noiseFactor: AddedVariance.factor(kind, groupSize: groupSize))
  }

  private static func linearRatios(_ experiment: Experiment) throws -> [Finding] {
    let families: [NoiseFamily] = [
      .gaussian, .uniform, .laplace, .rademacher, .studentT(degreesOfFreedom: 9),
    ]
    let problem = try ReferencePrompts.gradedArms()
    let settings = try linear.flatMap { kind in
      try families.map { try Setting(kind, $0, sigma: 0.3, groupSize: groupSize) }
    }
    let gradients = try experiment.gradients(problem, settings)
    return zip(settings, gradients).flatMap { setting, gradient in
      [Finding.Relation.equals, .atMost].map { relation in
        let sigma = relation == .equals ? setting.sigma : 0
        return Finding(
          variant: setting.advantage.text,
          quantity: relation == .equals
            ? "signal-to-noise ratio" : "signal-to-noise ratio against that at 0",
          at: Place(problem, setting), relation,
          claimed: closedForm(problem, setting.advantage.kind, groupSize: groupSize)
            .ratio(sigma: sigma), gradient.signalToNoise, expected: .holds)
      }
    }
  }

  /// What is saved in mean squared error by taking the dither away: at least 0.
  private static func linearErrors(_ experiment: Experiment) throws -> [Finding] {
    let problem = try ReferencePrompts.fiveArms()
    let settings = try linear.map { try Setting($0, .gaussian, sigma: 0.3, groupSize: groupSize) }
    let changes = try experiment.changes(problem, settings.map { ($0, try $0.undithered()) })
    return zip(settings, changes).map { setting, change in
      Finding(
        variant: setting.advantage.text,
        quantity: "mean squared error at 0 less that dithered", at: Place(problem, setting),
        .atMost,
        claimed: 0, change.squaredError(valueGradient: problem.valueGradient), expected: .holds)
    }
  }

  /// Standardized, two levels, Gaussian.
  private static func binary(_ experiment: Experiment) throws -> [Finding] {
    let problems = [
      try ReferencePrompts.fiveArms(), try ReferencePrompts.twoArms(p: 0.05),
      try ReferencePrompts.twoArms(p: 0.5),
    ]
    return try problems.flatMap { problem in
      try excess(
        experiment, problem,
        [0.0289, 0.1, 0.289, 0.5, 1].map { try .standardized(sigma: $0, groupSize: groupSize) },
        in: "standardized (bandit, two levels)", expected: .holds)
    }
  }

  /// Standardized, two levels, Gaussian, but no bandit: a small gain.
  private static func sequence(_ experiment: Experiment) throws -> [Finding] {
    try excess(
      experiment, ReferencePrompts.likelySequence(), [.standardized(sigma: 0.12, groupSize: 64)],
      in: "standardized (no bandit, two levels)", expected: .fails)
  }

  /// Two levels: whether the ratio rises, on paired draws, which see what is far smaller than the
  /// error of the ratio.
  private static func excess(
    _ experiment: Experiment, _ problem: Problem, _ settings: [Setting], in variant: String,
    expected: Verdict
  ) throws -> [Finding] {
    let raw = GroupStandardDeviation.moments(
      GroupStandardDeviation.Scores(problem), groupSize: settings[0].groupSize)
    let changes = try experiment.changes(problem, settings.map { (try $0.undithered(), $0) })
    return zip(settings, changes).map { setting, change in
      Finding(
        variant: variant, quantity: "norm(E g)^2 - SNR(0) tr Cov g", at: Place(problem, setting),
        .atMost, claimed: 0,
        change.signalExcess(
          over: raw.expected, raw.secondMoment, valueGradient: problem.valueGradient),
        expected: expected, condition: conjecture)
    }
  }

  /// Standardized, three levels: the counter-examples.
  private static func graded(_ experiment: Experiment) throws -> [Finding] {
    try compare(
      experiment,
      ReferencePrompts.bandit("near tie", logits: [0, 0, 0], rewards: [0, 0.02, 1]),
      [Setting(.standardized, .gaussian, sigma: 0.0289, groupSize: groupSize)],
      in: "standardized (three levels)",
      expected: .fails, condition: conjecture)
      + compare(
        experiment.withGroups(times: 16),
        ReferencePrompts.bandit("three levels", logits: [0.2, -0.7, 0.5], rewards: [0, 0.2, 1]),
        [Setting(.standardized, .gaussian, sigma: 0.1, groupSize: groupSize)],
        in: "standardized (three levels)",
        expected: .fails, condition: conjecture)
  }

  private static func leaveOneOutStandardized(_ experiment: Experiment) throws -> [Finding] {
    try compare(
      experiment, ReferencePrompts.twoArms(p: 0.5),
      [
        Setting(
          advantage: AdvantageEstimator(.leaveOneOutStandardized, ddof: 1),
          dither: Dither(.rademacher), sigma: 0.3, groupSize: groupSize)
      ],
      in: "leave-one-out-standardized", expected: .fails,
      condition: "standardized by the whole group, Gaussian noise (conjecture)")
  }

  /// Two levels, standardized: dither lowers the distance from grad V, as it shrinks an overshoot.
  private static func overshoot(_ experiment: Experiment) throws -> [Finding] {
    let problem = try ReferencePrompts.twoArms(p: 0.5)
    let setting = try Setting(.standardized, .gaussian, sigma: 0.5, groupSize: groupSize)
    let change = try experiment.changes(problem, [(setting, setting.undithered())])[0]
    return [
      Finding(
        variant: "standardized (squared error)",
        quantity: "mean squared error at 0 less that dithered", at: Place(problem, setting),
        .atMost,
        claimed: 0, change.squaredError(valueGradient: problem.valueGradient), expected: .fails,
        condition: "advantages linear in the rewards")
    ]
  }

  /// The ratio of dithered advantages against the undithered one, which is found by enumeration.
  private static func compare(
    _ experiment: Experiment, _ problem: Problem, _ settings: [Setting], in variant: String,
    expected: Verdict, condition: String
  ) throws -> [Finding] {
    let raw = EnumeratedGradient(problem, advantage: settings[0].advantage, groupSize: groupSize)
    return zip(settings, try experiment.gradients(problem, settings)).map { setting, gradient in
      Finding(
        variant: variant,
        quantity: "signal-to-noise ratio against that at 0", at: Place(problem, setting), .atMost,
        claimed: raw.signalToNoise, gradient.signalToNoise, expected: expected,
        condition: condition)
    }
  }
}
