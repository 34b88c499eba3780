import GRPO

extension Claim {
  /// With binary rewards, Gaussian dither scales the expected gradient of standardized advantages.
  ///
  ///     E g = W grad p
  ///     W = (1 / (G p (1-p))) sum_{K=1}^{G-1} Bin(K; G, p) sqrt(K (G-K)) kappa(lambda_K)
  ///     lambda_K = sqrt(K (G-K) / G) / sigma
  ///
  /// for rewards 0 and 1, with kappa of ShrinkageLaw (1 at sigma = 0). W is strictly decreasing in
  /// sigma: dither slows learning and does not turn it. Hypotheses: Gaussian noise, ddof 0,
  /// stabilizer 0. Holds.
  ///
  /// Source: derived for this toolkit; we have not found it stated elsewhere.
  static let gradientGain = Claim(
    name: "GradientGain", origin: .theorem,
    statement: """
      With binary rewards, Gaussian dither and one prompt the expected gradient of standardized \
      advantages (ddof 0, stabilizer 0) is W grad p, with a W that strictly decreases in sigma.
      """,
    examine: GradientGain.examine)
}

enum GradientGain {
  static let groupSize = 8
  static let sigmas = [0, 0.0289, 0.1, 0.289, 0.5]

  /// W for rewards 0 and 1.
  static func gain(p: Double, groupSize: Int, sigma: Double) throws -> Double {
    var sum = 0.0
    for k in 1..<groupSize {
      let lambda = BinaryBandit.signalToNoise(correct: k, groupSize: groupSize, sigma: sigma)
      let kappa = sigma == 0 ? 1 : try ShrinkageLaw.kappa(groupSize: groupSize, lambda: lambda)
      sum +=
        BinaryBandit.probability(of: k, groupSize: groupSize, p: p)
        * Double(k * (groupSize - k)).squareRoot() * kappa
    }
    return sum / (Double(groupSize) * p * (1 - p))
  }

  static func examine(_ experiment: Experiment) throws -> [Finding] {
    let problems = [
      try ReferencePrompts.twoArms(p: 0.02), try ReferencePrompts.fiveArms(),
      try ReferencePrompts.twoArms(p: 0.5),
    ]
    return try problems.flatMap {
      try values(experiment, $0) + decrease(experiment, $0)
    }
  }

  private static func settings() throws -> [Setting] {
    try sigmas.map { try .standardized(sigma: $0, groupSize: groupSize) }
  }

  /// E g along grad p against W, and across it against 0.
  private static func values(_ experiment: Experiment, _ problem: Problem) throws -> [Finding] {
    let directions = Directions(problem)
    let settings = try settings()
    let gradients = try experiment.gradients(problem, settings)
    return try zip(settings, gradients).flatMap { setting, gradient in
      let place = Place(problem, setting)
      let claimed = try gain(p: problem.value, groupSize: groupSize, sigma: setting.sigma)
      let along = Finding(
        variant: setting.advantage.text, quantity: "E g in units of grad p", at: place,
        claimed: claimed, gradient.along(directions.alongValue), expected: .holds)
      let across = Finding(
        variant: setting.advantage.text, quantity: "E g across grad p", at: place,
        claimed: 0, gradient.along(directions.acrossValue), expected: .holds)
      // Of two arms all scores are multiples of (-1, 1): nothing is across.
      return problem.parameterCount > 2 ? [along, across] : [along]
    }
  }

  /// The change of the gain from each sigma to the next, on the same draws.
  private static func decrease(_ experiment: Experiment, _ problem: Problem) throws -> [Finding] {
    let steps = Array(zip(try settings(), try settings().dropFirst()))
    let along = Directions(problem).alongValue
    return zip(steps, try experiment.withGroups(times: 8).changes(problem, steps)).map {
      step, change in
      Finding(
        variant: step.1.advantage.text,
        quantity: "change of the gain from sigma \(step.0.sigma.compact)",
        at: Place(problem, step.1), .atMost, claimed: 0, change.along(along), expected: .holds)
    }
  }
}
