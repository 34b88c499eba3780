import GRPO
import RealModule

extension Claim {
  /// How the variance of a group's gradient falls with the size of the group.
  ///
  /// With leave-one-out advantages g is a U-statistic of order 2, with the kernel
  /// `(1/2) (r_i - r_j)(s_i - s_j)`, so that exactly
  ///
  ///     tr Cov g = A/G + C/(G (G-1))
  ///     A = tr Cov((r - V) s),     C = Var(r) tr F + norm(grad V)^2
  ///
  /// A/G is what the baseline V itself would leave, C the price of not knowing it. Mean advantages
  /// have ((G-1)/G)^2 of that. Dither of any law with variance sigma^2 adds `sigma^2 tr F` to both A
  /// and C.
  ///
  /// A step of N = B G completions over prompts that share their parameters, drawn anew for each group,
  /// then has the variance
  ///
  ///     (1/N) (G T + A + C/(G-1))
  ///
  /// with A and C in the mean over prompts and T the variance of grad V over prompts, summed over the
  /// parameters. It is smallest at `G = 1 + sqrt(C/T)`: C grows with sigma^2, so dither asks for larger
  /// groups.
  ///
  /// Standardized advantages have no such law: silent groups change their share with G (SecondMoment). What groups of
  /// another size make of the same completions, whatever the advantages, is known where no two completions share a
  /// score (proofs/GroupSizeLaw; `redit advise`).
  ///
  /// Source: arXiv:2603.01162, paraphrased, for the U-statistic; the constants and what dither does to
  /// them are ours.
  static let groupSizeLaw = Claim(
    name: "GroupSizeLaw", origin: .paper,
    statement: """
      With leave-one-out advantages the variance of a group's gradient is A/G + C/(G (G-1)) with \
      A = tr Cov((r - V) s) and C = Var(r) tr F + norm(grad V)^2; dither adds sigma^2 tr F to both, so that \
      the best size of groups for a given number of completions, 1 + sqrt(C/T) with T the variance of \
      grad V over prompts that share their parameters, grows.
      """,
    examine: GroupSizeLaw.examine)
}

/// A and C of a prompt.
struct GroupSizeLaw {
  /// tr Cov((r - V) s).
  var own: Double
  /// Var(r) tr F + norm(grad V)^2.
  var pair: Double

  static let groupSizes = [2, 6, 16]
  static let sigma = 0.3
  /// Prompts of one policy: which arms are right.
  static let rewards: [[Double]] = [[1, 0, 0, 1, 0], [0, 0, 1, 0, 0], [0, 1, 0, 0, 1]]

  init(_ problem: Problem, sigma: Double) {
    var (square, variance, information) = (0.0, 0.0, 0.0)
    for (outcome, probability) in problem.probabilities.enumerated() {
      let score = problem.score(of: outcome)
      let excess = problem.rewards[outcome] - problem.value
      square += probability * excess * excess * dot(score, score)
      variance += probability * excess * excess
      information += probability * dot(score, score)
    }
    let signal = dot(problem.valueGradient, problem.valueGradient)
    let noise = sigma * sigma * information
    own = square - signal + noise
    pair = variance * information + signal + noise
  }

  /// tr Cov g of leave-one-out advantages.
  func variance(groupSize: Int) -> Double {
    let g = Double(groupSize)
    return own / g + pair / (g * (g - 1))
  }

  /// 1 + sqrt(C/T).
  ///
  /// - Parameter spread: T, of grad V over prompts.
  func bestGroupSize(spread: Double) -> Double { 1 + (pair / spread).squareRoot() }

  static func examine(_ experiment: Experiment) throws -> [Finding] {
    try alone(experiment) + together(experiment)
  }

