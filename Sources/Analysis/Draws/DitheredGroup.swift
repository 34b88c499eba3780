import GRPO

/// Writes down the dithered rewards of a drawn group so that neither reward nor noise is lost in the
/// rounding of the other, and that those which tie (`DitheredLevels`) are equal.
struct DitheredGroup: Sendable {
  private let sigma: Double
  /// Subtracted where no completion of the group is.
  private let origin: Double
  /// nil where ties cannot matter.
  private let levels: DitheredLevels?
  private let levelOfOutcome: [Int]
  /// Rewards are written as differences from those of one completion.
  private let isAnchored: Bool
  /// Rewards lie further apart than noise.
  private let isByReward: Bool

  /// Noise of less than this share of the range of the rewards is kept apart from them.
  private static let nearness = 0x1p-20

  /// - Parameter origin: see `Setting.origin`; nil for that of the problem's own levels.
  init(_ setting: Setting, _ problem: Problem, origin: Double? = nil) {
    let range = problem.levels[problem.levels.count - 1] - problem.levels[0]
    sigma = setting.sigma
    self.origin = origin ?? setting.origin(levels: problem.levels)
    levels = setting.ties(levels: problem.levels)
    levelOfOutcome = problem.levelOfOutcome
    isByReward = range > setting.sigma
    // Without a baseline the zero of rewards matters; the groups of a batch share one zero.
    let hasOwnZero = ![.reinforce, .batchStandardized].contains(setting.advantage.kind)
    let isApart = !setting.isUndithered && setting.sigma < Self.nearness * range
    isAnchored = hasOwnZero && (levels != nil || isApart)
  }

  /// Rewards and noise as they are, whatever is lost: for planted errors, that nothing may put right.
  init(plain setting: Setting) {
    (sigma, origin, levels, levelOfOutcome) = (setting.sigma, 0, nil, [])
    (isAnchored, isByReward) = (false, false)
  }

  /// - Parameters:
  ///   - noises: at standard deviation one.
  ///   - sign: -1 for the mirror image of the noise.
  func fill(
    _ dithered: inout [Double], outcomes: [Int], rewards: [Double], noises: [Double],
    sign: Double = 1
  ) {
    let scale = sign * sigma
    var base = (reward: origin, noise: 0.0)
    if isAnchored {
      // The wider of the two spreads decides which completion may stand alone.
      let i = isByReward ? anchor(rewards) : anchor(noises)
      base = (rewards[i], scale * noises[i])
      if let levels {
        let place = levels.representative(
          level: levelOfOutcome[outcomes[i]], noise: sign * noises[i])
        base = (levels.rewards[place], levels.noises[place])
      }
    }
    for i in dithered.indices {
      guard let levels else {
        // Differences come before the sum: equal rewards leave exactly the difference of noises.
        dithered[i] = rewards[i] - base.reward + (scale * noises[i] - base.noise)
        continue
      }
      let place = levels.representative(
        level: levelOfOutcome[outcomes[i]], noise: sign * noises[i])
      dithered[i] = levels.rewards[place] - base.reward + (levels.noises[place] - base.noise)
    }
  }

  /// The first completion, or the second where the first is the only one of its kind: deviations of the
  /// others of a lone one are differences from one of them.
  private func anchor(_ values: [Double]) -> Int {
    values.count > 2 && values[0] != values[1] && values[0] != values[2] ? 1 : 0
  }
}

extension Setting {
  /// What is taken from rewards before noise is added: a common part so large that the noise would be lost
  /// in its rounding; 0 where rewards count as they are.
  func origin(levels: [Double]) -> Double {
    let (low, high) = (levels[0], levels[levels.count - 1])
    // Up to 1e3 the rounding of the sum costs what differs three digits of sixteen at most.
    let isFar = max(abs(low), abs(high)) > 1e3 * max(high - low, sigma)
    return isFar && advantage.kind != .reinforce ? low : 0
  }

  /// Which dithered rewards tie; nil where that cannot matter, for continuous noise and for advantages that
  /// are not divided, and where they are too many to tell.
  func ties(levels: [Double]) -> DitheredLevels? {
    guard !isUndithered, !advantage.isLinear, advantage.kind != .reinforce,
      let atoms = dither.atoms(limit: 4096), atoms.count * levels.count <= 1 << 16
    else { return nil }
    return dithered(levels: levels, values: atoms.map(\.value))
  }

  /// - Parameter values: noise values at standard deviation one.
  func dithered(levels: [Double], values: [Double]) -> DitheredLevels {
    DitheredLevels(
      levels: levels, values: values, sigma: isUndithered ? 0 : sigma,
      isSingle: dither.components.count == 1)
  }
}
