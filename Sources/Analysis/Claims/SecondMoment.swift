import GRPO

extension Claim {
  /// The second moment of the gradient of standardized advantages, for binary rewards.
  ///
  ///     E[g g^T] = sum_K Bin(K; G, p) / G^2 { [a K (G-1) + b (G-K)] C+
  ///                                         + [a (G-K) (G-1) + b K] C- + (a + b) K (G-K) Delta Delta^T }
  ///
  /// with a and b of ShrinkageLaw at lambda_K, C+ and C- the covariances of the score given a right
  /// and a wrong completion, Delta the difference of its means. Silent groups (K = 0, G): a = 1/(G-1),
  /// b = 0, whatever sigma > 0. At sigma = 0: a = 0, b = 1, and silent groups add nothing.
  /// Hypotheses: Gaussian noise, ddof 0, stabilizer 0. Holds.
  ///
  /// Source: derived for this toolkit; we have not found it stated elsewhere.
  static let secondMoment = Claim(
    name: "SecondMoment", origin: .theorem,
    statement: """
      With binary rewards and Gaussian dither, E[g g^T] of standardized advantages (ddof 0, \
      stabilizer 0) is a sum over the number of correct completions of score covariances and the \
      squared contrast of their means.
      """,
    examine: SecondMoment.examine)
}

enum SecondMoment {
  static let sigmas = [0, 0.0289, 0.289, 1]

  /// The sum over K; a trace, or a quadratic form along the direction of `bandit`.
  static func expectation(_ bandit: BinaryBandit, groupSize: Int, sigma: Double) -> Double {
    (0...groupSize).reduce(0) { sum, k in
      let weight = BinaryBandit.probability(
        of: k, groupSize: groupSize, p: bandit.successProbability)
      return sum + weight * term(bandit, correct: k, groupSize: groupSize, sigma: sigma)
    }
  }

  /// Given K correct completions.
  static func term(
    _ bandit: BinaryBandit, correct k: Int, groupSize: Int, sigma: Double
  ) -> Double {
    let isSilent = k == 0 || k == groupSize
    if sigma == 0 && isSilent { return 0 }
    // Without noise the advantages are sqrt(G) u for sure.
    let (a, b) =
      sigma == 0
      ? (0, 1)
      : ShrinkageLaw.secondMoment(
        groupSize: groupSize,
        lambda: BinaryBandit.signalToNoise(correct: k, groupSize: groupSize, sigma: sigma))
    let g = Double(groupSize)
    let right = Double(k)
    let wrong = g - right
    let sum =
      (a * right * (g - 1) + b * wrong) * bandit.right
      + (a * wrong * (g - 1) + b * right) * bandit.wrong
      + (a + b) * right * wrong * bandit.squaredContrast
    return sum / (g * g)
  }

  static func examine(_ experiment: Experiment) throws -> [Finding] {
    let problem = try ReferencePrompts.fiveArms()
    let trace = BinaryBandit(problem)
    return try [4, 8].flatMap {
      try examine(experiment, problem, trace, groupSize: $0, name: "E norm(g)^2")
    }
      + matrix(experiment, problem)
      + silent(experiment, trace, groupSize: 4)
  }

  /// The whole matrix: scores sum to 0 over the arms, so the quadratic forms along the differences
  /// `e_i - e_j` of the coordinate directions determine it.
  private static func matrix(_ experiment: Experiment, _ problem: Problem) throws -> [Finding] {
    let arms = 0..<problem.parameterCount
    return try arms.flatMap { i in
      try arms.dropFirst(i + 1).flatMap { j in
        let direction = arms.map { $0 == i ? 1.0 : $0 == j ? -1 : 0 }
        return try examine(
          experiment, problem.along(direction), BinaryBandit(problem, along: direction),
          groupSize: 4, sigmas: [0, 0.289], name: "E (g_\(i) - g_\(j))^2")
      }
    }
  }

  private static func examine(
    _ experiment: Experiment, _ problem: Problem, _ bandit: BinaryBandit, groupSize: Int,
    sigmas: [Double] = sigmas, name: String
  ) throws -> [Finding] {
    let settings = try sigmas.map { try Setting.standardized(sigma: $0, groupSize: groupSize) }
    return zip(settings, try experiment.gradients(problem, settings)).map { setting, gradient in
      Finding(
        variant: setting.advantage.text, quantity: name, at: Place(problem, setting),
        claimed: expectation(bandit, groupSize: groupSize, sigma: setting.sigma),
        gradient.secondMoment, expected: .holds)
    }
  }

  /// A silent group of wrong completions is a group of the bandit of the wrong arms.
  private static func silent(
    _ experiment: Experiment, _ bandit: BinaryBandit, groupSize: Int
  ) throws -> [Finding] {
    let wrongArms = try ReferencePrompts.wrongArms()
    let settings = try sigmas.map { try Setting.standardized(sigma: $0, groupSize: groupSize) }
    return zip(settings, try experiment.gradients(wrongArms, settings)).map { setting, gradient in
      Finding(
        variant: setting.advantage.text,
        quantity: "E norm(g)^2 in a silent group", at: Place(wrongArms, setting),
        claimed: term(bandit, correct: 0, groupSize: groupSize, sigma: setting.sigma),
        gradient.secondMoment, expected: .holds)
    }
  }
}
