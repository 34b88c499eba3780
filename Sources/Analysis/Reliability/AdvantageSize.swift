import GRPO

/// About how large the advantages of a group of given composition are: the roots of E A^2 by level.
///
/// Exact without noise and for linear advantages; elsewhere within a small factor, which is enough to tell whether rare groups matter.
struct AdvantageSize {
  private let setting: Setting
  private let levels: [Double]
  private let size: Double
  private let variance: Double

  init(_ setting: Setting, levels: [Double]) {
    self.setting = setting
    self.levels = levels
    size = Double(setting.groupSize)
    variance = setting.isUndithered ? 0 : setting.sigma * setting.sigma
  }

  /// By level; 0 for those that the group does not hold.
  func sizes(_ counts: [Int]) -> [Double] {
    let group = CountedRewards(counts: counts, levels: levels)
    let square = group.norm * group.norm
    return levels.indices.map { l in
      guard counts[l] > 0 else { return 0 }
      let gap = setting.advantage.kind == .reinforce ? levels[l] : levels[l] - group.mean
      return capped(secondMoment(gap: group.norm == 0 && isCentred ? 0 : gap, square: square))
    }
  }

  /// A completion of a level among typical others: as far from the mean as its level may be.
  func typical(_ level: Int) -> Double {
    let gap = isCentred ? levels[levels.count - 1] - levels[0] : levels[level]
    return capped(secondMoment(gap: gap, square: gap * gap))
  }

  /// The fourth root of E A^4 over the root of E A^2: of one number without noise, of a normal one with it.
  var fourthRoot: Double { variance == 0 ? 1 : 3.0.squareRoot().squareRoot() }

  private var isCentred: Bool { setting.advantage.kind != .reinforce }

  /// - Parameters:
  ///   - gap: reward less the group's mean; the reward itself without a baseline.
  ///   - square: norm(r - rbar)^2 of the group.
  private func secondMoment(gap: Double, square: Double) -> Double {
    let rest = (size - 1) / size
    let own = gap * gap + variance * rest
    switch setting.advantage.kind {
    case .reinforce: return gap * gap + variance
    case .mean: return own
    case .leaveOneOut: return own / (rest * rest)
    case .standardized, .batchStandardized:
      let batch = Double(
        setting.advantage.kind == .standardized ? 1 : setting.batchGroups)
      let total = square + variance * (batch * size - 1)
      let deviation = (total / (batch * size - Double(setting.advantage.ddof))).squareRoot()
      return divided(own, by: deviation)
    case .leaveOneOutStandardized: return othersMoment(gap / rest, square: square)
    }
  }

  /// The gap to the others' mean over their deviation; E[1/s^2] of a noncentral chi of d degrees is
  /// about `d / (norm^2 + sigma^2 (d - 2))`, exact at norm 0 and far out.
  private func othersMoment(_ gap: Double, square: Double) -> Double {
    let degrees = size - 2
    let own = gap * gap + variance * size / (size - 1)
    let others = max(0, square - gap * gap * (size - 1) / size)
    let norm = others < 1e-12 * square ? 0 : others
    if norm == 0 && variance == 0 { return own }
    let spread = norm + variance * max(0.5, degrees - 2)
    return divided(own, by: (spread / degrees).squareRoot())
  }

  private func divided(_ square: Double, by deviation: Double) -> Double {
    let denominator = deviation + setting.advantage.stabilizer
    guard denominator > 0 else { return 0 }
    let ratio = square.squareRoot() / denominator
    return ratio * ratio
  }

  private func capped(_ square: Double) -> Double {
    min(square.squareRoot(), setting.advantage.clamp ?? .infinity)
  }
}
