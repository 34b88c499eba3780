import GRPO
import GSL
import RealModule

extension Claim {
  /// Dither gives a gradient to groups whose rewards are all equal.
  ///
  /// True sample by sample, but its conditional mean is exactly 0. With standardized advantages and
  /// Gaussian noise the law of such a gradient does not depend on sigma at all: the advantages are
  /// uniform on the sphere of radius `sqrt G` (ddof 0) of the centred subspace. So the second moment
  /// jumps at sigma = 0+ and does not return as sigma goes to 0:
  ///
  ///     E norm(g)^2 (0+) - E norm(g)^2 (0) = (1/G) [(1-p)^G tr C- + p^G tr C+]
  ///
  /// The jump needs a stabilizer of 0. Otherwise a silent group has the energy
  ///
  ///     E norm(A)^2 = (G - ddof) E[S^2 / (S + eps)^2],    S = sigma chi_{G-1} / sqrt(G - ddof)
  ///
  /// which rises at sigma of about eps. Mean advantages have no jump: they add c sigma^2 F
  /// (AddedVariance). To be seen, the jump needs three arms or more.
  ///
  /// Source: paper (arXiv:2506.18631), paraphrased; mean, law and jump are ours.
  static let silentGroups = Claim(
    name: "SilentGroups", origin: .paper,
    statement: """
      Dither gives groups with equal rewards a gradient: with standardized advantages (stabilizer 0) \
      pure noise, of mean 0 and of a size that does not depend on sigma.
      """,
    examine: SilentGroups.examine)
}

enum SilentGroups {
  /// G of a single silent group.
  static let groupSize = 8
  /// The limit sigma -> 0+ in practice.
  static let tinySigma = 1e-6
  static let stabilizer = 1e-4

  /// (1/G) [(1-p)^G tr C- + p^G tr C+].
  static func jump(_ bandit: BinaryBandit, groupSize: Int) -> Double {
    let p = bandit.successProbability
    let wrong = power(1 - p, groupSize) * bandit.wrong
    return (wrong + power(p, groupSize) * bandit.right) / Double(groupSize)
  }

  /// E[S^2 / (S + eps)^2], the energy of a silent group as a share of its largest value.
  static func energyShare(
    groupSize: Int, ddof: Int, stabilizer: Double, sigma: Double
  ) throws -> Double {
    let d = Double(groupSize - 1)
    // S / (S + eps) = R / (R + tau) with R = chi_{G-1}; the norm is that of the density of R.
    let tau = stabilizer / sigma * Double(groupSize - ddof).squareRoot()
    let logNorm = (d / 2 - 1) * .log(2) + .logGamma(d / 2)
    let reach = d.squareRoot() + 12
    return try Quadrature.adaptive(from: 0, to: reach, breakpoints: [tau]) { r in
      guard r > 0 else { return 0 }
      let share = r / (r + tau)
      return share * share * .exp((d - 1) * .log(r) - r * r / 2 - logNorm)
    }.value
  }

  static func examine(_ experiment: Experiment) throws -> [Finding] {
    try sphere(experiment) + jumps(experiment) + crossover(experiment)
  }

  /// Moments of the advantages of a silent group, at sigma 0, next to 0, and large.
  private static func sphere(_ experiment: Experiment) throws -> [Finding] {
    try [0, tinySigma, 1].enumerated().flatMap { index, sigma in
      let group = try silentGroup(AdvantageEstimator(.standardized), sigma: sigma)
      let energy = group.energyBound!
      let found = try experiment.ditherGroup(
        group, stream: index, statisticCount: 4,
        widths: [energy, 2 * energy.squareRoot(), energy, energy * energy]
      ) { _, advantages, values in
        let component = (advantages[0] - advantages[1]) / Double.sqrt(2)
        values[0] = dot(advantages, advantages)
        values[1] = component
        values[2] = component * component
        values[3] = values[2] * values[2]
      }
      let names = ["energy", "mean", "mean square", "mean fourth power"]
      let claimed = onSphere(groupSize: groupSize).map { sigma == 0 ? 0 : $0 }
      let exact = try byLaw(groupSize: groupSize).map { sigma == 0 ? 0 : $0 }
      // Without dither all advantages are 0, and an energy of 0 says so.
      return names.indices.prefix(sigma == 0 ? 1 : 4).map { i in
        Finding(
          variant: group.setting.advantage.text,
          quantity: "\(names[i])\(i == 0 ? "" : " of a coordinate") of A", at: Place(group),
          claimed: claimed[i], ExactAndSimulated(exact: exact[i], estimate: found[i]),
          expected: .holds)
      }
    }
  }

