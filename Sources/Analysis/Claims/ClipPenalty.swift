import RealModule
import GRPO
import GSL

extension Claim {
  /// Under a ratio clip, dither is a hinge penalty on leaving the trust region.
  ///
  ///     L_clip(A)     = min(rho A, clip(rho) A),   clip(rho) in [1 - low, 1 + high]
  ///     E L_clip(A~)  = L_clip(A) - delta [(rho - 1 - high)+ + (1 - low - rho)+]
  ///     delta         = E[A~+] - A+ >= 0
  ///
  /// because `L_clip(A) = rho A - A+ (rho - 1 - high)+ - A- (1 - low - rho)+`, and A+ and A- grow by
  /// the same delta when E A~ = A. So dither changes nothing inside the region and pulls back from
  /// outside it, whatever the sign of the advantage. For a normal A~ of mean mu and deviation s,
  ///
  ///     delta = s phi(mu / s) - abs(mu) Phi(-abs(mu) / s)
  ///
  /// Holds for advantages that are linear in the rewards, under any zero-mean noise. Standardized
  /// ones have E A~ below A (ShrinkageLaw), so dither costs them something inside the region too.
  ///
  /// Source: derived for this toolkit; we have not found it stated elsewhere.
  static let clipPenalty = Claim(
    name: "ClipPenalty", origin: .theorem,
    statement: """
      Under a ratio clip, zero-mean dither of advantages linear in the rewards lowers the expected \
      objective by a hinge penalty on leaving the trust region, and by nothing inside it.
      """,
    examine: ClipPenalty.examine)
}

enum ClipPenalty {
  static let rewards = [1.0, 0, 0, 0]
  static let sigma = 0.5
  /// Importance ratios below, in and above the trust region.
  static let ratios = [0.4, 0.7, 0.9, 1, 1.15, 1.5, 2.5]

  /// Advantages are of size 1: a twentieth of that has to be visible.
  static let margin = 0.05

  /// delta of a normal advantage.
  static func excess(mean: Double, deviation: Double) -> Double {
    let depth = abs(mean) / deviation
    let normal = NormalDistribution()
    return deviation * normal.density(depth) - abs(mean) * normal.upperTail(depth)
  }

  /// delta of an advantage with uniform noise of that half-width.
  static func excess(mean: Double, halfWidth: Double) -> Double {
    // E[A~+] = (h + mu)^2 / (4 h) for abs(mu) <= h; less mu+ it is the same of either sign of mu.
    let overlap = max(halfWidth - abs(mean), 0)
    return overlap * overlap / (4 * halfWidth)
  }

  /// How far a ratio is outside the trust region.
  static func hinge(_ ratio: Double, _ range: ClipRange) -> Double {
    max(ratio - 1 - range.high, 0) + max(1 - range.low - ratio, 0)
  }

  static func examine(_ experiment: Experiment) throws -> [Finding] {
    try [AdvantageKind.reinforce, .mean, .leaveOneOut].enumerated().flatMap { stream, kind in
      try gaussian(experiment, kind, kind == .mean ? .dapo : .standard, stream: stream)
    } + uniform(experiment, stream: 3) + [standardized(experiment, stream: 4)]
  }

  /// Advantages of a right and of a wrong completion, normal with a known deviation.
  private static func gaussian(
    _ experiment: Experiment, _ kind: AdvantageKind, _ range: ClipRange, stream: Int
  ) throws -> [Finding] {
    let trial = try ClipTrial(experiment, kind, .gaussian, range, stream: stream)
    let g = Double(rewards.count)
    let deviation: Double =
      switch kind {
      case .mean: sigma * .sqrt((g - 1) / g)
      case .leaveOneOut: sigma * .sqrt(g / (g - 1))
      case .reinforce: sigma
      case .standardized, .batchStandardized, .leaveOneOutStandardized, .meanNormalized, .bestOnly:
        preconditionFailure("\(kind) advantages under Gaussian noise are not normal")
      }
    return try trial.findings { advantage in
      (
        excess(mean: advantage, deviation: deviation),
        { try expectation(trial.surrogate, $0, mean: advantage, deviation: deviation) }
      )
    }
  }

  /// E L_clip of a normal advantage, by quadrature over its law.
  static func expectation(
    _ surrogate: Surrogate, _ ratio: Double, mean: Double, deviation: Double
  ) throws -> Double {
    let normal = NormalDistribution(mean: mean, standardDeviation: deviation)
    // Beyond, the density is below exp(-72) = 5e-32 of its peak.
    let reach = 12 * deviation
    return try Quadrature.adaptive(
      // At 0 the clip passes from one side to the other, and the objective has a kink.
      from: mean - reach, to: mean + reach, breakpoints: mean == 0 ? [0] : [0, mean],
      absoluteTolerance: 1e-12
    ) { surrogate.clippedGain(ratio, $0) * normal.density($0) }.value
  }

