import GRPO
import GSL
import RealModule

extension Claim {
  /// Advantages divided by the mean of the group follow a cut log-likelihood, until rewards are noisy.
  ///
  /// MaxRL (arXiv:2602.02710): `A_i = (r_i - m)/m`, and 0 where m = 0. With rewards 0 and 1, no noise, on
  /// policy,
  ///
  ///     E g = (1 - (1-p)^(G-1)) / p grad p = grad sum_{k=1}^{G-1} pass@k / k
  ///
  /// the log-likelihood `log p = -sum_k (1-p)^k / k` cut after G - 1 tries (G without the baseline). Under
  /// Gaussian noise of any size the advantage of a completion in a group without success is a ratio of
  /// independent centred normals, `sqrt(G-1)` times a Cauchy variable:
  ///
  ///     P(abs(A_i) > t) = (2/pi) atan(sqrt(G-1) / t)
  ///
  /// whatever sigma: no mean, so no expected gradient. Other groups have such tails too, as likely as
  /// their noisy mean comes near 0 or below it; there right answers are punished:
  ///
  ///     P(A_1 < 0) = P(x < 0) P(m > 0) + P(x > 0) P(m < 0),
  ///     x ~ N(1 - K/G, sigma^2 (G-1)/G),   m ~ N(K/G, sigma^2/G),   independent
  ///
  /// Noise with finitely many values leaves an expectation, and another one.
  ///
  /// Source: the paper named above without noise; under noise ours, we have not found it stated elsewhere.
  static let meanNormalized = Claim(
    name: "MeanNormalized", origin: .theorem,
    statement: """
      Advantages divided by the group's mean follow the gradient of log p cut after G - 1 tries, without \
      noise; under Gaussian noise of any size those of a group without success are Cauchy: no mean.
      """,
    examine: MeanNormalized.examine)
}

enum MeanNormalized {
  static let groupSize = 8
  /// From next to nothing to the size of the rewards.
  static let sigmas = [1e-6, 0.0289, 1]
  /// Of a group with one success: its mean is 2.0 and 1.2 noises above 0.
  static let loneSigmas = [0.177, 0.289]

  /// (1 - (1-p)^(G-1)) / p.
  static func gain(p: Double, groupSize: Int) -> Double {
    // expMinusOne: at p of 1e-9 the difference from 1 would keep seven digits.
    -Double.expMinusOne(Double(groupSize - 1) * .log(onePlus: -p)) / p
  }

  /// P(abs(A_i) > t) in a group without success.
  static func tail(_ t: Double, groupSize: Int) -> Double {
    2 / Double.pi * .atan2(y: Double(groupSize - 1).squareRoot(), x: t)
  }

  /// P(A_1 < 0) of a right completion among K of G.
  static func punished(correct: Int, groupSize: Int, sigma: Double) -> Double {
    let (g, k) = (Double(groupSize), Double(correct))
    let gap = NormalDistribution(
      mean: 1 - k / g, standardDeviation: sigma * ((g - 1) / g).squareRoot())
    let mean = NormalDistribution(mean: k / g, standardDeviation: sigma / g.squareRoot())
    let (below, under) = (gap.cumulative(0), mean.cumulative(0))
    return below * (1 - under) + (1 - below) * under
  }

  static func examine(_ experiment: Experiment) throws -> [Finding] {
    try gains(experiment) + tails(experiment) + signs(experiment)
  }

