import GSL

/// Mistakes planted in one lane, for tests that refuse them.
enum LaneMistake: CaseIterable {
  /// The first completion is another arm, its reward as it was.
  case arm
  /// The first completion has another reward.
  case reward
  /// What the probability of the first completion leaves to 1 is off by 1e-12 of it.
  case complement
  /// The run is thought to have left the finite numbers.
  case isAlive
}

/// A mistake at one step in one lane.
struct LaneSlip {
  let kind: LaneMistake
  let step: Int
  let lane: Int
}

extension LaneTrainer {
  /// Makes a mistake, after the completions of a group are drawn.
  func plant(_ mistake: LaneSlip) {
    let lane = mistake.lane
    switch mistake.kind {
    case .arm: group.arms[0][lane] = (group.arms[0][lane] + 1) % Int64(policy.armCount)
    case .reward: group.rewards[0][lane] = 1 - group.rewards[0][lane]
    case .complement: policy.complements[Int(group.arms[0][lane])][lane] *= 1 + 0x1p-40
    case .isAlive: isAlive[lane] = 0
    }
  }
}