  /// Energy, and moments of one coordinate, of a uniform point on the sphere of radius sqrt G.
  static func onSphere(groupSize: Int) -> [Double] {
    let g = Double(groupSize)
    return [g, 0, g / (g - 1), 3 * g * g / ((g - 1) * (g + 1))]
  }

  /// The same from the laws of a Gaussian vector z, whose norm R and direction u are independent:
  /// `3 = E z_1^4 = E R^4 E u_1^4`.
  private static func byLaw(groupSize: Int) throws -> [Double] {
    let g = Double(groupSize)
    let d = groupSize - 1
    let square = try SphericalLaw.secondMoment(dimension: d, lambda: 0).isotropic
    let fourth =
      try 3 / NoncentralChi(degreesOfFreedom: d, lambda: 0).expectation { $0 * $0 * $0 * $0 }
    return [
      g * square * Double(d), try SphericalLaw.shrinkage(dimension: d, lambda: 0), g * square,
      g * g * fourth,
    ]
  }

  /// The jump of the second moment at sigma = 0+.
  private static func jumps(_ experiment: Experiment) throws -> [Finding] {
    let problem = try ReferencePrompts.fiveArms()
    let variants: [(AdvantageEstimator, Verdict, String?)] = [
      (try AdvantageEstimator(.standardized), .holds, nil),
      (
        try AdvantageEstimator(.standardized, stabilizer: stabilizer), .fails,
        "sigma far above the stabilizer"
      ),
      (try AdvantageEstimator(.mean), .fails, "standardized advantages"),
    ]
    let settings = try variants.map {
      try Setting(advantage: $0.0, dither: Dither(.gaussian), sigma: tinySigma, groupSize: 4)
    }
    let changes = try experiment.changes(problem, settings.map { (try $0.undithered(), $0) })
    return zip(variants, zip(settings, changes)).map { variant, result in
      Finding(
        variant: variant.0.text,
        quantity: "jump of E norm(g)^2", at: Place(problem, result.0),
        claimed: jump(BinaryBandit(problem), groupSize: 4), result.1.secondMoment,
        expected: variant.1, condition: variant.2)
    }
  }

  /// The energy of a silent group with the stabilizer of TRL, as sigma crosses it.
  private static func crossover(_ experiment: Experiment) throws -> [Finding] {
    let advantage = try AdvantageEstimator(.standardized, ddof: 1, stabilizer: stabilizer)
    return try [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.0289].enumerated().map { index, sigma in
      let group = try silentGroup(advantage, sigma: sigma)
      let found = try experiment.ditherGroup(
        group, stream: 8 + index, statisticCount: 1, widths: [1]
      ) { _, advantages, values in
        values[0] = dot(advantages, advantages) / Double(groupSize - 1)
      }
      let law = try RadialMoments(
        dimension: groupSize - 1, divisor: Double(groupSize - 1), stabilizer: stabilizer,
        sigma: sigma)(norm: 0)
      return Finding(
        variant: advantage.text, quantity: "E norm(A)^2 / (G-1)", at: Place(group),
        claimed: try energyShare(
          groupSize: groupSize, ddof: 1, stabilizer: stabilizer, sigma: sigma),
        ExactAndSimulated(exact: law.isotropic, estimate: found[0]), expected: .holds, margin: 0.1)
    }
  }

  private static func silentGroup(
    _ advantage: AdvantageEstimator, sigma: Double
  ) throws -> FixedGroup {
    try FixedGroup(
      rewards: Array(repeating: 0, count: groupSize), advantage: advantage,
      dither: Dither(.gaussian),
      sigma: sigma)
  }
}
