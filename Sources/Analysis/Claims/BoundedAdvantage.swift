import RealModule
import GRPO

extension Claim {
  /// Dither keeps advantages from exploding.
  ///
  ///     max abs A <= sqrt(G-1) (ddof 0),    (G-1)/sqrt G (ddof 1)
  ///
  /// for standardized advantages, with or without dither, by Samuelson's inequality; a lone success
  /// attains it. So there is no explosion to prevent, and dither lowers nothing but the mean
  /// (ShrinkageLaw): the advantages of a silent group, 0 without it, come as near to the bound as you
  /// like at any sigma > 0. At G = 4 they are uniform on a sphere in three dimensions, where by
  /// Archimedes a share `G (1 - c)` of all draws has an advantage above c times the bound (c near 1).
  ///
  /// Advantages divided by the standard deviation of the OTHERS have no bound, and there dither is
  /// what makes them explode: a lone success of 16 has advantage 1 raw, and with Gaussian dither
  ///
  ///     E A = E[1 / (S + eps)],      S = sigma chi_{G-2} / sqrt(G-2)
  ///
  /// 21.2 at sigma = .05 and 105.8 at .01. So it fails; a clamp is what bounds such advantages.
  ///
  /// Source: paper (arXiv:2506.18631), paraphrased.
  static let boundedAdvantage = Claim(
    name: "BoundedAdvantage", origin: .paper,
    statement: "Dither keeps advantages from exploding.",
    examine: BoundedAdvantage.examine)
}

enum BoundedAdvantage {
  /// Of shares that are 0: one group in a hundred has to be visible.
  static let visibleShare = 0.01

  /// Samuelson's bound of a standardized advantage.
  static func bound(groupSize: Int, ddof: Int) -> Double {
    let g = Double(groupSize)
    return ddof == 0 ? .sqrt(g - 1) : (g - 1) / .sqrt(g)
  }

  /// E[1 / (S + eps)], S the standard deviation (ddof 1) of G - 1 Gaussian noises.
  static func loneSuccessMean(groupSize: Int, stabilizer: Double, sigma: Double) throws -> Double {
    // G - 1 others, less the one dimension of their mean.
    let d = groupSize - 2
    let unit = sigma / Double(d).squareRoot()
    return try NoncentralChi(degreesOfFreedom: d, lambda: 0).expectation(scale: stabilizer / unit) {
      1 / (unit * $0 + stabilizer)
    }
  }

  static func examine(_ experiment: Experiment) throws -> [Finding] {
    try [0, 1].flatMap { ddof in
      try loneSuccess(experiment, ddof: ddof) + [silentGroup(experiment, ddof: ddof)]
    } + leaveOneOut(experiment) + [clamped(experiment)]
  }

  /// The same under a clamp, which is a bound.
  private static func clamped(_ experiment: Experiment) throws -> Finding {
    let clamp = 5.0
    let trial = try Trial(
      experiment, correct: 1, of: 16,
      AdvantageEstimator(.leaveOneOutStandardized, ddof: 1, stabilizer: 1e-6, clamp: clamp),
      sigma: 0.05,
      threshold: clamp)
    return trial.finding(
      "bounded", "share of groups beyond the clamp", .equals, 0,
      ExactAndSimulated(exact: 0, estimate: trial.shareBeyond), margin: visibleShare)
  }

