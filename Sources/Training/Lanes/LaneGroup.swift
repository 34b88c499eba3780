import GRPO
import GSL

/// The completions of one group in each lane: their arms, their rewards, and what they weigh in the gradient.
struct LaneGroup: ~Copyable {
  let size: Int
  let arms: Buffer<LaneMask>
  let rewards: Buffer<RunLanes>
  let weights: Buffer<RunLanes>
  private let divisors = Buffer(repeating: RunLanes.zero, count: 1)
  /// Whether what completions weigh waits for its divisor.
  private let isCentred = Buffer(repeating: false, count: 1)

  init(size: Int) {
    self.size = size
    arms = Buffer(repeating: .zero, count: size)
    rewards = Buffer(repeating: .zero, count: size)
    weights = Buffer(repeating: .zero, count: size)
  }

  /// Adds noise of variance 1 times a size to the rewards, or to each in its proportion.
  func dither(_ noise: UnsafePointer<RunLanes>, size scale: Double, isMultiplicative: Bool) {
    let rewards = rewards.pointer(length: size)
    if isMultiplicative {
      for slot in 0..<size {
        rewards[slot] = rewards[slot] + scale * noise[slot] * rewards[slot]
      }
    } else {
      for slot in 0..<size { rewards[slot] = rewards[slot] + scale * noise[slot] }
    }
  }

  /// Begins what ``weigh(_:factor:)`` ends.
  func centre(_ advantage: AdvantageEstimator) {
    isCentred[0] = advantage.fillLanes(
      weights.pointer(length: size), divisors: divisors.pointer(length: 1),
      rewards: rewards.pointer(length: size), count: size)
  }

  /// Writes what each completion weighs in the gradient: a factor times its advantage.
  func weigh(_ advantage: AdvantageEstimator, factor: Double) {
    let weights = weights.pointer(length: size)
    if isCentred[0] {
      return advantage.finishLanes(weights, divisors: divisors[0], count: size, factor: factor)
    }
    for lane in RunLanes.zero.indices {
      let found = advantage.advantages(of: (0..<size).map { rewards[$0][lane] })
      for slot in 0..<size { weights[slot][lane] = factor * found[slot] }
    }
  }
}
