import GRPO

extension Claim {
  /// Dither and a filter that drops silent groups work together.
  ///
  ///     P(all raw rewards equal) = p^G + (1-p)^G,     P(all dithered rewards equal) = 0
  ///
  /// Under continuous noise a filter on dithered rewards never fires: it keeps every silent group, and
  /// with standardized advantages each of them adds pure noise of full size (SilentGroups). Two-valued
  /// noise keeps all but 2^(1-G) of them. So the filter must look at raw rewards. Then the mean over
  /// kept groups is
  ///
  ///     E[g | mixed] = E g / (1 - p^G - (1-p)^G)
  ///
  /// for centred advantages and Gaussian noise: the same direction, a larger gain, which is only a
  /// larger learning rate. Its second moment is that of SecondMoment without the silent terms, over
  /// the same share.
  ///
  /// Source: paper (arXiv:2506.18631), paraphrased; the filter is that of DAPO (arXiv:2503.14476).
  static let dynamicSampling = Claim(
    name: "DynamicSampling", origin: .paper,
    statement: "A filter that drops silent groups goes together with dither.",
    examine: DynamicSampling.examine)
}

enum DynamicSampling {
  static let groupSize = 4
  static let sigmas = [0.0289, 0.289]
  private static let onRaw = "filter on raw rewards"
  private static let onDithered = "filter on dithered rewards"
  private static let passed = "law of what a filter on dithered rewards lets through"

  /// p^G + (1-p)^G.
  static func silentShare(p: Double, groupSize: Int) -> Double {
    power(p, groupSize) + power(1 - p, groupSize)
  }

  /// E norm(g)^2 over mixed groups.
  static func mixedSecondMoment(_ bandit: BinaryBandit, groupSize: Int, sigma: Double) -> Double {
    let p = bandit.successProbability
    let sum = (1..<groupSize).reduce(0) { sum, k in
      sum + BinaryBandit.probability(of: k, groupSize: groupSize, p: p)
        * SecondMoment.term(bandit, correct: k, groupSize: groupSize, sigma: sigma)
    }
    return sum / (1 - silentShare(p: p, groupSize: groupSize))
  }

  static func examine(_ experiment: Experiment) throws -> [Finding] {
    try silentShares(experiment) + ditheredFilter(experiment)
      + filtered(experiment, ReferencePrompts.fiveArms())
  }

  /// What a filter on raw rewards drops.
  private static func silentShares(_ experiment: Experiment) throws -> [Finding] {
    let problems = [
      try ReferencePrompts.twoArms(p: 0.02), try ReferencePrompts.fiveArms(),
      try ReferencePrompts.twoArms(p: 0.5),
    ]
    return try problems.flatMap { problem in
      try [4, 8].map { groupSize in
        let setting = try Setting.standardized(sigma: 0.289, groupSize: groupSize)
        let gradient = try experiment.gradients(problem, [setting])[0]
        let exact = try ExactLaw.moments(ProblemSet([problem]), setting: setting).silentFraction
        return Finding(
          variant: onRaw,
          quantity: "share dropped", at: Place(problem, setting),
          claimed: silentShare(p: problem.value, groupSize: groupSize),
          ExactAndSimulated(exact: exact, estimate: gradient.simulated.silentFraction),
          expected: .holds,
          margin: 0.02)
      }
    }
  }

