import GRPO
import GSL

/// Draws the unit-variance noise of one group after another.
struct NoiseSource {
  private let dither: Dither
  private let faults: Faults
  private var isRepeat = false

  init(_ dither: Dither, faults: Faults) {
    self.dither = dither
    self.faults = faults
  }

  /// The next group is the first.
  mutating func restart() { isRepeat = false }

  /// Overwrites `noise`; rewards and outcomes matter to planted errors only.
  mutating func fill(
    _ noise: inout [Double], rewards: [Double], outcomes: [Int], using stream: inout RandomStream
  ) {
    if faults.repeatsNoise {
      isRepeat.toggle()
      if !isRepeat { return }
    }
    dither.fill(&noise, using: &stream)
    faults.change(noise: &noise, dither.family, rewards: rewards, outcomes: outcomes)
  }
}
