import GRPO

/// Dithers one group after another and asks the estimator itself for their advantages: what every check that
/// looks at single completions does, ties of noise and planted errors included. Nothing is allocated per group.
struct GroupEvaluator {
  let setting: Setting
  private let faults: Faults
  private let group: DitheredGroup
  /// Of the group evaluated last, less what `Setting.origin` takes off and, where ties or tiny noise ask for it, less one
  /// completion's: differences between them are what counts.
  private(set) var dithered: [Double]
  private(set) var advantages: [Double]
  /// Standard deviation of noise on the advantages.
  private let advantageSigma: Double

  /// - Parameters:
  ///   - levels: distinct rewards in increasing order.
  ///   - levelOfOutcome: the level of each outcome.
  init(_ setting: Setting, levels: [Double], levelOfOutcome: [Int], faults: Faults) {
    self.setting = setting
    self.faults = faults
    advantageSigma = setting.advantageSigma
    group =
      faults.isPlanted
      ? DitheredGroup(plain: setting)
      : DitheredGroup(setting, levels: levels, levelOfOutcome: levelOfOutcome)
    dithered = Array(repeating: 0, count: setting.groupSize)
    advantages = dithered
  }

  init(_ setting: Setting, _ problem: Problem, faults: Faults = Faults(nil)) {
    self.init(
      setting, levels: problem.levels, levelOfOutcome: problem.levelOfOutcome, faults: faults)
  }

  /// For rewards that are outcomes of their own: outcome i has reward i.
  init(_ setting: Setting, rewards: [Double], faults: Faults) {
    let levels = Set(rewards).sorted()
    let position = Dictionary(uniqueKeysWithValues: zip(levels, levels.indices))
    self.init(
      setting, levels: levels, levelOfOutcome: rewards.map { position[$0]! }, faults: faults)
  }

  /// Fills `dithered` and `advantages`.
  ///
  /// - Parameters:
  ///   - noises: at standard deviation one.
  ///   - sign: -1 for the mirror image of the noise, 0 for none.
  ///   - others: of the other groups of a batch; nil where this group stands for itself.
  @inline(__always)
  mutating func evaluate(
    outcomes: [Int], rewards: [Double], noises: [Double], sign: Double = 1,
    others: RewardSums? = nil
  ) {
    group.fill(&dithered, outcomes: outcomes, rewards: rewards, noises: noises, sign: sign)
    var batch: RewardSums?
    if let others {
      var sums = RewardSums(dithered)
      sums.merge(others)
      batch = sums
    }
    faults.fill(
      &advantages, dithered: &dithered, raw: rewards, setting: setting, batch: batch)
    guard advantageSigma > 0 else { return }
    add(noises, scale: sign * advantageSigma, to: &advantages)
  }

  /// Puts the advantages to 0 where the planted error skips groups of equal raw rewards.
  mutating func skipSilent(_ rewards: [Double]) {
    if faults.dropsSilentGroups, rewards.allSatisfy({ $0 == rewards[0] }) { drop() }
  }

  /// What a filter makes of the group evaluated last.
  mutating func drop() {
    for i in advantages.indices { advantages[i] = 0 }
  }
}
