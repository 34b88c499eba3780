import GRPO
import GSL
import RealModule

/// Advantages of groups that lie side by side, one in each lane, bit for bit those of group by group, in two halves:
/// while one recipe waits for its divisor, another goes on.
extension AdvantageEstimator {
  /// Writes what advantages are without the divisor.
  ///
  /// - Parameters:
  ///   - advantages: `count` places, all overwritten where true is returned.
  ///   - divisors: what is to divide them; written of standardized ones only.
  ///   - rewards: the rewards by completion, finite.
  ///   - count: the group size, at least ``AdvantageKind/minimumGroupSize``.
  /// - Returns: false for what is not done so: the kinds that look at single rewards or at the batch,
  ///   clamped and weighted advantages, rewards whose squares could overflow or underflow, and stabilizers
  ///   beyond 2^400.
  func fillLanes(
    _ advantages: UnsafeMutablePointer<RunLanes>, divisors: UnsafeMutablePointer<RunLanes>,
    rewards: UnsafePointer<RunLanes>, count: Int
  ) -> Bool {
    guard clamp == nil, focal == 0 else { return false }
    switch kind {
    case .reinforce:
      advantages.update(from: rewards, count: count)
      return true
    case .batchStandardized, .leaveOneOutStandardized, .meanNormalized, .bestOnly: return false
    case .mean, .leaveOneOut, .standardized: break
    }
    // Quotients of deviations, which are multiples of 2^-54 of a spread or so, are then normal numbers.
    guard stabilizer <= 0x1p400,
      let squares = SampleLanes.centre(advantages, values: rewards, count: count)
    else { return false }
    let size = Double(count)
    if kind == .standardized {
      var deviations = squares / (size - Double(ddof))
      deviations.takeSquareRoot()
      divisors.pointee = self.divisors(deviations)
    } else if kind == .leaveOneOut {
      let others = size / (size - 1)
      for i in 0..<count { advantages[i] = advantages[i] * others }
    }
    return true
  }

  /// Divides what ``fillLanes(_:divisors:rewards:count:)`` wrote, and multiplies it by a factor.
  func finishLanes(
    _ advantages: UnsafeMutablePointer<RunLanes>, divisors: RunLanes, count: Int, factor: Double
  ) {
    if kind == .standardized {
      SampleLanes.divide(advantages, count: count, by: divisors, times: factor)
    } else {
      for i in 0..<count { advantages[i] = factor * advantages[i] }
    }
  }

  /// What divides deviations; 1 where that would be 0, as all deviations are.
  @inline(__always)
  private func divisors(_ deviations: RunLanes) -> RunLanes {
    var divisors = RunLanes.zero
    if denominator == .added {
      divisors = deviations + stabilizer
    } else {
      for lane in deviations.indices { divisors[lane] = divisor(deviations[lane]) }
    }
    return stabilizer > 0
      ? divisors : RunLanes(repeating: 1).or(divisors, where: divisors.nonzeros)
  }
}
