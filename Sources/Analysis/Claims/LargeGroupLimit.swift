import GRPO

extension Claim {
  /// In large groups dither smooths the standardization.
  ///
  ///     E g -> grad p / sqrt(p (1-p) + sigma^2)      (G -> infinity)
  ///
  /// for rewards 0 and 1: the smoothing by an epsilon of Mroueh (arXiv:2503.06639), with epsilon the
  /// variance of the noise. The limit is proved for any iid noise with finite variance. That the
  /// error falls like 1/G is an expansion whose rest is not estimated, for noise with a finite fourth
  /// moment, and is measured here: with q = p (1-p), v = q + sigma^2, k the kurtosis of the noise,
  ///
  ///     W = (1 - c/G + O(1/G^2)) / sqrt v
  ///     c = 3/8 + m31 / (2 q v) - 3 m4 / (8 v^2)
  ///     m31 = q (1 - 3q) + 3 q sigma^2,     m4 = q (1 - 3q) + 6 q sigma^2 + k sigma^4
  ///
  /// by expansion of E[cov / sqrt(var)] around the moments of the population; c = 1/(8q) without
  /// dither. The limit is no formula for the group sizes in use: it needs G far above 1/(8q), and
  /// its flow is far faster than that of G = 8 at small p (LearningTime). Hypotheses: ddof 0,
  /// stabilizer 0.
  ///
  /// Source: derived for this toolkit; we have not found it stated elsewhere.
  static let largeGroupLimit = Claim(
    name: "LargeGroupLimit", origin: .theorem,
    statement: """
      With binary rewards and noise of finite variance the expected standardized gradient \
      (stabilizer 0) tends to grad p / sqrt(p (1-p) + sigma^2) as the group grows; its error is about \
      c/G (derived and measured, not proved).
      """,
    examine: LargeGroupLimit.examine)
}

enum LargeGroupLimit {
  /// Sizes at which the error c/G is still large enough to be seen; smaller groups are simulated more
  /// often, so that all cost the same.
  static let sizes = [16, 32, 64]
  /// The size that is simulated as often as other claims.
  static let usualSize = 256

  /// W of infinitely large groups.
  static func gain(p: Double, sigma: Double) -> Double {
    1 / (p * (1 - p) + sigma * sigma).squareRoot()
  }

  /// c, the error relative to the limit times G.
  static func errorCoefficient(p: Double, sigma: Double, kurtosis: Double) -> Double {
    let q = p * (1 - p)
    let s = sigma * sigma
    let v = q + s
    let m31 = q * (1 - 3 * q) + 3 * q * s
    let m4 = q * (1 - 3 * q) + 6 * q * s + kurtosis * s * s
    return 0.375 + m31 / (2 * q * v) - 3 * m4 / (8 * v * v)
  }

  static func examine(_ experiment: Experiment) throws -> [Finding] {
    let gaussian: [(NoiseFamily, sigma: Double, kurtosis: Double)] = [
      (.gaussian, 0, 3), (.gaussian, 0.289, 3), (.gaussian, 1, 3),
    ]
    let problems = [try ReferencePrompts.fiveArms(), try ReferencePrompts.twoArms(p: 0.5)]
    return try problems.flatMap { problem in
      try sizes.flatMap { groupSize in
        try examine(
          experiment, problem, groupSize: groupSize,
          groupSize == sizes.last ? gaussian + [(.uniform, 0.289, 1.8)] : gaussian)
      }
    }
  }

  private static func examine(
    _ experiment: Experiment, _ problem: Problem, groupSize: Int,
    _ noises: [(NoiseFamily, sigma: Double, kurtosis: Double)]
  ) throws -> [Finding] {
    let settings = try noises.map {
      try Setting(
        advantage: AdvantageEstimator(.standardized), dither: Dither($0.0), sigma: $0.sigma,
        groupSize: groupSize)
    }
    let gradients = try experiment.withGroups(times: Double(usualSize) / Double(groupSize))
      .gradients(problem, settings)
    let along = Directions(problem).alongValue
    return noises.indices.flatMap { i in
      findings(
        problem, settings[i], gradients[i].along(along),
        coefficient: errorCoefficient(
          p: problem.value, sigma: noises[i].sigma, kurtosis: noises[i].kurtosis))
    }
  }

  /// G (1 - W / limit) lies within a factor of two of c; at G = 64 the limit itself is refuted.
  private static func findings(
    _ problem: Problem, _ setting: Setting, _ gain: ExactAndSimulated, coefficient: Double
  ) -> [Finding] {
    let size = Double(setting.groupSize)
    let limit = self.gain(p: problem.value, sigma: setting.sigma)
    let error = gain.mapped(factor: -size / limit, offset: size)
    let place = Place(problem, setting)
    let variant = setting.advantage.text
    let bounds = [
      Finding(
        variant: variant, quantity: "G times the shortfall of the gain against 2 c", at: place,
        .atMost, claimed: 2 * coefficient, error, expected: .holds),
      Finding(
        variant: variant, quantity: "c / 2 less G times the shortfall of the gain", at: place,
        .atMost,
        claimed: 0, error.mapped(factor: -1, offset: coefficient / 2), expected: .holds),
    ]
    guard setting.groupSize == sizes.last else { return bounds }
    return bounds + [
      Finding(
        variant: variant + " (finite G)",
        quantity: "E g in units of grad p against the limit", at: place,
        claimed: limit, gain, expected: .fails, condition: "G -> infinity, with an error of c/G")
    ]
  }
}
