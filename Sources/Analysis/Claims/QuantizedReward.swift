import GRPO
import Policies

extension Claim {
  /// A grader with steps, and what dither before rounding does: the classical theory, whose name reward
  /// dithering borrows.
  ///
  ///     r_obs = D floor(r/D + v + 1/2),   v the dither in steps, x the part of a step in r
  ///     v uniform, one step wide:         E r_obs = r,   Var(r_obs | r) = D^2 x (1 - x)
  ///     v triangular, two steps wide:     E r_obs = r,   Var(r_obs | r) = D^2 / 4
  ///     r_obs - D v (subtractive, v uniform):  error uniform on (-D/2, D/2), variance D^2 / 12, whatever r
  ///
  /// So for advantages that are linear in the rewards dither makes E g = c grad V, which rounding alone
  /// does not: with uniform dither the noise follows the reward (ChannelNoise), with triangular dither
  /// it is that of AddedVariance, c D^2/4 F. Standardized advantages are biased in each case. Rewards
  /// that are whole steps, as 0 and 1 are, have nothing to be linearised: uniform dither leaves them as
  /// they are, silent groups included, and triangular dither adds noise alone. Noise added to such
  /// rewards is no dither in this sense.
  ///
  /// Hypotheses: dithers independent of completions and of each other. Holds.
  ///
  /// Source: Lipshitz, Wannamaker and Vanderkooy, "Quantization and dither: a theoretical survey", J. Audio
  /// Eng. Soc. 40 (1992) 355-375, paraphrased; what follows for the gradient is ours.
  static let quantizedReward = Claim(
    name: "QuantizedReward", origin: .theorem,
    statement: """
      Rounding rewards to steps D biases the expected gradient; uniform dither of one step before rounding \
      makes linear advantages unbiased, triangular dither of two steps makes its noise independent of the \
      reward too (variance D^2/4); rewards that are whole steps gain nothing.
      """,
    examine: QuantizedReward.examine)
}

enum QuantizedReward {
  static let groupSize = 4
  /// Of the rewards 0, .2 and 1 only .2 is no whole step.
  static let step = 0.5
  /// That outcome of the prompt.
  private static let betweenSteps = 1
  /// Rewards between two steps.
  static let rewards = [0.2, 0.37]
  private static let linear: [AdvantageKind] = [.reinforce, .mean, .leaveOneOut]

  /// Var(r_obs | r).
  static func variance(of reward: Double, step: Double, dither: QuantizerDither) -> Double {
    let part = reward / step - (reward / step).rounded(.down)
    switch dither {
    case .none: return 0
    case .uniform: return step * step * part * (1 - part)
    case .triangular: return step * step / 4
    }
  }

  static func examine(_ experiment: Experiment) throws -> [Finding] {
    try rounding(experiment) + gradients(experiment) + divided(experiment) + wholeSteps(experiment)
  }

  // Single rewards, rounded with a dither that is drawn.

  /// The error of what is seen of one reward: its mean, and its mean square.
  private static func rounding(_ experiment: Experiment) throws -> [Finding] {
    try rewards.enumerated().flatMap { index, reward in
      try [QuantizerDither.uniform, .triangular].flatMap { dither in
        try rounding(
          experiment, reward, dither, stream: 2 * index + (dither == .triangular ? 1 : 0))
      }
    }
  }

