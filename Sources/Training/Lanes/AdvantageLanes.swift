import GRPO
import GSL
import RealModule

extension AdvantageEstimator {
  /// Writes the advantages of eight groups that lie side by side, one in each lane: the same numbers,
  /// bit for bit, as group by group.
  ///
  /// - Parameters:
  ///   - advantages: `count` places, all overwritten where true is returned.
  ///   - rewards: the rewards by completion, finite.
  ///   - count: the group size, at least ``AdvantageKind/minimumGroupSize``.
  /// - Returns: false for what is not done so: the kinds that look at single rewards or at the batch,
  ///   clamped and weighted advantages, and rewards whose squares could overflow or underflow.
  func fillLanes(
    _ advantages: UnsafeMutablePointer<RunLanes>, rewards: UnsafePointer<RunLanes>,
    count: Int
  ) -> Bool {
    guard clamp == nil, focal == 0 else { return false }
    let size = Double(count)
    switch kind {
    case .reinforce:
      for i in 0..<count { advantages[i] = rewards[i] }
    case .mean:
      return centreLanes(advantages, rewards, count) != nil
    case .leaveOneOut:
      guard centreLanes(advantages, rewards, count) != nil else { return false }
      for i in 0..<count { advantages[i] *= size / (size - 1) }
    case .standardized:
      guard let squares = centreLanes(advantages, rewards, count) else { return false }
      var deviations = squares / (size - Double(ddof))
      takeSquareRoots(&deviations, count: 1)
      divideLanes(advantages, count, by: deviations)
    case .batchStandardized, .leaveOneOutStandardized, .meanNormalized, .bestOnly:
      return false
    }
    return true
  }

  /// Writes `r_i - mean` and returns the sums of their squares; nil where some group is off scale.
  @inline(__always)
  private func centreLanes(
    _ deviations: UnsafeMutablePointer<RunLanes>, _ rewards: UnsafePointer<RunLanes>,
    _ count: Int
  ) -> RunLanes? {
    var (lowest, highest) = (rewards[0], rewards[0])
    for i in 1..<max(1, count) {
      lowest = lowest.or(rewards[i], whereBits: rewards[i].isBelow(lowest))
      highest = highest.or(rewards[i], whereBits: highest.isBelow(rewards[i]))
    }
    let spread = highest - lowest
    // As in `isOffScale`.
    let isOff = spread .> 0x1p490 .| (spread .> 0 .& spread .< 0x1p-490)
    guard !isOff.isAnywhere else { return nil }
    var sum = RunLanes.zero
    for i in 0..<count {
      deviations[i] = rewards[i] - lowest
      sum += deviations[i]
    }
    let mean = sum / Double(count)
    var squares = RunLanes.zero
    for i in 0..<count {
      deviations[i] -= mean
      squares += deviations[i] * deviations[i]
    }
    precondition(!(.!(squares .< .infinity)).isAnywhere, "rewards must be finite")
    return squares
  }

  /// Divides by what the deviations make; where that is 0 the group is silent and has 0.
  @inline(__always)
  private func divideLanes(
    _ advantages: UnsafeMutablePointer<RunLanes>, _ count: Int, by deviations: RunLanes
  ) {
    var divisors = RunLanes.zero
    if denominator == .added {
      divisors = deviations + stabilizer
    } else {
      for lane in 0..<8 { divisors[lane] = divisor(deviations[lane]) }
    }
    if !(divisors .== 0).isAnywhere {
      for i in 0..<count { advantages[i] /= divisors }
      return
    }
    for i in 0..<count {
      advantages[i] = (advantages[i] / divisors).or(.zero, where: divisors .== 0)
    }
  }
}
