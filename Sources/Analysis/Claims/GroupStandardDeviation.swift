import GRPO

extension Claim {
  /// With binary rewards and no dither the standardized gradient is a contrast of two mean scores.
  ///
  ///     g = (sqrt(K (G-K)) / G) (mean score of the correct - mean score of the wrong)
  ///
  /// group by group, with K the number of correct completions, and 0 for K = 0 and K = G: dividing by
  /// the standard deviation turns rewards into a label. So
  ///
  ///     E g         = sum_K Bin(K; G, p) sqrt(K (G-K)) / G Delta
  ///     E norm(g)^2 = sum_K Bin(K; G, p) K (G-K) / G^2 {norm(Delta)^2 + tr C+ / K + tr C- / (G-K)}
  ///
  /// Hypotheses: two reward levels, sigma = 0, ddof 0, stabilizer 0. Holds for any policy. With ddof 1
  /// g is sqrt((G-1)/G) of that; a stabilizer shrinks it by `1 / (1 + eps / S)`; dither shrinks its
  /// mean (GradientGain) and adds silent groups.
  ///
  /// Source: arXiv:2607.00152; moments ours.
  static let groupStandardDeviation = Claim(
    name: "GroupStandardDeviation", origin: .paper,
    statement: """
      Without dither, binary rewards give the standardized group gradient (ddof 0, stabilizer 0) \
      (sqrt(K (G-K)) / G) (mean score of the correct - mean score of the wrong).
      """,
    examine: GroupStandardDeviation.examine)
}

enum GroupStandardDeviation {
  /// Moments of the score given a right and a wrong completion, for any policy.
  struct Scores {
    let successProbability: Double
    /// E[s | right] - E[s | wrong].
    let contrast: [Double]
    /// tr C+.
    let right: Double
    /// tr C-.
    let wrong: Double

    init(_ problem: Problem) {
      let isRight = problem.rewards.map { $0 > 0 }
      let right = Self.moments(problem, of: isRight)
      let wrong = Self.moments(problem, of: isRight.map { !$0 })
      successProbability = right.mass
      contrast = zip(right.mean, wrong.mean).map(-)
      self.right = right.trace
      self.wrong = wrong.trace
    }

    private static func moments(
      _ problem: Problem, of chosen: [Bool]
    ) -> (mass: Double, mean: [Double], trace: Double) {
      var mass = 0.0
      var square = 0.0
      var sum = [Double](repeating: 0, count: problem.parameterCount)
      for (outcome, p) in problem.probabilities.enumerated() where chosen[outcome] {
        let score = problem.score(of: outcome)
        mass += p
        square += p * dot(score, score)
        add(score, scale: p, to: &sum)
      }
      let mean = sum.map { $0 / mass }
      return (mass, mean, square / mass - dot(mean, mean))
    }
  }

  /// E g and E norm(g)^2 by the formula, summed over K.
  static func moments(
    _ scores: Scores, groupSize: Int
  ) -> (expected: [Double], secondMoment: Double) {
    let square = dot(scores.contrast, scores.contrast)
    var (gain, second) = (0.0, 0.0)
    for k in 1..<groupSize {
      let weight = BinaryBandit.probability(
        of: k, groupSize: groupSize, p: scores.successProbability)
      let factor = self.factor(correct: k, groupSize: groupSize)
      gain += weight * factor
      second +=
        weight * factor * factor
        * (square + scores.right / Double(k) + scores.wrong / Double(groupSize - k))
    }
    return (scores.contrast.map { gain * $0 }, second)
  }

  /// sqrt(K (G-K)) / G, which is the standard deviation (ddof 0) of the rewards 0 and 1.
  static func factor(correct: Int, groupSize: Int) -> Double {
    Double(correct * (groupSize - correct)).squareRoot() / Double(groupSize)
  }

  static func examine(_ experiment: Experiment) throws -> [Finding] {
    let problems = [
      try ReferencePrompts.fiveArms(), try ReferencePrompts.twoArms(p: 0.02),
      try ReferencePrompts.paritySequence(),
    ]
    return try problems.flatMap { problem in
      try [4, 8].flatMap { groupSize in
        try compare(
          experiment, problem,
          Setting.standardized(sigma: 0.5, groupSize: groupSize).undithered(), nil)
      }
    } + limits(experiment, problems[0])
  }

  /// The hypotheses are needed.
  private static func limits(_ experiment: Experiment, _ problem: Problem) throws -> [Finding] {
    let raw = try Setting.standardized(sigma: 0.5, groupSize: 4).undithered()
    var sample = raw
    sample.advantage = try AdvantageEstimator(.standardized, ddof: 1)
    var stabilized = raw
    stabilized.advantage = try AdvantageEstimator(.standardized, stabilizer: 0.1)
    let cases = [
      (sample, "ddof 0"), (stabilized, "stabilizer 0"),
      (try Setting.standardized(sigma: 0.5, groupSize: 4), "no dither"),
    ]
    return try cases.flatMap { try compare(experiment, problem, $0.0, $0.1) }
  }

  private static func compare(
    _ experiment: Experiment, _ problem: Problem, _ setting: Setting, _ condition: String?
  ) throws -> [Finding] {
    let claimed = moments(Scores(problem), groupSize: setting.groupSize)
    let directions = Directions(problem)
    let gradient = try experiment.gradients(problem, [setting])[0]
    let expected: Verdict = condition == nil ? .holds : .fails
    let place = Place(problem, setting)
    let variant = setting.advantage.text + (setting.isUndithered ? "" : " (dithered)")
    return [
      Finding(
        variant: variant, quantity: "E g along grad p", at: place,
        claimed: dot(claimed.expected, directions.alongValue),
        gradient.along(directions.alongValue), expected: expected, condition: condition),
      Finding(
        variant: variant, quantity: "E norm(g)^2", at: place,
        claimed: claimed.secondMoment, gradient.secondMoment, expected: expected,
        condition: condition),
    ]
  }
}
