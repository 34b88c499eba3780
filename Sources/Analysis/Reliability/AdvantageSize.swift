import GRPO

/// About how large the advantages of a group of given composition are: the roots of E A^2 by level.
///
/// Exact without noise and for linear advantages; elsewhere within a small factor, which is enough to tell whether rare groups matter.
struct AdvantageSize: AdvantageSizes {
  private let setting: Setting
  private let levels: [Double]
  private let size: Double
  private let variance: Double
  /// Probability that noise has one value for all others of a completion; 0 without noise and for noise with a
  /// density.
  private let agreement: Double
  /// Variance of noise on the advantages.
  private let added: Double

  init(_ setting: Setting, levels: [Double]) {
    let sigma = setting.advantageSigma
    added = sigma * sigma
    let setting = setting.onRewards
    self.setting = setting
    self.levels = levels
    size = Double(setting.groupSize)
    // In proportion to rewards it is at most that of the largest.
    let largest = setting.rewardSigma(levels: levels)
    variance = largest * largest
    let atoms = setting.isUndithered ? nil : setting.dither.atoms(limit: 4096)
    agreement =
      atoms?.reduce(0) { $0 + power($1.probability, setting.groupSize - 1) } ?? 0
  }

  /// By level; 0 for those that the group does not hold.
  func sizes(_ counts: [Int]) -> [Double] {
    let group = CountedRewards(counts: counts, levels: levels)
    let weight = setting.advantage.weight(mean: group.mean)
    return weight == 1 ? unweighted(counts, group) : unweighted(counts, group).map { weight * $0 }
  }

  private func unweighted(_ counts: [Int], _ group: CountedRewards) -> [Double] {
    let square = group.norm * group.norm
    return levels.indices.map { l in
      guard counts[l] > 0 else { return 0 }
      let gap = setting.advantage.kind == .reinforce ? levels[l] : levels[l] - group.mean
      if setting.advantage.kind == .leaveOneOutStandardized {
        return capped(othersMoment(l, counts))
      }
      if setting.advantage.kind == .bestOnly, variance == 0 {
        return capped(leadSquare(l, counts, norm: group.norm))
      }
      return capped(
        secondMoment(
          gap: group.norm == 0 && isCentred ? 0 : gap, square: square,
          divisor: meanDivisor(counts)))
    }
  }

  /// A completion of a level among typical others: as far from the mean as its level may be.
  func typical(_ level: Int) -> Double {
    let gap = isCentred ? levels[levels.count - 1] - levels[0] : levels[level]
    // A mean as of a lone one on the highest level.
    let lone = levels[levels.count - 1] / size + setting.advantage.stabilizer
    return capped(secondMoment(gap: gap, square: gap * gap, divisor: lone))
  }

  /// Of mean-normalized advantages without noise; read by them only.
  private func meanDivisor(_ counts: [Int]) -> Double {
    guard setting.advantage.kind == .meanNormalized else { return 0 }
    var (sum, total) = (0.0, 0.0)
    for l in levels.indices {
      sum += Double(counts[l]) * levels[l]
      total += Double(counts[l]) * abs(levels[l])
    }
    return setting.advantage.meanDivisor(sum: sum, size: total, count: setting.groupSize)
  }

  /// A^2 of the lead of a level, without noise: 0 but for a lone best.
  private func leadSquare(_ level: Int, _ counts: [Int], norm: Double) -> Double {
    guard counts[level] == 1, counts[(level + 1)...].allSatisfy({ $0 == 0 }),
      let next = counts[..<level].lastIndex(where: { $0 > 0 })
    else { return 0 }
    let lead = levels[level] - levels[next]
    return divided(
      lead * lead, by: norm / (size - Double(setting.advantage.ddof)).squareRoot())
  }

  /// The fourth root of E A^4 over the root of E A^2: of one number without noise, of a normal one with it.
  var fourthRoot: Double { variance == 0 && added == 0 ? 1 : 3.0.squareRoot().squareRoot() }

  private var isCentred: Bool { setting.advantage.kind != .reinforce }

  /// - Parameters:
  ///   - gap: reward less the group's mean; the reward itself without a baseline.
  ///   - square: norm(r - rbar)^2 of the group.
  ///   - divisor: see `meanDivisor`.
  private func secondMoment(gap: Double, square: Double, divisor: Double) -> Double {
    let rest = (size - 1) / size
    let own = gap * gap + variance * rest
    switch setting.advantage.kind {
    case .reinforce: return gap * gap + variance
    case .mean: return own
    case .leaveOneOut: return own / (rest * rest)
    case .standardized, .batchStandardized:
      let batch = Double(
        setting.advantage.kind == .standardized ? 1 : setting.batchGroups)
      // What other groups of the batch hold is not known here: their noise counts alone.
      // E of the centred square of N noises: N - 1 of their variance.
      let total = square + variance * (batch * size - 1)
      let deviation = (total / (batch * size - Double(setting.advantage.ddof))).squareRoot()
      return divided(own, by: deviation)
    // Under noise its second moment is infinite: a number of ordinary size stands for it.
    case .meanNormalized:
      let total = divisor * divisor + variance / size
      return total > 0 ? own / total : 0
    // As if all were ahead of all by what they are above the mean.
    case .bestOnly:
      let total = square + variance * (size - 1)
      return divided(
        own, by: (total / (size - Double(setting.advantage.ddof))).squareRoot())
    case .leaveOneOutStandardized:
      // From the group's mean to that of the others; without this reward the centred square is
      // less by (G - 1)/G times the square of that gap.
      let gap = gap / rest
      return othersMoment(
        own: gap * gap + variance / rest, norm: max(0, square - gap * gap * rest))
    }
  }

  /// Of a completion of a level of the group, by what the others hold: near-ties count.
  private func othersMoment(_ level: Int, _ counts: [Int]) -> Double {
    var counts = counts
    counts[level] -= 1
    let others = CountedRewards(counts: counts, levels: levels)
    let gap = levels[level] - others.mean
    return othersMoment(
      own: gap * gap + variance * size / (size - 1), norm: others.norm * others.norm)
  }

  /// The gap to the others' mean over their deviation; E[1/s^2] of a noncentral chi of d degrees is
  /// about `d / (norm^2 + sigma^2 (d - 2))`, exact at norm 0 and far out. Others that tie divide by nothing:
  /// that is how it always is without noise, and may be where noise has two values.
  private func othersMoment(own: Double, norm: Double) -> Double {
    if norm == 0 && variance == 0 { return own }
    let degrees = size - 2
    // At G = 3 and 4 E[1/s^2] is infinite: a number of ordinary size stands for it.
    let spread = norm + variance * max(0.5, degrees - 2)
    let deviation = (spread / (size - 1 - Double(setting.advantage.ddof))).squareRoot()
    let scaled = divided(own, by: deviation)
    if agreement == 0 { return scaled }
    // Where their noise agrees only their rewards differ, perhaps by far less than the noise.
    let apart = (norm / (size - 1 - Double(setting.advantage.ddof))).squareRoot()
    return max(own, scaled, norm > 0 ? agreement * divided(own, by: apart) : 0)
  }

  private func divided(_ square: Double, by deviation: Double) -> Double {
    let divisor = setting.advantage.divisor(deviation)
    guard divisor > 0 else { return 0 }
    let ratio = square.squareRoot() / divisor
    return ratio * ratio
  }

  private func capped(_ square: Double) -> Double {
    let free = min(square.squareRoot(), setting.advantage.clamp ?? .infinity)
    return added == 0 ? free : (free * free + added).squareRoot()
  }
}