  /// E g along grad p and across it, without noise and with noise of two values.
  private static func gains(_ experiment: Experiment) throws -> [Finding] {
    let estimator = try AdvantageEstimator(.meanNormalized)
    let problems = [
      try ReferencePrompts.twoArms(p: 0.1), try ReferencePrompts.fiveArms(),
      try ReferencePrompts.twoArms(p: 0.5),
    ]
    let quiet = try Setting(
      advantage: estimator, dither: Dither(.none), sigma: 0, groupSize: groupSize)
    let noisy = try Setting(
      advantage: estimator, dither: Dither(.rademacher), sigma: 0.2, groupSize: groupSize)
    return try problems.flatMap { problem in
      let directions = Directions(problem)
      let gradients = try experiment.gradients(problem, [quiet, noisy])
      let claimed = gain(p: problem.value, groupSize: groupSize)
      let along = gradients.map { $0.along(directions.alongValue) }
      var findings = [
        Finding(
          variant: estimator.text, quantity: "E g in units of grad p", at: Place(problem, quiet),
          claimed: claimed, along[0], expected: .holds)
      ]
      if problem.parameterCount > 2 {
        findings += [
          Finding(
            variant: estimator.text, quantity: "E g across grad p", at: Place(problem, quiet),
            claimed: 0, gradients[0].along(directions.acrossValue), expected: .holds),
          // A lone success with a noise of -.2 on most of its group has a mean below 0.
          Finding(
            variant: "\(estimator.text), noise of two values", quantity: "E g in units of grad p",
            at: Place(problem, noisy), claimed: claimed, along[1], expected: .fails,
            condition: "no noise"),
        ]
      }
      return findings
    }
  }

  /// How often advantages of a group without success exceed sqrt(G-1), G - 1 and 20.
  private static func tails(_ experiment: Experiment) throws -> [Finding] {
    let bounds = [Double(groupSize - 1).squareRoot(), Double(groupSize - 1), 20]
    return try sigmas.enumerated().flatMap { stream, sigma in
      let group = try group(correct: 0, sigma: sigma)
      let found = try experiment.ditherGroup(
        group, stream: stream, statisticCount: bounds.count,
        widths: bounds.map { _ in 1 }
      ) { _, advantages, values in
        for (i, bound) in bounds.enumerated() { values[i] = abs(advantages[0]) > bound ? 1 : 0 }
      }
      return try bounds.indices.map { i in
        Finding(
          variant: "\(group.setting.advantage.text), no success",
          quantity: "P(abs(A) > \(bounds[i].compact))", at: Place(group),
          claimed: tail(bounds[i], groupSize: groupSize),
          ExactAndSimulated(exact: try byQuadrature(bounds[i], sigma: sigma), estimate: found[i]),
          expected: .holds)
      }
    }
  }

  /// The same from the laws of numerator and denominator: E P(abs(x) > t abs(m) given m).
  private static func byQuadrature(_ t: Double, sigma: Double) throws -> Double {
    let g = Double(groupSize)
    let standard = NormalDistribution()
    // In units of the deviation of the numerator; the mean has 1/sqrt(G-1) of it.
    let ratio = t / (g - 1).squareRoot()
    return try Quadrature.adaptive(from: 0, to: 12, breakpoints: [1 / ratio]) { m in
      4 * standard.cumulative(-ratio * m) * .exp(-m * m / 2) / (2 * Double.pi).squareRoot()
    }.value
  }

  /// How often the only right answer of a group is punished.
  private static func signs(_ experiment: Experiment) throws -> [Finding] {
    try loneSigmas.enumerated().map { stream, sigma in
      let group = try group(correct: 1, sigma: sigma)
      let found = try experiment.ditherGroup(
        group, stream: 8 + stream, statisticCount: 1, widths: [1]
      ) { _, advantages, values in values[0] = advantages[0] < 0 ? 1 : 0 }
      return Finding(
        variant: "\(group.setting.advantage.text), one success",
        quantity: "P(A < 0) of the right answer", at: Place(group),
        claimed: punished(correct: 1, groupSize: groupSize, sigma: sigma),
        exact: nil, estimate: found[0], expected: .holds, margin: 0.01)
    }
  }

  private static func group(correct: Int, sigma: Double) throws -> FixedGroup {
    try FixedGroup(
      rewards: (0..<groupSize).map { $0 < correct ? 1 : 0 },
      advantage: AdvantageEstimator(.meanNormalized), dither: Dither(.gaussian), sigma: sigma)
  }
}
