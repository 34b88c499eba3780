import GRPO
import Policies

extension Claim {
  /// Dither shrinks the standardized advantages of a group without turning them.
  ///
  ///     E[A~ | r] = kappa A
  ///
  /// - Two reward levels: holds for any iid noise and any estimator that treats completions alike.
  ///   Completions of one level then have one mean, the means add up to 0, and such vectors form a
  ///   line. The factor kappa is never negative: exchange the noises of a right and a wrong completion,
  ///   and on the mean of both groups the right one keeps the larger advantage.
  /// - Gaussian noise: holds for any number of levels, because it has no preferred direction
  ///   (ShrinkageLaw).
  /// - Other noise, three levels or more: fails. G = 3, r = (0, .2, 1), sigma = .3: the part across A
  ///   is .005347 for uniform noise, against 1.573 along A, and .001488 for Laplace noise.
  /// - Averaged over groups, or over prompts: fails even for Gaussian noise, as each composition has a
  ///   kappa of its own. This can turn E g towards grad V: with logits 1 1 -1, rewards 0 .1 1, G = 4
  ///   the cosine is .656 at sigma = 0 and .979 at .289.
  ///
  /// Source: derived for this toolkit; we have not found it stated elsewhere.
  static let advantageDirection = Claim(
    name: "AdvantageDirection", origin: .theorem,
    statement: """
      Given the rewards of a group, iid dither shrinks its expected standardized advantages and does \
      not turn them: with two reward levels, or Gaussian noise and stabilizer 0.
      """,
    examine: AdvantageDirection.examine)
}

enum AdvantageDirection {
  static let sigma = 0.3
  /// The group of the counter-examples.
  static let threeLevels = [0, 0.2, 1]

  static func examine(_ experiment: Experiment) throws -> [Finding] {
    try groups(experiment) + gradients(experiment) + prompts(experiment)
  }

  /// One group, dithered again and again.
  private struct Case {
    let rewards: [Double]
    let family: NoiseFamily
    var ddof = 0
    var stabilizer = 0.0
    var expected = Verdict.holds
    /// Small effects need more repetitions.
    var effort = 1.0

    var variant: String {
      if Set(rewards).count == 2 { return "two levels" }
      return family == .gaussian ? "Gaussian noise" : "three levels under other noise"
    }
  }

  private static let binary = [1.0, 1, 1, 0, 0, 0, 0, 0]
  private static let manyLevels = [0, 0, 0.2, 0.5, 0.5, 1, 1, 2]
  private static let cases = [
    Case(rewards: binary, family: .gaussian),
    Case(rewards: binary, family: .uniform, ddof: 1, stabilizer: 0.1),
    Case(rewards: binary, family: .laplace),
    Case(rewards: binary, family: .rademacher),
    Case(rewards: binary, family: .studentT(degreesOfFreedom: 3)),
    Case(rewards: threeLevels, family: .gaussian),
    Case(rewards: manyLevels, family: .gaussian),
    Case(rewards: manyLevels, family: .gaussian, ddof: 1, stabilizer: 0.1),
    Case(rewards: threeLevels, family: .uniform, expected: .fails, effort: 20),
    Case(rewards: threeLevels, family: .rademacher, expected: .fails, effort: 4),
  ]

  private static func groups(_ experiment: Experiment) throws -> [Finding] {
    try cases.enumerated().map { index, example in
      let group = try FixedGroup(
        rewards: example.rewards,
        advantage: AdvantageEstimator(
          .standardized, ddof: example.ddof, stabilizer: example.stabilizer),
        dither: Dither(example.family), sigma: sigma)
      let frame = AdvantageFrame(group.rewards)
      let across = frame.across
      let found = try experiment.withGroups(times: example.effort).ditherGroup(
        group, stream: index, statisticCount: 1,
        widths: [group.energyBound.map { 2 * $0.squareRoot() }]
      ) { _, advantages, values in values[0] = dot(advantages, across) }
      return Finding(
        variant: example.variant, quantity: "E A across A", at: Place(group), claimed: 0,
        ExactAndSimulated(
          exact: try expectedAdvantages(group).map { dot($0, across) }, estimate: found[0]),
        expected: example.expected,
        condition: example.expected == .fails ? "two reward levels, or Gaussian noise" : nil)
    }
  }