  /// What a filter on dithered rewards drops of the groups it should drop: it should be all.
  private static func ditheredFilter(_ experiment: Experiment) throws -> [Finding] {
    let twoValued = 2 / power(2, groupSize)
    let cases: [(NoiseFamily, claimed: Double, exact: Double, Verdict, variant: String)] = [
      (.none, 1, 1, .holds, onRaw), (.gaussian, 1, 0, .fails, onDithered),
      (.uniform, 1, 0, .fails, onDithered), (.gaussian, 0, 0, .holds, passed),
      (.rademacher, twoValued, twoValued, .holds, passed),
    ]
    return try cases.enumerated().map { index, example in
      let group = try FixedGroup(
        rewards: Array(repeating: 0, count: groupSize),
        advantage: AdvantageEstimator(.standardized),
        dither: Dither(example.0), sigma: 0.0289)
      let found = try experiment.ditherGroup(group, stream: index, statisticCount: 1, widths: [1]) {
        rewards, _, values in
        var isDropped = true
        for reward in rewards where reward != rewards[0] { isDropped = false }
        values[0] = isDropped ? 1 : 0
      }
      return Finding(
        variant: example.variant,
        quantity: "share dropped of silent groups", at: Place(group),
        claimed: example.claimed,
        ExactAndSimulated(exact: example.exact, estimate: found[0]), expected: example.3,
        condition: example.3 == .fails ? onRaw : nil)
    }
  }

  /// The mean over kept groups: those kept by raw rewards, and all of them.
  private static func filtered(_ experiment: Experiment, _ problem: Problem) throws -> [Finding] {
    let settings = try sigmas.map { try Setting.standardized(sigma: $0, groupSize: groupSize) }
    let all = try experiment.gradients(problem, settings)
    let kept = try experiment.filteredGradients(problem, settings)
    return try settings.indices.flatMap { s in
      try raw(problem, settings[s], all[s], kept[s]) + [
        unfiltered(problem, settings[s], all[s])
      ]
    }
  }

  private static func raw(
    _ problem: Problem, _ setting: Setting, _ all: MeasuredGradient, _ kept: SimulatedMoments
  ) throws -> [Finding] {
    let bandit = BinaryBandit(problem)
    let factor = 1 / (1 - silentShare(p: problem.value, groupSize: groupSize))
    let along = Directions(problem).alongValue
    let gain = try GradientGain.gain(p: problem.value, groupSize: groupSize, sigma: setting.sigma)
    // Dropped groups count as 0 in the simulation, silent ones by law in E g: divided by the share
    // of the others, both are means over kept groups.
    let mean = ExactAndSimulated(
      exact: all.along(along).exact, estimate: kept.projection(on: along))
    let silent = try silentSecondMoment(problem, setting)
    let square = ExactAndSimulated(
      exact: all.exactSecondMoment.map { $0 - silent }, estimate: kept.secondMoment)
    let rows: [(String, Double, ExactAndSimulated)] = [
      ("E g in units of grad p", gain * factor, mean),
      (
        "E norm(g)^2",
        mixedSecondMoment(bandit, groupSize: groupSize, sigma: setting.sigma), square
      ),
    ]
    return rows.map { name, claimed, measured in
      Finding(
        variant: onRaw, quantity: "\(name) of kept groups", at: Place(problem, setting),
        claimed: claimed,
        measured.mapped(factor: factor), expected: .holds)
    }
  }

  /// E norm(g)^2 over silent groups times their share, from bandits of the right and the wrong arms.
  private static func silentSecondMoment(_ problem: Problem, _ setting: Setting) throws -> Double {
    let arms: [(Problem, Double)] = [
      (try ReferencePrompts.wrongArms(), 1 - problem.value),
      (try ReferencePrompts.rightArms(), problem.value),
    ]
    return try arms.reduce(0) { sum, arm in
      let law = try ExactLaw.moments(ProblemSet([arm.0]), setting: setting)
      return sum + power(arm.1, groupSize) * law.secondMoment!
    }
  }

  /// What a filter on dithered rewards leaves: everything, the noise of silent groups included.
  private static func unfiltered(
    _ problem: Problem, _ setting: Setting, _ all: MeasuredGradient
  ) -> Finding {
    let bandit = BinaryBandit(problem)
    return Finding(
      variant: passed,
      quantity: "E norm(g)^2 of kept groups", at: Place(problem, setting),
      claimed: SecondMoment.expectation(bandit, groupSize: groupSize, sigma: setting.sigma),
      all.secondMoment, expected: .holds)
  }
}
