import GRPO
import GSL
import RealModule

extension AdvantageEstimator {
  /// Writes the advantages of groups that lie side by side, one in each lane: the same numbers,
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
      let factor = size / (size - 1)
      for i in 0..<count { advantages[i] = advantages[i] * factor }
    case .standardized:
      guard let squares = centreLanes(advantages, rewards, count) else { return false }
      var deviations = squares / (size - Double(ddof))
      deviations.takeSquareRoot()
      divideLanes(advantages, count, by: deviations)
    case .batchStandardized, .leaveOneOutStandardized, .meanNormalized, .bestOnly:
      return false
    }
    return true
  }

  /// Writes `r_i - mean` and returns the sums of their squares; nil where some group is off scale, or not
  /// of finite rewards.
  @inline(__always)
  private func centreLanes(
    _ deviations: UnsafeMutablePointer<RunLanes>, _ rewards: UnsafePointer<RunLanes>,
    _ count: Int
  ) -> RunLanes? {
    let (lowest, highest) = extremes(of: rewards, count: count)
    let spread = highest - lowest
    var sum = RunLanes.zero
    for i in 0..<count {
      deviations[i] = rewards[i] - lowest
      sum = sum + deviations[i]
    }
    let mean = sum / Double(count)
    var squares = RunLanes.zero
    for i in 0..<count {
      deviations[i] = deviations[i] - mean
      squares = squares + deviations[i] * deviations[i]
    }
    // As in `isOffScale`.
    let isOff =
      ~spread.isSmaller(than: 0x1.0000000000001p490)
      | (spread.nonzeros & spread.isSmaller(than: 0x1p-490)) | ~squares.isSmaller(than: .infinity)
    return isOff.isAnywhere ? nil : squares
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
      for lane in deviations.indices { divisors[lane] = divisor(deviations[lane]) }
    }
    let isDivided = divisors.nonzeros
    guard (~isDivided).isAnywhere else {
      for i in 0..<count { advantages[i] = advantages[i] / divisors }
      return
    }
    for i in 0..<count {
      advantages[i] = RunLanes.zero.or(advantages[i] / divisors, where: isDivided)
    }
  }
}