  private static func rounding(
    _ experiment: Experiment, _ reward: Double, _ dither: QuantizerDither, stream: Int
  ) throws -> [Finding] {
    let isTriangular = dither == .triangular
    // A uniform draw of one step has the deviation D / sqrt 12; a triangular one is the sum of two.
    let group = try FixedGroup(
      rewards: [reward], advantage: AdvantageEstimator(.reinforce),
      dither: Dither(.uniform, components: isTriangular ? [1, 1] : [1]),
      sigma: step / (isTriangular ? 6 : 12).squareRoot())
    // Errors of the quantizer are below 3/2 steps.
    let widths = [3 * step, 2.25 * step * step, 3 * step, 2.25 * step * step]
    let found = try experiment.ditherGroup(
      group, stream: stream, statisticCount: 4, widths: widths
    ) { _, dithered, values in
      // Of reinforce the advantage is the dithered reward itself.
      let seen = step * (dithered[0] / step + 0.5).rounded(.down)
      let error = seen - reward
      let rest = seen - dithered[0]
      values[0] = error
      values[1] = error * error
      values[2] = rest
      values[3] = rest * rest
    }
    let seen = try RewardChannel.quantizer(RewardQuantizer(step: step, dither: dither))
      .observations(of: reward)
    let moments = [
      seen.reduce(0) { $0 + $1.probability * ($1.reward - reward) },
      seen.reduce(0) { $0 + $1.probability * ($1.reward - reward) * ($1.reward - reward) },
    ]
    let variant = words(dither)
    let place = Place(group)
    let findings = [
      Finding(
        variant: variant, quantity: "mean error", at: place, claimed: 0,
        ExactAndSimulated(exact: moments[0], estimate: found[0]), expected: .holds, margin: 0.01),
      Finding(
        variant: variant, quantity: "mean square of the error", at: place,
        claimed: variance(of: reward, step: step, dither: dither),
        ExactAndSimulated(exact: moments[1], estimate: found[1]), expected: .holds),
    ]
    guard !isTriangular else { return findings }
    return findings + [
      Finding(
        variant: "subtractive dither", quantity: "mean error", at: place, claimed: 0,
        ExactAndSimulated(exact: nil, estimate: found[2]), expected: .holds, margin: 0.01),
      Finding(
        variant: "subtractive dither", quantity: "mean square of the error", at: place,
        claimed: step * step / 12, ExactAndSimulated(exact: nil, estimate: found[3]),
        expected: .holds),
    ]
  }

  // What follows for the gradient.

  private static func observed(
    _ problem: Problem, _ dither: QuantizerDither, step: Double = step
  ) throws -> Problem {
    var seen = try problem.observed(
      through: .quantizer(RewardQuantizer(step: step, dither: dither)))
    seen.name = "\(problem.name) in steps of \(step.compact), \(words(dither))"
    return seen
  }

  private static func words(_ dither: QuantizerDither) -> String {
    switch dither {
    case .none: "rounded"
    case .uniform: "uniform dither"
    case .triangular: "triangular dither"
    }
  }

  private static func settings(_ kinds: [AdvantageKind]) throws -> [Setting] {
    try kinds.map { try Setting($0, .none, sigma: 0, groupSize: groupSize) }
  }

  /// Linear advantages on rewards between steps.
  private static func gradients(_ experiment: Experiment) throws -> [Finding] {
    let problem = try ReferencePrompts.gradedArms()
    let settings = try settings(linear)
    return try QuantizerDither.allCases.flatMap { dither in
      let seen = try observed(problem, dither)
      let found = try experiment.withGroups(times: 4).gradients(seen, settings)
      return zip(settings, found).flatMap { gradients(problem, seen, dither, $0, $1) }
    }
  }

