import GSL
public import GRPO

/// Noise on the reward of each completion, or on its advantage, with its size over the run.
///
/// A recipe may hold several: each reward component its own law, size and schedule. The released code
/// gives all components one schedule, which is ONE noise whose `Dither.components` are the
/// maxima of the components.
public struct RewardNoise: Hashable, Sendable {
  /// The law, at variance 1.
  public var dither: Dither
  /// Root mean square over the run of its standard deviation, in the units that the mode of the dither
  /// has: of reward, a share of the reward, of advantage.
  public var sigma: Double
  /// How its size changes over the run.
  public var schedule: DitherSchedule

  /// Noise of the given size.
  ///
  /// - Throws: ``TrainingError`` when sigma is negative, not finite, or above 1e100.
  public init(_ dither: Dither, sigma: Double, schedule: DitherSchedule = .constant) throws {
    guard sigma >= 0, sigma <= 1e100 else {
      throw TrainingError("sigma is from 0 to 1e100, got \(sigma.plainText)")
    }
    self.dither = dither
    self.sigma = sigma
    self.schedule = schedule
  }

  /// True when it adds nothing.
  public var isSilent: Bool { sigma == 0 || dither.family.isNone }

  /// The standard deviations over a run of `steps` steps.
  public func deviations(steps: Int) -> NoiseSizes {
    NoiseSizes(schedule, rootMeanSquare: isSilent ? 0 : sigma, steps: steps)
  }
}
