/// What one step of a run holds.
public struct StepSummary: Hashable, Sendable {
  /// Its number as logged; nil where nothing tells.
  public let step: Int?
  /// Groups with more than one completion.
  public private(set) var groups = 0
  /// Completions in them.
  public private(set) var completions = 0
  /// Groups whose rewards are all the same.
  public private(set) var silent = 0
  /// Sum of the rewards.
  public private(set) var rewardSum = 0.0
  /// Whether advantages were logged; without them ``energy`` and what follows say nothing.
  public internal(set) var hasAdvantages = false
  /// sum A^2 of the logged advantages, of all groups and of the silent ones.
  public private(set) var energy = 0.0, silentEnergy = 0.0
  /// Silent groups with advantages that are not 0.
  public private(set) var residueGroups = 0

  /// What the rewards are off their levels, where there is noise.
  public internal(set) var noise = StepNoise()

  init(step: Int?) { self.step = step }

  mutating func add(size: Int, rewardSum: Double, energy: Double, isSilent: Bool) {
    groups += 1
    completions += size
    self.rewardSum += rewardSum
    self.energy += energy
    guard isSilent else { return }
    silent += 1
    silentEnergy += energy
    if energy > 0 { residueGroups += 1 }
  }

  /// Share of silent groups; nil without groups, as where no completion of the step has a reward.
  public var silentShare: Double? { groups > 0 ? Double(silent) / Double(groups) : nil }
  /// Mean reward; nil without groups.
  public var meanReward: Double? { groups > 0 ? rewardSum / Double(completions) : nil }
}
