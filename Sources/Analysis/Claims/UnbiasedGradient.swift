import GRPO

extension Claim {
  /// Dithering leaves the expected group gradient unchanged.
  ///
  ///     E g(sigma) = E g(0) = c grad V,   c = 1 (reinforce), (G-1)/G (mean), 1 (leave-one-out)
  ///
  /// Hypotheses: completions iid, noise iid with mean zero and independent of them. Holds for
  /// advantages that are linear in the rewards, under any such noise. Fails for standardized ones,
  /// which divide by a standard deviation that contains the noise (ShrinkageLaw).
  ///
  /// Source: paper (arXiv:2506.18631), paraphrased.
  static let unbiasedGradient = Claim(
    name: "UnbiasedGradient", origin: .paper,
    statement: "Zero-mean dither leaves the expected group gradient unchanged.",
    examine: UnbiasedGradient.examine)
}

private enum UnbiasedGradient {
  static let groupSize = 4
  static let sigma = 0.5

  static func examine(_ experiment: Experiment) throws -> [Finding] {
    let problem = try Experiment.fiveArms()
    let linear = try [AdvantageKind.reinforce, .mean, .leaveOneOut].map {
      try AdvantageEstimator($0)
    }
    let divided = [
      try AdvantageEstimator(.standardized),
      try AdvantageEstimator(.standardized, ddof: 1, stabilizer: 1e-4),
      try AdvantageEstimator(.batchStandardized),
      try AdvantageEstimator(.leaveOneOutStandardized, stabilizer: 0.1),
    ]
    let gaussian = try Dither(.gaussian)
    let skewless = try Dither(.laplace)
    return try linear.flatMap {
      try compare(experiment, problem, $0, gaussian, expected: .holds)
        + compare(experiment, problem, $0, skewless, expected: .holds)
    } + divided.flatMap { try compare(experiment, problem, $0, gaussian, expected: .fails) }
  }

  /// Dithered less undithered gradient on the same draws, along grad V and across it.
  private static func compare(
    _ experiment: Experiment, _ problem: Problem, _ advantage: AdvantageEstimator,
    _ dither: Dither, expected: Verdict
  ) throws -> [Finding] {
    let dithered = try Setting(
      advantage: advantage, dither: dither, sigma: sigma, groupSize: groupSize)
    let settings = [dithered.with(sigma: 0), dithered]
    let found = try experiment.simulate(
      problem, settings, contrasts: [Contrast(setting: 1, baseline: 0)]
    ).contrasts[0]
    let exact = try settings.map { try experiment.exact(problem, $0).expectedGradient }
    return directions(problem).map { name, direction in
      Finding(
        variant: advantage.text,
        quantity: "change of E g \(name) (\(problem.name), \(dithered.text))", claimed: 0,
        exact: exact[1].flatMap { after in
          exact[0].map { dot(after, direction) - dot($0, direction) }
        },
        estimate: found.projection(on: direction),
        expected: name == "along grad V" ? expected : .holds)
    }
  }

  /// grad V as a unit of gain, and a fixed direction across it.
  private static func directions(_ problem: Problem) -> [(name: String, vector: [Double])] {
    let gradient = problem.valueGradient
    let square = dot(gradient, gradient)
    var across = gradient.indices.map { Double($0 % 3) - 1 }
    add(gradient, scale: -dot(across, gradient) / square, to: &across)
    return [("along grad V", gradient.map { $0 / square }), ("across grad V", across)]
  }
}