  private static func gradients(
    _ problem: Problem, _ seen: Problem, _ dither: QuantizerDither, _ setting: Setting,
    _ gradient: MeasuredGradient
  ) -> [Finding] {
    let kind = setting.advantage.kind
    let variant = "\(setting.advantage.text), \(words(dither))"
    let (directions, place) = (Directions(problem), Place(seen, setting))
    let c = VerifierNoise.factor(kind, groupSize: groupSize)
    // The error of rounding is that of one arm, so it shows along the score of this arm.
    let score = problem.score(of: betweenSteps)
    let direction = score.map { $0 / dot(score, score) }
    let slope = dot(problem.valueGradient, direction)
    let isBiased = dither == .none
    let ofArm = Finding(
      variant: variant, quantity: "E g along the score of the arm between two steps", at: place,
      claimed: c * slope, gradient.along(direction), expected: isBiased ? .fails : .holds,
      condition: isBiased ? "dither before rounding" : nil)
    guard !isBiased else { return [ofArm] }
    let mean = Finding(
      variant: variant, quantity: "E g in units of grad V", at: place, claimed: c,
      gradient.along(directions.alongValue), expected: .holds)
    let plain = EnumeratedGradient(problem, advantage: setting.advantage, groupSize: groupSize)
      .secondMoment
    let noise = problem.rewards.map { variance(of: $0, step: step, dither: dither) }
    let added = ChannelNoise.added(problem, kind, groupSize: groupSize, variance: noise)
    let all = [
      mean, ofArm,
      Finding(
        variant: variant, quantity: "E g across grad V", at: place, claimed: 0,
        gradient.along(directions.acrossValue), expected: .holds),
      Finding(
        variant: variant, quantity: "E norm(g)^2", at: place, claimed: plain + added,
        gradient.secondMoment, expected: .holds, scale: plain),
    ]
    // The same noise whatever the reward, of the variance that triangular dither has.
    let constant =
      AddedVariance.factor(kind, groupSize: groupSize) * step * step / 4
      * (1 - dot(problem.probabilities, problem.probabilities))
    let isConstant = dither == .triangular
    return all + [
      Finding(
        variant: isConstant ? variant : "\(variant) as noise that does not see the reward",
        quantity: "E norm(g)^2 less that of the true rewards", at: place, claimed: constant,
        gradient.secondMoment.mapped(factor: 1, offset: -plain),
        expected: isConstant ? .holds : .fails,
        condition: isConstant ? nil : "triangular dither", scale: constant,
        // Subtractive dither would add a third of it, uniform dither here less than a fifth.
        margin: constant / 4)
    ]
  }

  /// Standardized advantages on rewards between steps.
  private static func divided(_ experiment: Experiment) throws -> [Finding] {
    let problem = try ReferencePrompts.gradedArms()
    let settings = try settings([.standardized])
    return try QuantizerDither.allCases.map { dither in
      let seen = try observed(problem, dither)
      let along = Directions(problem).alongValue
      let plain = EnumeratedGradient(
        problem, advantage: settings[0].advantage, groupSize: groupSize)
      return Finding(
        variant: "\(settings[0].advantage.text), \(words(dither))",
        quantity: "E g in units of grad V against that of the true rewards",
        at: Place(seen, settings[0]), claimed: dot(plain.expected, along),
        try experiment.gradients(seen, settings)[0].along(along), expected: .fails,
        condition: "advantages linear in the rewards")
    }
  }

  /// Right and wrong in steps of 1: what dither makes of silent groups.
  private static func wholeSteps(_ experiment: Experiment) throws -> [Finding] {
    let problem = try ReferencePrompts.fiveArms()
    let settings = try settings([.standardized])
    let energy = SecondMoment.expectation(BinaryBandit(problem), groupSize: groupSize, sigma: 0)
    let share = DynamicSampling.silentShare(p: problem.value, groupSize: groupSize)
    return try [QuantizerDither.uniform, .triangular].flatMap { dither in
      let seen = try observed(problem, dither, step: 1)
      let gradient = try experiment.gradients(seen, settings)[0]
      let law = try ExactLaw.moments(ProblemSet([seen]), setting: settings[0])
      let (isIdle, place) = (dither == .uniform, Place(seen, settings[0]))
      let variant =
        "\(settings[0].advantage.text), rewards that are whole steps, \(words(dither))"
      return [
        Finding(
          variant: variant, quantity: "share of silent groups against that of the true rewards",
          at: place, claimed: share,
          ExactAndSimulated(
            exact: law.silentFraction, estimate: gradient.simulated.silentFraction),
          expected: isIdle ? .holds : .fails, condition: isIdle ? nil : "uniform dither",
          margin: 0.02),
        Finding(
          variant: variant, quantity: "E norm(g)^2 against that of the true rewards", at: place,
          claimed: energy, gradient.secondMoment, expected: isIdle ? .holds : .fails,
          condition: isIdle ? nil : "uniform dither"),
      ]
    }
  }
}
