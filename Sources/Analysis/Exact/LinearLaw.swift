import GRPO

/// Advantages that are linear in the rewards: any zero-mean noise moves second moments only, by
/// `c^2 sigma^2` times the centring matrix (the identity for reinforce).
///
/// Noise in proportion to the rewards has a variance for each level; what a group shares of it is a factor
/// `1 + sigma sqrt(rho) z_0` on all rewards, hence on all advantages.
struct LinearLaw: ConditionalLaw {
  let levels: [Double]
  let kind: AdvantageKind
  /// Variance of the noise of each reward.
  let variance: Double
  let groupSize: Int
  /// Variance of further noise of a reward by its level; nil for none.
  var levelVariances: [Double]?
  /// `E (1 + sigma sqrt(rho) z_0)^2`, of a factor that a group shares.
  var sharedSquare = 1.0
  /// Noise on the advantages; nil for none.
  var added: AddedNoise?

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
    let direction = { (l: Int) in sharedSquare.squareRoot() * advantage(l) }
    moments.set(
      mean: advantage, direction: sharedSquare == 1 ? advantage : direction,
      isotropic: factor * factor * variance, shared: isReinforce ? 0 : 1 / g)
    if let levelVariances { add(levelVariances, to: &moments, counts: counts) }
    added?.add(to: &moments)
  }

  /// Share of every reward in the baseline, 1/G; 0 for reinforce.
  var baseline: Double { kind == .reinforce ? 0 : 1 / Double(groupSize) }

  /// Of noise e of variance v_i: `Cov(e_i - c sum e, e_j - c sum e) = v_i [i = j] - c (v_i + v_j) + c^2 sum v`.
  private func add(
    _ variances: [Double], to moments: inout ConditionalMoments, counts: [Int]
  ) {
    let (c, square) = (baseline, factor * factor)
    let total = variances.indices.reduce(0) { $0 + Double(counts[$1]) * variances[$1] }
    for l in variances.indices {
      let own = (1 - 2 * c) * variances[l] + c * c * total
      moments.diagonal[l] += square * own
      for m in variances.indices {
        let pair = -c * (variances[l] + variances[m]) + c * c * total
        moments.cross[l * moments.levelCount + m] += square * pair
      }
    }
  }
}
