import GRPO

/// The units in which a law is worked out, so that no square overflows or underflows: rewards from a
/// zero of their own in a unit of reward, advantages in a unit of their own. Ordinary sizes keep unit
/// 1; others take a power of two, which rounds nothing.
///
/// A class: a law of a grid hands them on several times, and a setting is costly to copy.
final class LawUnits: Sendable {
  /// Subtracted from rewards; 0 where advantages keep it.
  let base: Double
  /// Of rewards, sigma and stabilizer.
  let reward: Double
  /// Of the law's advantages: what they are multiplied by at the end.
  let advantage: Double
  /// The setting in these units. A stabilizer that drowns everything else has become a factor.
  let setting: Setting

  /// Sizes whose squares of squares are numbers.
  private static let ordinary = 0x1p-200...0x1p200

  init(levels: [Double], setting: Setting) {
    var scaled = setting.onRewards
    let estimator = setting.advantage
    // Noise on advantages knows no unit of reward.
    let setting = setting.onRewards
    let sigma = setting.rewardSigma(levels: levels)
    base = estimator.ignoresShift ? levels[0] : 0
    let spread = base == 0 ? levels.reduce(0) { max($0, $1.magnitude) } : levels.last! - base
    let top = max(spread, sigma)
    reward = top == 0 || Self.ordinary.contains(top) ? 1 : Self.powerOfTwo(below: top)
    // In proportion to rewards it is a number without a unit.
    if setting.dither.mode == .additive { scaled.sigma = setting.sigma / reward }
    // Squared units: `AdvantageLaw` refuses those that are in two at once.
    let isSquared = estimator.denominator == .floored || estimator.denominator == .rooted
    let isInRoot = isSquared && estimator.kind.dividesByDeviation
    scaled.advantage.stabilizer = estimator.stabilizer / (isInRoot ? reward * reward : reward)
    var unit: Double
    switch estimator.kind {
    case .reinforce, .mean, .leaveOneOut: unit = reward
    case .meanNormalized, .bestOnly: unit = 1
    case .standardized, .batchStandardized:
      unit = 1
      if Self.drowns(estimator.offset, top), setting.dither.hasThirdMoment {
        unit = reward / estimator.offset
        scaled.advantage = estimator.replacing(kind: .mean)
      }
    case .leaveOneOutStandardized:
      // Where the others are equal the advantage is in units of reward.
      let isDiscrete = setting.isUndithered || setting.dither.family.isDiscrete
      unit = isDiscrete ? max(1, reward) : 1
      if !isDiscrete, Self.drowns(estimator.offset, top),
        setting.dither.hasThirdMoment
      {
        unit = reward / estimator.offset
        scaled.advantage = estimator.replacing(kind: .leaveOneOut)
      }
    }
    if let clamp = estimator.clamp { scaled.advantage.clamp = clamp / unit }
    advantage = unit
    self.setting = scaled
  }

  /// Raw rewards in these units.
  func levels(_ rewards: [Double]) -> [Double] { rewards.map { ($0 - base) / reward } }

  /// A stabilizer so large that a deviation of this size does not change the sum of both.
  private static func drowns(_ stabilizer: Double, _ size: Double) -> Bool {
    stabilizer * 0x1p-70 > size
  }

  private static func powerOfTwo(below value: Double) -> Double {
    Double(sign: .plus, exponent: value.exponent, significand: 1)
  }
}

extension AdvantageEstimator {
  fileprivate func replacing(kind: AdvantageKind) -> AdvantageEstimator {
    var other = self
    (other.kind, other.stabilizer) = (kind, 0)
    return other
  }
}

extension Dither {
  /// Whether a deviation that is small on average may be left out of a denominator.
  fileprivate var hasThirdMoment: Bool {
    family.law.momentOrder > 3
  }
}
