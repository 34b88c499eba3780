import GRPO

extension Claim {
  /// Noise on the advantages in place of the rewards adds variance, and nothing else.
  ///
  /// With e_i independent of everything, of mean 0 and variance sigma^2, added to the advantages A of the
  /// raw rewards,
  ///
  ///     g' = (1/G) sum_i (A_i + e_i) s_i
  ///     E g' = E g,     E norm(g')^2 = E norm(g)^2 + sigma^2 tr F / G
  ///
  /// whatever the advantage and the law of the noise: the gain does not shrink (GradientGain), and
  /// nothing jumps at sigma = 0+, silent groups included (SilentGroups). It is noise on the rewards of
  /// reinforce advantages (AddedVariance) carried over to those that divide.
  ///
  /// Sigma is in units of advantages, which are as large as 1 once divided by the deviation S of the
  /// rewards: noise of sigma on the rewards compares with sigma / S on the advantages. On the five arms
  /// (S = .385, G = 4) signal to noise is
  ///
  ///     no noise             .475
  ///     rewards .03          .294       advantages .03 / S    .471
  ///     rewards .3           .239       advantages .3 / S     .243        advantages .3    .416
  ///
  /// so that what is spared is the jump, not noise that is as large as the rewards.
  ///
  /// Source: derived for this toolkit; we have not found it stated elsewhere.
  static let advantageNoise = Claim(
    name: "AdvantageNoise", origin: .theorem,
    statement: """
      Noise of variance sigma^2 that is added to the advantages instead of the rewards leaves E g as it is \
      and adds sigma^2 tr F / G to E norm(g)^2, whatever the advantage: no shrinkage, and no jump at \
      sigma = 0+.
      """,
    examine: AdvantageNoise.examine)
}

enum AdvantageNoise {
  static let groupSize = 4
  static let sigmas = [0.01, 0.3]

  /// sigma^2 tr F / G of a softmax bandit.
  static func addedSquare(_ problem: Problem, groupSize: Int, sigma: Double) -> Double {
    let information = 1 - dot(problem.probabilities, problem.probabilities)
    return sigma * sigma * information / Double(groupSize)
  }

  /// The same by sums over groups: (1/G^2) E sum_i sigma^2 norm(s_i)^2, one group after the other.
  static func enumeratedSquare(_ problem: Problem, groupSize: Int, sigma: Double) -> Double {
    let squares = problem.probabilities.indices.map {
      dot(problem.score(of: $0), problem.score(of: $0))
    }
    var sum = 0.0
    forEachTuple(of: squares.count, length: groupSize) { outcomes in
      let probability = outcomes.reduce(1) { $0 * problem.probabilities[$1] }
      sum += probability * outcomes.reduce(0) { $0 + squares[$1] }
    }
    return sigma * sigma * sum / Double(groupSize * groupSize)
  }

  static func examine(_ experiment: Experiment) throws -> [Finding] {
    let problem = try ReferencePrompts.fiveArms()
    let kinds: [AdvantageKind] = [.standardized, .leaveOneOut]
    let settings = try kinds.flatMap { kind in
      try [NoiseFamily.gaussian, .rademacher].flatMap { family in
        try sigmas.map { try Setting(kind, family, sigma: $0, groupSize: groupSize) }
      }
    }
    return try settings.enumerated().flatMap { index, setting in
      try changes(experiment, problem, setting, stream: index)
    } + noiseOnRewards(experiment, problem)
  }

  /// What noise on the advantages changes, group by group.
  private static func changes(
    _ experiment: Experiment, _ problem: Problem, _ setting: Setting, stream: Int
  ) throws -> [Finding] {
    let found = try NoisyAdvantages(problem: problem, setting: setting).run(
      experiment.sampling, stream: UInt32(stream), along: Directions(problem).alongValue)
    let place = Place(problem, setting)
    let variant = "\(setting.advantage.text), noise on the advantages"
    let square = ExactAndSimulated(
      exact: enumeratedSquare(problem, groupSize: groupSize, sigma: setting.sigma),
      estimate: found.square)
    return [
      Finding(
        variant: variant, quantity: "change of E norm(g)^2", at: place,
        claimed: addedSquare(problem, groupSize: groupSize, sigma: setting.sigma), square,
        // Far less than the jump of noise on the rewards.
        expected: .holds, margin: 0.005),
      Finding(
        variant: variant, quantity: "change of E g in units of grad V", at: place, claimed: 0,
        ExactAndSimulated(exact: 0, estimate: found.along), expected: .holds),
    ]
  }

  /// Noise on the rewards in its place: their signal to noise is lower, at a sigma that is as large for the
  /// rewards as the other for the advantages.
  private static func noiseOnRewards(
    _ experiment: Experiment, _ problem: Problem
  ) throws -> [Finding] {
    let setting = try Setting.standardized(sigma: 0.03, groupSize: groupSize)
    let plain = try ExactLaw.moments(ProblemSet([problem]), setting: setting.undithered())
    guard let gradient = plain.expectedGradient, let square = plain.secondMoment else {
      throw AnalysisError("no exact law of \(setting.advantage.text)")
    }
    let deviation = (problem.value * (1 - problem.value)).squareRoot()
    let added = addedSquare(problem, groupSize: groupSize, sigma: setting.sigma / deviation)
    let signal = dot(gradient, gradient)
    return [
      Finding(
        variant: "\(setting.advantage.text), noise on the rewards",
        quantity: "signal to noise, against noise as large on the advantages",
        at: Place(problem, setting), .atMost, claimed: signal / (square + added - signal),
        try experiment.gradients(problem, [setting])[0].signalToNoise, expected: .holds)
    ]
  }
}
