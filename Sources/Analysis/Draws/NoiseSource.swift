import GRPO
import GSL

/// Draws the unit-variance noise of one group after another.
struct NoiseSource {
  private let dither: Dither
  private let planted: PlantedError?
  private var isRepeat = false

  init(_ dither: Dither, planted: PlantedError?) {
    self.dither = dither
    self.planted = planted
  }

  /// The next group is the first.
  mutating func restart() { isRepeat = false }

  /// Overwrites `noise`; rewards and outcomes matter to planted errors only.
  mutating func fill(
    _ noise: inout [Double], rewards: [Double], outcomes: [Int], using stream: inout RandomStream
  ) {
    guard let planted else { return dither.fill(&noise, using: &stream) }
    if planted == .noiseReusedBetweenGroups {
      isRepeat.toggle()
      if !isRepeat { return }
    }
    dither.fill(&noise, using: &stream)
    planted.corrupt(
      noise: &noise, family: dither.family, rewards: rewards, outcomes: outcomes)
  }
}
