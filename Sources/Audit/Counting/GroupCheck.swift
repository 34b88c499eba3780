import GRPO

/// The advantages of one group by the formula that was found, beside those logged.
struct GroupCheck {
  private let estimator: AdvantageEstimator
  private var expected: [Double] = []

  init(_ estimator: AdvantageEstimator) { self.estimator = estimator }

  /// - Parameter batch: sums over all rewards of the step, for formulas that look at it.
  mutating func compared(
    _ totals: UnsafeBufferPointer<Double>, logged: UnsafeBufferPointer<Double>, batch: RewardSums?
  ) -> AdvantageComparison? {
    guard totals.count >= estimator.kind.minimumGroupSize else { return nil }
    if expected.count != totals.count { expected = [Double](repeating: 0, count: totals.count) }
    return expected.withUnsafeMutableBufferPointer { expected in
      estimator.fill(expected, rewards: totals, batch: batch)
      return AdvantageComparison(totals, logged: logged, expected: UnsafeBufferPointer(expected))
    }
  }
}