  /// One prompt: the law for linear advantages, and that it is none for standardized ones.
  private static func alone(_ experiment: Experiment) throws -> [Finding] {
    let problem = try ReferencePrompts.fiveArms()
    return try groupSizes.flatMap { size in
      try [0, sigma].flatMap { sigma in
        let law = GroupSizeLaw(problem, sigma: sigma).variance(groupSize: size)
        let share = Double(size - 1) / Double(size)
        let settings = try [AdvantageKind.leaveOneOut, .mean].map {
          try Setting($0, sigma == 0 ? .none : .gaussian, sigma: sigma, groupSize: size)
        }
        let found = try experiment.gradients(problem, settings)
        return zip(zip(settings, [1, share]), found).map { setting, gradient in
          // The mean is known (UnbiasedGradient), its square no part of what is measured.
          let signal = setting.1 * setting.1 * dot(problem.valueGradient, problem.valueGradient)
          return Finding(
            variant: setting.0.advantage.text, quantity: "tr Cov g", at: Place(problem, setting.0),
            claimed: setting.1 * setting.1 * law,
            gradient.secondMoment.mapped(factor: 1, offset: -signal), expected: .holds)
        }
      }
    }
  }

  /// Three prompts of one policy: N times the variance of a step, which is least at the best size.
  private static func together(_ experiment: Experiment) throws -> [Finding] {
    let problems = try rewards.enumerated().map { index, rewards in
      try ReferencePrompts.bandit(
        "prompt \(index + 1)", logits: [-1, 0.3, 0.1, -0.4, 0.8], rewards: rewards)
    }
    let mean = average(problems.map(\.valueGradient))
    let square = problems.reduce(0) { $0 + dot($1.valueGradient, $1.valueGradient) }
    let spread = square / Double(problems.count) - dot(mean, mean)
    return try [0, sigma].flatMap { sigma in
      let laws = problems.map { GroupSizeLaw($0, sigma: sigma) }
      var law = laws[0]
      law.own = laws.reduce(0) { $0 + $1.own } / Double(laws.count)
      law.pair = laws.reduce(0) { $0 + $1.pair } / Double(laws.count)
      let best = Int(law.bestGroupSize(spread: spread).rounded())
      return try [best, 2 * best].map { size in
        let setting = try Setting(
          .leaveOneOut, sigma == 0 ? .none : .gaussian, sigma: sigma, groupSize: size)
        let g = Double(size)
        return Finding(
          variant: "\(setting.advantage.text), a step over prompts",
          quantity: "N times its variance\(size == best ? " at the best G" : "")",
          at: Place("three prompts", setting),
          claimed: g * spread + law.own + law.pair / (g - 1),
          try step(experiment, problems, setting).mapped(
            factor: g, offset: -g * dot(mean, mean)), expected: .holds)
      }
    }
  }

  /// E norm(g)^2 of a group of a prompt drawn at random.
  private static func step(
    _ experiment: Experiment, _ problems: [Problem], _ setting: Setting
  ) throws -> ExactAndSimulated {
    let set = try ProblemSet(problems)
    let found = try experiment.simulate(problems, [setting], contrasts: [])
    let share = 1 / Double(problems.count)
    var (exact, mean, variance) = (0.0, 0.0, 0.0)
    for (index, prompt) in found.enumerated() {
      guard let law = try ExactLaw.moments(set, prompt: index, setting: setting).secondMoment else {
        throw AnalysisError("no exact law of \(setting.advantage.text), \(setting.text)")
      }
      let estimate = prompt.settings[0].secondMoment
      exact += share * law
      mean += share * estimate.mean
      variance += share * share * estimate.variance
    }
    return ExactAndSimulated(
      exact: exact,
      estimate: Estimate(
        mean: mean, standardError: variance.squareRoot(),
        count: found[0].settings[0].count))
  }

  private static func average(_ vectors: [[Double]]) -> [Double] {
    var mean = [Double](repeating: 0, count: vectors[0].count)
    for vector in vectors { add(vector, scale: 1 / Double(vectors.count), to: &mean) }
    return mean
  }
}
