import GRPO

/// Writes down the dithered rewards of a drawn group so that neither reward nor noise is lost in the
/// rounding of the other, and that those which tie (`DitheredLevels`) are equal.
struct DitheredGroup: Sendable {
  private let sigma: Double
  /// Subtracted where no completion of the group is.
  private let origin: Double
  /// nil where ties cannot matter: decided once, not for every group.
  private let ties: Ties?
  /// Rewards are written as differences from those of one completion.
  private let isAnchored: Bool
  /// Rewards lie further apart than noise.
  private let isByReward: Bool
  /// Noise is in proportion to the reward.
  private let isMultiplicative: Bool

  /// Noise of less than this share of the range of the rewards is kept apart from them.
  private static let nearness = 0x1p-20

  /// Behind one reference, so that groups without ties carry no arrays about.
  private final class Ties: Sendable {
    let levels: DitheredLevels
    let levelOfOutcome: [Int]

    init(_ levels: DitheredLevels, _ levelOfOutcome: [Int]) {
      self.levels = levels
      self.levelOfOutcome = levelOfOutcome
    }

    func place(_ outcome: Int, _ noise: Double) -> Int {
      levels.representative(level: levelOfOutcome[outcome], noise: noise)
    }
  }

  /// - Parameter origin: see `Setting.origin`; nil for that of the problem's own levels.
  init(_ setting: Setting, _ problem: Problem, origin: Double? = nil) {
    self.init(
      setting, levels: problem.levels, levelOfOutcome: problem.levelOfOutcome, origin: origin)
  }

  /// - Parameters:
  ///   - levels: distinct rewards in increasing order.
  ///   - levelOfOutcome: the level of each outcome.
  ///   - origin: see `Setting.origin`; nil for that of these levels.
  init(_ setting: Setting, levels: [Double], levelOfOutcome: [Int], origin: Double? = nil) {
    let range = levels[levels.count - 1] - levels[0]
    let setting = setting.onRewards
    let size = setting.rewardSigma(levels: levels)
    isMultiplicative = setting.dither.mode == .multiplicative
    sigma = setting.sigma
    self.origin = origin ?? setting.origin(levels: levels)
    ties = setting.ties(levels: levels).map { Ties($0, levelOfOutcome) }
    isByReward = range > size
    // Without a baseline the zero of rewards matters; the groups of a batch share one zero.
    let kind = setting.advantage.kind
    let hasOwnZero = setting.advantage.ignoresShift && kind != .batchStandardized
    let isApart = !setting.isUndithered && size < Self.nearness * range
    isAnchored = hasOwnZero && (ties != nil || isApart)
  }

  /// Rewards and noise as they are, whatever is lost: for planted errors, that nothing may put right.
  init(plain setting: Setting) {
    (sigma, origin, ties) = (setting.onRewards.sigma, 0, nil)
    isMultiplicative = setting.dither.mode == .multiplicative
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
    guard let ties else {
      if isMultiplicative { return fillProportional(&dithered, rewards, noises, scale) }
      // Nearly every setting: here a simulation of single completions spends its time.
      guard isAnchored || origin != 0 else {
        for i in dithered.indices { dithered[i] = rewards[i] + scale * noises[i] }
        return
      }
      var base = (reward: origin, noise: 0.0)
      if isAnchored {
        let i = anchor(rewards, noises)
        base = (rewards[i], scale * noises[i])
      }
      // Differences come before the sum: equal rewards leave exactly the difference of noises.
      for i in dithered.indices {
        dithered[i] = rewards[i] - base.reward + (scale * noises[i] - base.noise)
      }
      return
    }
    let levels = ties.levels
    var base = (reward: origin, noise: 0.0)
    if isAnchored {
      let i = anchor(rewards, noises)
      let place = ties.place(outcomes[i], sign * noises[i])
      base = (levels.rewards[place], levels.noises[place])
    }
    for i in dithered.indices {
      let place = ties.place(outcomes[i], sign * noises[i])
      dithered[i] = levels.rewards[place] - base.reward + (levels.noises[place] - base.noise)
    }
  }

  /// The same of noise in proportion to the rewards.
  private func fillProportional(
    _ dithered: inout [Double], _ rewards: [Double], _ noises: [Double], _ scale: Double
  ) {
    var base = (reward: origin, noise: 0.0)
    if isAnchored {
      let i = anchor(rewards)
      base = (rewards[i], scale * rewards[i] * noises[i])
    }
    for i in dithered.indices {
      dithered[i] = rewards[i] - base.reward + (scale * rewards[i] * noises[i] - base.noise)
    }
  }

  private func anchor(_ rewards: [Double], _ noises: [Double]) -> Int {
    // The wider of the two spreads decides which completion may stand alone.
    isByReward ? anchor(rewards) : anchor(noises)
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
    let size = dither.mode == .additive ? sigma : rewardSigma(levels: levels)
    let isFar = max(abs(low), abs(high)) > 1e3 * max(high - low, size)
    return isFar && advantage.ignoresShift ? low : 0
  }

  /// Which dithered rewards tie; nil where that cannot matter, for continuous noise and for advantages that
  /// are not divided, and where they are too many to tell.
  func ties(levels: [Double]) -> DitheredLevels? {
    guard !isUndithered, !advantage.isLinear, advantage.kind != .reinforce,
      dither.correlation == 0,
      let atoms = dither.atoms(limit: 4096), atoms.count * levels.count <= 1 << 16
    else { return nil }
    return dithered(levels: levels, values: atoms.map(\.value))
  }

  /// - Parameter values: noise values at standard deviation one.
  func dithered(levels: [Double], values: [Double]) -> DitheredLevels {
    DitheredLevels(
      levels: levels, values: values, sigma: isUndithered ? 0 : sigma,
      isSingle: dither.components.count == 1, isMultiplicative: dither.mode == .multiplicative)
  }
}
