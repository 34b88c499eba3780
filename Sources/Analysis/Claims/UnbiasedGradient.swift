import GRPO

extension Claim {
  /// Dithering leaves the expected group gradient unchanged.
  ///
  ///     E g(sigma) = E g(0) = c grad V,   c = 1 (reinforce), (G-1)/G (mean), 1 (leave-one-out)
  ///
  /// on policy, and off policy with importance ratios and no active clip.
  ///
  /// Hypotheses: completions iid, noise iid with mean zero and independent of them. Holds for
  /// advantages that are linear in the rewards, under any such noise. Fails for standardized ones,
  /// which divide by a standard deviation that contains the noise (ShrinkageLaw). Off policy,
  /// importance ratios alone change nothing; an active clip makes it fail for linear advantages too,
  /// for it treats positive and negative parts of an advantage differently (ClipPenalty). The
  /// hypotheses are checked too, on the noise as it is drawn.
  ///
  /// Source: paper (arXiv:2506.18631), paraphrased.
  static let unbiasedGradient = Claim(
    name: "UnbiasedGradient", origin: .paper,
    statement: """
      Zero-mean dither that is independent of the completions leaves the expected group gradient \
      unchanged, if advantages are linear in the rewards and no clip is active.
      """,
    examine: UnbiasedGradient.examine)
}

enum UnbiasedGradient {
  static let groupSize = 4
  static let sigma = 0.5

  static func examine(_ experiment: Experiment) throws -> [Finding] {
    let linear = try [AdvantageKind.reinforce, .mean, .leaveOneOut].map {
      try AdvantageEstimator($0)
    }
    let divided = [
      try AdvantageEstimator(.standardized),
      try AdvantageEstimator(.standardized, ddof: 1, stabilizer: 1e-4),
      try AdvantageEstimator(.batchStandardized),
      try AdvantageEstimator(.leaveOneOutStandardized, ddof: 1, stabilizer: 0.1),
    ]
    let examples: [(Problem, NoiseFamily)] = [
      (try ReferencePrompts.fiveArms(), .gaussian), (try ReferencePrompts.gradedArms(), .laplace),
      (try ReferencePrompts.paritySequence(), .rademacher),
    ]
    return try NoiseHypotheses.examine(experiment) + target(experiment)
      + examples.flatMap { problem, family in
        try compare(experiment, problem, linear, Dither(family), expected: .holds)
      } + compare(experiment, examples[0].0, divided, Dither(.gaussian), expected: .fails)
      + offPolicy(experiment, linear)
  }

  /// Completions of an older policy, with importance ratios, without and with an active clip.
  private static func offPolicy(
    _ experiment: Experiment, _ advantages: [AdvantageEstimator]
  ) throws -> [Finding] {
    let free = try ReferencePrompts.staleFiveArms(clipRange: nil)
    let clipped = try ReferencePrompts.staleFiveArms(clipRange: .standard)
    return try compare(experiment, free, advantages, Dither(.gaussian), expected: .holds)
      + compare(
        experiment, clipped, advantages, Dither(.gaussian), expected: .fails, across: .fails,
        condition: "no active clip")
  }

  /// Dithered less undithered gradient on the same draws, along grad V and across it.
  private static func compare(
    _ experiment: Experiment, _ problem: Problem, _ advantages: [AdvantageEstimator],
    _ dither: Dither, expected: Verdict, across: Verdict = .holds,
    condition: String? = nil
  ) throws -> [Finding] {
    let directions = Directions(problem)
    let dithered = try advantages.map {
      try Setting(advantage: $0, dither: dither, sigma: sigma, groupSize: groupSize)
    }
    let changes = try experiment.changes(problem, dithered.map { (try $0.undithered(), $0) })
    return zip(dithered, changes).flatMap { setting, change in
      let place = Place(problem, setting)
      let variant = setting.advantage.text + remark(problem)
      let isSplit = expected != across
      return [
        Finding(
          variant: variant + (isSplit ? ", length" : ""), quantity: "change of E g along grad V",
          at: place, claimed: 0, change.along(directions.alongValue), expected: expected,
          condition: expected == .holds ? nil : condition),
        Finding(
          variant: variant + (isSplit ? ", direction" : ""),
          quantity: "change of E g across grad V",
          at: place, claimed: 0, change.along(directions.acrossValue), expected: across,
          condition: across == .holds ? nil : condition),
      ]
    }
  }
}

extension UnbiasedGradient {
  /// E g itself, not only its change: it equals c grad V, less the gradient of a KL penalty; off policy
  /// too, with the importance ratio.
  static func target(_ experiment: Experiment) throws -> [Finding] {
    let linear: [AdvantageKind] = [.reinforce, .mean, .leaveOneOut]
    let penalized = try ReferencePrompts.penalizedArms()
    return try compare(experiment, ReferencePrompts.fiveArms(), linear, penalty: nil)
      + compare(experiment, ReferencePrompts.staleFiveArms(clipRange: nil), linear, penalty: nil)
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
