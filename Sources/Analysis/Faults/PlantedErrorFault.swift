import GRPO
import RealModule

extension PlantedError {
  /// What the error does. Every error has one place where it takes hold.
  var fault: Fault {
    switch self {
    case .noiseSharedInGroup:
      .noise { noise, _ in for i in noise.indices { noise[i] = noise[0] } }
    case .noiseCorrelatedInGroup: .noise { noise, _ in Self.correlate(&noise) }
    case .noiseFollowsReward:
      .noise { noise, group in
        for i in noise.indices where group.rewards[i] > 0 { noise[i] += 0.2 }
      }
    case .noiseScaleFollowsReward:
      .noise { noise, group in
        for i in noise.indices where group.rewards[i] > 0 { noise[i] *= 1.5 }
      }
    case .noiseFollowsLength:
      .noise { noise, group in
        for i in group.outcomes.indices { noise[i] += 0.2 * Double(group.outcomes[i] % 3 - 1) }
      }
    case .noiseMeanShifted: .noise { noise, _ in for i in noise.indices { noise[i] += 0.01 } }
    case .noiseAbsolute: .noise { noise, _ in for i in noise.indices { noise[i] = abs(noise[i]) } }
    case .noiseReusedBetweenGroups: .repeatedNoise
    case .noiseSharedByComponents: .sharedNoise
    case .laplaceNotScaled:
      .noise { noise, group in
        guard group.family == .laplace else { return }
        for i in noise.indices { noise[i] *= Double.sqrt(2) }
      }
    case .studentNotScaled:
      .noise { noise, group in
        guard let nu = (group.family.law as? StudentTNoise)?.degreesOfFreedom else { return }
        for i in noise.indices { noise[i] *= Double.sqrt(nu / (nu - 2)) }
      }
    case .uniformNotCentred:
      .noise { noise, group in
        guard group.family == .uniform else { return }
        for i in noise.indices { noise[i] += Double.sqrt(3) }
      }

    case .halfWidthTakenForDeviation: .setting { $0.sigma /= Double.sqrt(3) }
    case .sigmaDoubled: .setting { $0.sigma *= 2 }
    case .varianceTakenForDeviation: .setting { $0.sigma *= $0.sigma }
    case .componentsDitheredOnce: .setting { Self.shareDraw(&$0) }
    case .ddofSwapped: .setting { $0.advantage.ddof = 1 - $0.advantage.ddof }
    case .baselineWrong:
      .setting { $0.advantage.kind = Self.wrongBaseline($0.advantage.kind) }
    case .stabilizerForgotten: .setting { $0.advantage.stabilizer = 0 }
    case .clampAdded: .setting { $0.advantage.clamp = $0.advantage.clamp ?? 1.5 }
    case .clampForgotten: .setting { $0.advantage.clamp = nil }

    case .rewardsShiftedByOne: .rewards { Self.shift(&$0) }
    case .rewardsClamped:
      .dithered { rewards in
        for i in rewards.indices { rewards[i] = min(max(rewards[i], 0), 1) }
      }
    case .silentGroupsDropped: .silentGroups
    case .falseNegativesForgotten: .problem { problem, _ in problem.withoutFalseNegatives() }
    case .quantizerDitherForgotten: .problem { problem, _ in problem.withoutQuantizerDither() }

    case .ownRewardInBaseline: .advantages { $1.takeOwnReward(&$0) }
    case .meanOffByOne: .advantages { $1.divideMeanByOneLess(&$0) }
    case .batchMeanTakenForGroupMean: .advantages { $1.takeBatchMean(&$0) }
    case .stabilizerInsideRoot: .advantages { $1.putStabilizerInsideRoot(&$0) }
    case .advantageDividedTwice: .advantages { $1.divideAgain(&$0) }
    case .advantagesDithered: .advantages { $1.ditherAdvantages(&$0) }

    case .scoreMissingBaseline: .problem { problem, _ in problem.withoutScoreBaseline() }
    case .groupSizeOffByOne:
      .problem { problem, size in problem.scaled { _ in Double(size) / Double(size - 1) } }
    case .importanceRatioForgotten:
      .problem { problem, _ in problem.scaled { 1 / problem.importanceRatios[$0] } }
    case .klSignWrong: .problem { problem, _ in problem.withOppositePenalty() }
    case .clipSidesSwapped: .problem { problem, _ in problem.withClipSidesSwapped() }

    // Chunks of groups have 30 bits, those of steps 31; prompt and run stand above.
    case .streamReusedByChunks: .stream { $0 & ~0x7FFF_FFFF }
    case .streamCutTo32Bits: .stream { $0 & 0xFFFF_FFFF }
    case .seedCutTo32Bits: .seed { $0 & 0xFFFF_FFFF }
    }
  }

  private static func correlate(_ noise: inout [Double]) {
    for i in noise.indices.dropFirst() {
      // Of variance 1 still: correlation is the only mistake.
      noise[i] = 0.3 * noise[i - 1] + Double.sqrt(1 - 0.09) * noise[i]
    }
  }

  /// One draw times the sum of the components; what has one component stays as it is.
  private static func shareDraw(_ setting: inout Setting) {
    guard setting.dither.components.count > 1, let single = try? Dither(setting.dither.family)
    else { return }
    setting.sigma *= setting.dither.components.reduce(0, +)
    setting.dither = single
  }

  private static func wrongBaseline(_ kind: AdvantageKind) -> AdvantageKind {
    switch kind {
    case .leaveOneOut: .mean
    case .mean: .leaveOneOut
    case .reinforce, .standardized, .batchStandardized, .leaveOneOutStandardized, .meanNormalized,
      .bestOnly:
      .reinforce
    }
  }

  private static func shift(_ rewards: inout [Double]) {
    let last = rewards[rewards.count - 1]
    // From the end, so that each is read before it is overwritten.
    for i in rewards.indices.dropFirst().reversed() { rewards[i] = rewards[i - 1] }
    rewards[0] = last
  }
}