  /// Noise that is not normal: rewards as advantages, whose positive parts have closed moments.
  private static func uniform(_ experiment: Experiment, stream: Int) throws -> [Finding] {
    let trial = try ClipTrial(experiment, .reinforce, .uniform, .standard, stream: stream)
    return try trial.findings { advantage in
      (
        excess(mean: advantage, halfWidth: .sqrt(3) * sigma),
        { ratio in
          let range = ClipRange.standard
          let (up, down) = (min(ratio, 1 + range.high), max(ratio, 1 - range.low))
          let positive = NoiseFamily.uniform.positivePart(mean: advantage, sigma: sigma)!.first
          // E[A~-] = E[A~+] - E A~, and E A~ = A.
          return up * positive - down * (positive - advantage)
        }
      )
    }
  }

  /// A standardized advantage shrinks, and its objective with it, at a ratio of 1.
  private static func standardized(_ experiment: Experiment, stream: Int) throws -> Finding {
    let trial = try ClipTrial(experiment, .standardized, .gaussian, .standard, stream: stream)
    let advantage = trial.plainAdvantages[0]
    let lambda = BinaryBandit.signalToNoise(correct: 1, groupSize: rewards.count, sigma: sigma)
    let kappa = try ShrinkageLaw.kappa(groupSize: rewards.count, lambda: lambda)
    let inside = ratios.firstIndex(of: 1)!
    return trial.finding(
      completion: 0, ratio: inside, claimed: 0, exact: (kappa - 1) * advantage, expected: .fails,
      condition: "advantages linear in the rewards")
  }
}

/// One group dithered again and again: how the clipped objective of its first completion, a right
/// one, and of its second, a wrong one, changes at every ratio.
private struct ClipTrial {
  let group: FixedGroup
  let surrogate: Surrogate
  let plainAdvantages: [Double]
  private let changes: [Estimate]

  init(
    _ experiment: Experiment, _ kind: AdvantageKind, _ family: NoiseFamily, _ range: ClipRange,
    stream: Int
  ) throws {
    let group = try FixedGroup(
      rewards: ClipPenalty.rewards, advantage: AdvantageEstimator(kind), dither: Dither(family),
      sigma: ClipPenalty.sigma)
    let surrogate = try Surrogate(clipRange: range)
    let plain = group.plainAdvantages
    let ratios = ClipPenalty.ratios
    changes = try experiment.ditherGroup(
      group, stream: stream, statisticCount: 2 * ratios.count
    ) { _, advantages, values in
      for i in 0..<2 {
        for (k, ratio) in ratios.enumerated() {
          values[i * ratios.count + k] =
            surrogate.clippedGain(ratio, advantages[i]) - surrogate.clippedGain(ratio, plain[i])
        }
      }
    }
    self.group = group
    self.surrogate = surrogate
    plainAdvantages = plain
  }

  /// The hinge penalty at every ratio.
  ///
  /// - Parameter law: delta of an advantage, and E L_clip of its dithered value at a ratio.
  func findings(
    _ law: (Double) throws -> (excess: Double, objective: (Double) throws -> Double)
  ) throws -> [Finding] {
    try (0..<2).flatMap { completion in
      let advantage = plainAdvantages[completion]
      let (excess, objective) = try law(advantage)
      return try ClipPenalty.ratios.enumerated().map { index, ratio in
        finding(
          completion: completion, ratio: index,
          // A sign alone would make it -0 inside the region.
          claimed: 0 - excess * ClipPenalty.hinge(ratio, surrogate.clipRange!),
          exact: try objective(ratio) - surrogate.clippedGain(ratio, advantage))
      }
    }
  }

  func finding(
    completion: Int, ratio index: Int, claimed: Double, exact: Double, expected: Verdict = .holds,
    condition: String? = nil
  ) -> Finding {
    let ratio = ClipPenalty.ratios[index]
    return Finding(
      variant: group.setting.advantage.text,
      quantity:
        "change of L_clip at ratio \(ratio.compact), \(completion == 0 ? "right" : "wrong") one",
      at: Place(group), claimed: claimed,
      ExactAndSimulated(
        exact: exact, estimate: changes[completion * ClipPenalty.ratios.count + index]),
      expected: expected, condition: condition, margin: ClipPenalty.margin)
  }
}
