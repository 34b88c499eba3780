import GRPO
import RealModule

/// Small mistakes a real implementation could contain, planted on purpose.
///
/// They exist so that the checks can be checked: every claim must refuse at least one of them. No
/// command reaches them.
public enum PlantedError: String, CaseIterable, Sendable {
  /// One draw of noise serves the whole group, so centring removes it.
  case noiseSharedInGroup
  /// The noise has mean 0.2 sigma where the raw reward is positive: not independent of the outcome.
  case noiseFollowsReward
  /// A uniform half-width is taken for a standard deviation.
  case halfWidthTakenForDeviation
  /// ddof 0 and 1 exchanged.
  case ddofSwapped
  /// The leave-one-out factor G/(G-1) is forgotten, or a baseline dropped.
  case baselineWrong
  /// Groups with equal raw rewards are skipped.
  case silentGroupsDropped
  /// Dither is added twice as large as asked.
  case sigmaDoubled

  func apply(to setting: Setting) -> Setting {
    var changed = setting
    switch self {
    case .halfWidthTakenForDeviation: changed.sigma /= Double.sqrt(3)
    case .sigmaDoubled: changed.sigma *= 2
    case .ddofSwapped: changed.advantage.ddof = 1 - setting.advantage.ddof
    case .baselineWrong: changed.advantage.kind = Self.wrongBaseline(setting.advantage.kind)
    case .noiseSharedInGroup, .noiseFollowsReward, .silentGroupsDropped: break
    }
    return changed
  }

  private static func wrongBaseline(_ kind: AdvantageKind) -> AdvantageKind {
    switch kind {
    case .leaveOneOut: .mean
    case .mean: .leaveOneOut
    default: .reinforce
    }
  }

  /// Changes noise just drawn for completions with these raw rewards.
  func corrupt(noise: inout [Double], rewards: [Double]) {
    switch self {
    case .noiseSharedInGroup:
      for i in noise.indices { noise[i] = noise[0] }
    case .noiseFollowsReward:
      for i in noise.indices where rewards[i] > 0 { noise[i] += 0.2 }
    default: break
    }
  }
}
