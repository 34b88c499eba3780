import GRPO

/// Advantages that are linear in the rewards: any zero-mean noise moves second moments only, by
/// `c^2 sigma^2` times the centring matrix (the identity for reinforce).
struct LinearLaw: ConditionalLaw {
  let levels: [Double]
  let kind: AdvantageKind
  /// Variance of the noise.
  let variance: Double
  let groupSize: Int

  /// Of r - rbar.
  var factor: Double {
    kind == .leaveOneOut ? Double(groupSize) / Double(groupSize - 1) : 1
  }

  let cost = 0.1

  func fill(_ moments: inout ConditionalMoments, counts: [Int]) {
    let rewards = CountedRewards(counts: counts, levels: levels)
    let isReinforce = kind == .reinforce
    let g = Double(groupSize)
    let baseline = isReinforce ? 0 : rewards.mean
    let advantage = { (l: Int) in
      !isReinforce && rewards.norm == 0 ? 0 : factor * (levels[l] - baseline)
    }
    // Of any zero-mean noise: its variance through the squares of the linear map, centring included.
    moments.set(
      mean: advantage, direction: advantage, isotropic: factor * factor * variance,
      shared: isReinforce ? 0 : 1 / g)
  }
}
