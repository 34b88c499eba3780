import GRPO

/// The advantages of one group by the formula that was found, beside those logged.
struct GroupCheck {
  private let estimator: AdvantageEstimator
  private var rewards: [Double] = []
  private var expected: [Double] = []

  init(_ estimator: AdvantageEstimator) { self.estimator = estimator }

  /// - Parameter batch: sums over all rewards of the step, for formulas that look at it.
  mutating func compared(
    _ totals: UnsafeBufferPointer<Double>, logged: UnsafeBufferPointer<Double>, batch: RewardSums?
  ) -> AdvantageComparison? {
    guard totals.count >= estimator.kind.minimumGroupSize else { return nil }
    if rewards.count != totals.count {
      rewards = [Double](repeating: 0, count: totals.count)
      expected = rewards
    }
    for i in totals.indices { rewards[i] = totals[i] }
    estimator.fill(&expected, rewards: rewards, batch: batch)
    return AdvantageComparison(rewards, logged: logged, expected: expected)
  }
}