  /// E[A | r] by the toolkit's own law, or over all values of discrete noise; nil where neither is.
  static func expectedAdvantages(_ group: FixedGroup) throws -> [Double]? {
    if let atoms = group.setting.atoms { return enumeratedAdvantages(group, atoms) }
    let levels = Set(group.rewards).sorted()
    let counts = levels.map { level in group.rewards.count { $0 == level } }
    do {
      var law = try GroupLaw(of: levels, group.setting)
      try law.hold(counts: counts)
      return group.rewards.map { law.mean(levels.firstIndex(of: $0)!) }
    } catch is NoExactLaw {
      return nil
    }
  }

  private static func enumeratedAdvantages(
    _ group: FixedGroup, _ atoms: [(value: Double, probability: Double)]
  ) -> [Double] {
    var mean = [Double](repeating: 0, count: group.rewards.count)
    var advantages = mean
    forEachTuple(of: atoms.count, length: mean.count) { tuple in
      let dithered = zip(group.rewards, tuple).map { $0 + atoms[$1].value }
      group.setting.advantage.fill(&advantages, rewards: dithered)
      add(advantages, scale: tuple.reduce(1) { $0 * atoms[$1].probability }, to: &mean)
    }
    return mean
  }
}

extension AdvantageDirection {
  /// A prompt whose gradient a near tie of rewards turns away from grad V.
  static func nearTie() throws -> Problem {
    try ReferencePrompts.bandit("near tie", logits: [1, 1, -1], rewards: [0, 0.1, 1])
  }

  /// E g of one prompt against its undithered direction: three levels turn, two do not.
  private static func gradients(_ experiment: Experiment) throws -> [Finding] {
    let examples: [(Problem, Verdict)] = [
      (try nearTie(), .fails), (try ReferencePrompts.fiveArms(), .holds),
    ]
    return try examples.map { problem, expected in
      let setting = try Setting.standardized(sigma: 0.289, groupSize: 4)
      let gradient = try experiment.gradients(problem, [setting])[0]
      let raw = EnumeratedGradient(problem, advantage: setting.advantage, groupSize: 4).expected
      // Three levels turn towards grad V: that is the direction in which it is seen.
      let across = rejection(
        expected == .fails ? problem.valueGradient : Directions(problem).acrossValue, from: raw)
      let length = dot(across, across).squareRoot()
      return Finding(
        variant: "mean over groups of \(problem.levels.count) levels",
        quantity: "E g across the undithered E g", at: Place(problem, setting), claimed: 0,
        gradient.along(across.map { $0 / length }), expected: expected,
        condition: expected == .fails ? "two reward levels, one prompt" : nil)
    }
  }

  /// Two binary prompts: were the direction of their joint gradient kept, the gain of the hard one
  /// would fall by the same factor as that of the easy one.
  private static func prompts(_ experiment: Experiment) throws -> [Finding] {
    let (easy, hard) = (try ReferencePrompts.twoArms(p: 0.5), try ReferencePrompts.twoArms(p: 0.05))
    let setting = try Setting.standardized(sigma: 0.5, groupSize: 8)
    let gain = { (problem: Problem, sigma: Double) in
      try GradientGain.gain(p: problem.value, groupSize: 8, sigma: sigma)
    }
    let gradient = try experiment.gradients(hard, [setting])[0]
    return [
      Finding(
        variant: "mean over prompts",
        quantity: "gain, were it to fall as for p 0.5", at: Place(hard, setting),
        claimed: try gain(hard, 0) * gain(easy, setting.sigma) / gain(easy, 0),
        gradient.along(Directions(hard).alongValue), expected: .fails,
        condition: "two reward levels, one prompt")
    ]
  }
}
