import GRPO
import GSL
import RealModule

extension AdvantageEstimator {
  /// Writes a factor times the advantages of groups that lie side by side, one in each lane: the same numbers,
  /// bit for bit, as group by group.
  ///
  /// - Parameters:
  ///   - advantages: `count` places, all overwritten where true is returned.
  ///   - rewards: the rewards by completion, finite.
  ///   - count: the group size, at least ``AdvantageKind/minimumGroupSize``.
  ///   - factor: what advantages are multiplied by in the end.
  /// - Returns: false for what is not done so: the kinds that look at single rewards or at the batch,
  ///   clamped and weighted advantages, rewards whose squares could overflow or underflow, and stabilizers
  ///   beyond 2^400.
  func fillLanes(
    _ advantages: UnsafeMutablePointer<RunLanes>, rewards: UnsafePointer<RunLanes>,
    count: Int, factor: Double
  ) -> Bool {
    guard clamp == nil, focal == 0 else { return false }
    switch kind {
    case .reinforce:
      for i in 0..<count { advantages[i] = factor * rewards[i] }
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
      SampleLanes.divide(advantages, count: count, by: divisors(deviations), times: factor)
    } else {
      let others = kind == .leaveOneOut ? size / (size - 1) : 1
      for i in 0..<count { advantages[i] = factor * (advantages[i] * others) }
    }
    return true
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