  /// One correct completion of eight, without dither and with it.
  private static func loneSuccess(_ experiment: Experiment, ddof: Int) throws -> [Finding] {
    let advantage = try AdvantageEstimator(.standardized, ddof: ddof)
    let limit = bound(groupSize: 8, ddof: ddof)
    let raw = try Trial(experiment, correct: 1, of: 8, advantage, sigma: 0, threshold: limit)
    let noisy = try Trial(experiment, correct: 1, of: 8, advantage, sigma: 0.5, threshold: limit)
    let shrinkage = try SphericalLaw.shrinkage(
      dimension: 7, lambda: BinaryBandit.signalToNoise(correct: 1, groupSize: 8, sigma: 0.5))
    return [
      raw.finding(
        "bounded", "advantage of a lone success", .equals, limit,
        ExactAndSimulated(exact: raw.plainAdvantage, estimate: raw.advantage)),
      noisy.finding(
        "bounded", "mean advantage of a lone success", .atMost, limit,
        ExactAndSimulated(exact: limit * shrinkage, estimate: noisy.advantage)),
      noisy.finding(
        "bounded", "share of groups beyond the bound", .equals, 0,
        ExactAndSimulated(exact: 0, estimate: noisy.shareBeyond), margin: visibleShare),
    ]
  }

  /// Were explosions prevented, no advantage would come near the bound.
  private static func silentGroup(_ experiment: Experiment, ddof: Int) throws -> Finding {
    let near = 0.99
    let trial = try Trial(
      experiment, correct: 0, of: 4, AdvantageEstimator(.standardized, ddof: ddof), sigma: 1e-3,
      threshold: near * bound(groupSize: 4, ddof: ddof))
    return trial.finding(
      "kept below the bound", "share of draws within 1% of the bound", .equals, 0,
      ExactAndSimulated(exact: 4 * (1 - near), estimate: trial.shareBeyond), expected: .fails)
  }

  /// One correct completion of sixteen, measured in standard deviations of the others.
  private static func leaveOneOut(_ experiment: Experiment) throws -> [Finding] {
    let stabilizer = 1e-6
    let advantage = try AdvantageEstimator(
      .leaveOneOutStandardized, ddof: 1, stabilizer: stabilizer)
    return try [0, 0.05, 0.01].map { sigma in
      let trial = try Trial(
        experiment, correct: 1, of: 16, advantage, sigma: sigma, threshold: .infinity)
      let mean =
        sigma == 0
        ? trial.plainAdvantage
        : try loneSuccessMean(groupSize: 16, stabilizer: stabilizer, sigma: sigma)
      return trial.finding(
        sigma == 0 ? "no dither" : "dithered", "mean advantage of a lone success", .atMost, 1,
        ExactAndSimulated(exact: mean, estimate: trial.advantage),
        expected: sigma == 0 ? .holds : .fails)
    }
  }
}

/// A group with its correct completions first, dithered again and again.
private struct Trial {
  let group: FixedGroup
  /// Mean advantage of the first completion.
  let advantage: Estimate
  /// Share of repetitions in which some absolute advantage exceeds the threshold.
  let shareBeyond: Estimate

  init(
    _ experiment: Experiment, correct: Int, of groupSize: Int, _ advantage: AdvantageEstimator,
    sigma: Double, threshold: Double
  ) throws {
    group = try FixedGroup(
      rewards: (0..<groupSize).map { $0 < correct ? 1 : 0 }, advantage: advantage,
      dither: Dither(.gaussian), sigma: sigma)
    // A lone success attains the bound: rounding alone is not beyond it.
    let beyond = threshold * (1 + 1e-12)
    let reach = group.energyBound.map { 2 * $0.squareRoot() }
    let found = try experiment.ditherGroup(
      group, stream: 0, statisticCount: 2, widths: [reach, 1]
    ) { _, advantages, values in
      var largest = 0.0
      for value in advantages { largest = max(largest, abs(value)) }
      values[0] = advantages[0]
      values[1] = largest > beyond ? 1 : 0
    }
    self.advantage = found[0]
    shareBeyond = found[1]
  }

  var plainAdvantage: Double { group.plainAdvantages[0] }

  func finding(
    _ variant: String, _ quantity: String, _ relation: Finding.Relation, _ claimed: Double,
    _ measured: ExactAndSimulated, expected: Verdict = .holds, margin: Double? = nil
  ) -> Finding {
    Finding(
      variant: group.setting.advantage.text + ", " + variant, quantity: quantity,
      at: Place(group), relation, claimed: claimed, measured, expected: expected, margin: margin)
  }
}
