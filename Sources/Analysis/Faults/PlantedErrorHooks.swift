package import GRPO
import RealModule

/// Where planted errors take hold: of settings, problems and streams before a run, of noise, rewards
/// and advantages in it.
extension PlantedError {
  package func apply(to setting: Setting) -> Setting {
    var changed = setting
    switch self {
    case .halfWidthTakenForDeviation: changed.sigma /= Double.sqrt(3)
    case .sigmaDoubled: changed.sigma *= 2
    case .varianceTakenForDeviation: changed.sigma *= setting.sigma
    case .componentsDitheredOnce: shareDraw(&changed)
    case .ddofSwapped: changed.advantage.ddof = 1 - setting.advantage.ddof
    case .baselineWrong: changed.advantage.kind = Self.wrongBaseline(setting.advantage.kind)
    case .stabilizerForgotten: changed.advantage.stabilizer = 0
    case .clampAdded: changed.advantage.clamp = setting.advantage.clamp ?? 1.5
    case .clampForgotten: changed.advantage.clamp = nil
    default: break
    }
    return changed
  }

  private static func wrongBaseline(_ kind: AdvantageKind) -> AdvantageKind {
    switch kind {
    case .leaveOneOut: .mean
    case .mean: .leaveOneOut
    case .reinforce, .standardized, .batchStandardized, .leaveOneOutStandardized: .reinforce
    }
  }

  /// One draw times the sum of the components; what has one component stays as it is.
  private func shareDraw(_ setting: inout Setting) {
    guard setting.dither.components.count > 1, let single = try? Dither(setting.dither.family)
    else { return }
    setting.sigma *= setting.dither.components.reduce(0, +)
    setting.dither = single
  }

  func apply(to problem: Problem, groupSize: Int) -> Problem {
    switch self {
    case .scoreMissingBaseline: problem.withoutScoreBaseline()
    case .groupSizeOffByOne:
      problem.scaled { _ in Double(groupSize) / Double(groupSize - 1) }
    case .importanceRatioForgotten: problem.scaled { 1 / problem.importanceRatios[$0] }
    case .klSignWrong: problem.withOppositePenalty()
    case .clipSidesSwapped: problem.withClipSidesSwapped()
    default: problem
    }
  }

  func apply(toSeed seed: UInt64) -> UInt64 {
    self == .seedCutTo32Bits ? seed & 0xFFFF_FFFF : seed
  }

  func apply(toStream number: UInt64) -> UInt64 {
    switch self {
    // Chunks of groups have 30 bits, those of steps 31; prompt and run stand above.
    case .streamReusedByChunks: number & ~0x7FFF_FFFF
    case .streamCutTo32Bits: number & 0xFFFF_FFFF
    default: number
    }
  }
}

extension PlantedError {
  /// Changes unit-variance noise just drawn for these completions.
  package func corrupt(
    noise: inout [Double], family: NoiseFamily, rewards: [Double], outcomes: [Int]
  ) {
    switch self {
    case .noiseSharedInGroup:
      for i in noise.indices { noise[i] = noise[0] }
    case .noiseCorrelatedInGroup:
      for i in noise.indices.dropFirst() {
        // Of variance 1 still: correlation is the only mistake.
        noise[i] = 0.3 * noise[i - 1] + Double.sqrt(1 - 0.09) * noise[i]
      }
    case .noiseFollowsReward:
      for i in noise.indices where rewards[i] > 0 { noise[i] += 0.2 }
    case .noiseScaleFollowsReward:
      for i in noise.indices where rewards[i] > 0 { noise[i] *= 1.5 }
    case .noiseFollowsLength:
      for i in outcomes.indices { noise[i] += 0.2 * Double(outcomes[i] % 3 - 1) }
    case .noiseMeanShifted:
      for i in noise.indices { noise[i] += 0.01 }
    case .noiseAbsolute:
      for i in noise.indices { noise[i] = abs(noise[i]) }
    default: rescale(&noise, family: family)
    }
  }

  private func rescale(_ noise: inout [Double], family: NoiseFamily) {
    switch (self, family.law) {
    case (.laplaceNotScaled, is LaplaceNoise):
      for i in noise.indices { noise[i] *= Double.sqrt(2) }
    case (.studentNotScaled, let law as StudentTNoise):
      let nu = law.degreesOfFreedom
      for i in noise.indices { noise[i] *= Double.sqrt(nu / (nu - 2)) }
    case (.uniformNotCentred, is UniformNoise):
      for i in noise.indices { noise[i] += Double.sqrt(3) }
    default: break
    }
  }

  /// Changes the raw rewards of a group.
  func corrupt(rewards: inout [Double]) {
    guard self == .rewardsShiftedByOne else { return }
    let last = rewards[rewards.count - 1]
    // From the end, so that each is read before it is overwritten.
    for i in rewards.indices.dropFirst().reversed() { rewards[i] = rewards[i - 1] }
    rewards[0] = last
  }

  /// Changes the dithered rewards of a group.
  func corrupt(dithered: inout [Double]) {
    guard self == .rewardsClamped else { return }
    for i in dithered.indices { dithered[i] = min(max(dithered[i], 0), 1) }
  }

  /// True when advantages must be computed one by one.
  var changesAdvantages: Bool {
    switch self {
    case .rewardsClamped, .ownRewardInBaseline, .meanOffByOne, .batchMeanTakenForGroupMean,
      .stabilizerInsideRoot, .advantageDividedTwice, .advantagesDithered:
      true
    default: false
    }
  }

  /// Changes the advantages of a group.
  func corrupt(
    advantages: inout [Double], dithered: [Double], raw: [Double], setting: Setting,
    batch: RewardSums?
  ) {
    guard changesAdvantages else { return }
    let group = RewardSums(dithered)
    let estimator = setting.advantage
    let deviation = (batch ?? group).standardDeviation(ddof: estimator.ddof)
    let isStandardized = estimator.kind == .standardized
    switch self {
    case .ownRewardInBaseline where estimator.kind == .leaveOneOut:
      let baseline = group.sum / Double(group.count - 1)
      for i in advantages.indices { advantages[i] = dithered[i] - baseline }
    case .meanOffByOne where estimator.kind == .mean || isStandardized:
      // sum/(G-1) - sum/G = mean/(G-1).
      let excess = group.mean / Double(group.count - 1)
      let divisor = isStandardized ? deviation + estimator.stabilizer : 1
      for i in advantages.indices where divisor > 0 { advantages[i] -= excess / divisor }
    case .batchMeanTakenForGroupMean where batch != nil && deviation > 0:
      let shift = (group.mean - batch!.mean) / (deviation + estimator.stabilizer)
      for i in advantages.indices { advantages[i] += shift }
    case .stabilizerInsideRoot where isStandardized && deviation > 0:
      let divisor = (deviation * deviation + estimator.stabilizer).squareRoot()
      let ratio = (deviation + estimator.stabilizer) / divisor
      for i in advantages.indices { advantages[i] *= ratio }
    case .advantageDividedTwice where isStandardized && deviation > 0:
      for i in advantages.indices { advantages[i] /= deviation + estimator.stabilizer }
    case .advantagesDithered:
      // `DitheredGroup(plain:)` takes nothing from the rewards, so the difference is the noise.
      let noise = zip(dithered, raw).map { $0 - $1 }
      estimator.fill(&advantages, rewards: raw, batch: batch)
      for i in advantages.indices { advantages[i] += noise[i] }
    default: break
    }
  }
}
