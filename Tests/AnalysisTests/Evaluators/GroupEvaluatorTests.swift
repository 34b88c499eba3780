import GRPO
import Testing

@testable import Analysis

/// One group at a time, against values by hand.
struct GroupEvaluatorTests {
  private static func evaluator(
    _ kind: AdvantageKind, _ family: NoiseFamily = .gaussian, sigma: Double, rewards: [Double],
    planted: PlantedError? = nil
  ) throws -> GroupEvaluator {
    GroupEvaluator(
      try Setting(
        advantage: AdvantageEstimator(kind), dither: Dither(family), sigma: sigma,
        groupSize: rewards.count),
      rewards: rewards, faults: Faults(planted))
  }

  /// r = 1, 0, 0 and sigma z = .5, -.5, 1.5: sums 1.5, -.5, 1.5, mean 5/6.
  @Test func `noise is added with its sign`() throws {
    let rewards = [1.0, 0, 0]
    var evaluator = try Self.evaluator(.mean, sigma: 0.5, rewards: rewards)
    let right: [(sign: Double, advantages: [Double])] = [
      (1, [2.0 / 3, -4.0 / 3, 2.0 / 3]), (-1, [2.0 / 3, 2.0 / 3, -4.0 / 3]),
      (0, [2.0 / 3, -1.0 / 3, -1.0 / 3]),
    ]
    for (sign, advantages) in right {
      evaluator.evaluate(outcomes: [0, 1, 2], rewards: rewards, noises: [1, -1, 3], sign: sign)
      for (a, b) in zip(evaluator.advantages, advantages) { #expect(abs(a - b) < 1e-15) }
    }
  }

  /// .2 + .2 and .6 - .2 differ in the last place, which a division would make full advantages.
  @Test func `rewards that tie by noise are silent`() throws {
    #expect(0.2 + 0.2 != 0.6 - 0.2)
    for kind in [AdvantageKind.standardized, .leaveOneOutStandardized] {
      var evaluator = try Self.evaluator(kind, .rademacher, sigma: 0.2, rewards: [0.2, 0.6, 0.6])
      evaluator.evaluate(outcomes: [0, 1, 2], rewards: [0.2, 0.6, 0.6], noises: [1, -1, -1])
      #expect(evaluator.advantages == [0, 0, 0])
      evaluator.evaluate(outcomes: [0, 1, 2], rewards: [0.2, 0.6, 0.6], noises: [1, -1, 1])
      // .4, .4, .8: deviations -1, -1, 2 by root 2; two equal others do not divide the gap of .4.
      let right = kind == .standardized ? Double(2).squareRoot() : 0.4
      #expect(abs(evaluator.advantages[2] - right) < 1e-15)
      #expect(abs(evaluator.dithered[2] - evaluator.dithered[0] - 0.4) < 1e-15)
    }
  }

  /// Rewards 0 and 2 beside two of 4 and 6: mean 3, variance 5 over the batch.
  @Test func `the other groups of a batch divide, but do not centre`() throws {
    var evaluator = try Self.evaluator(.batchStandardized, sigma: 0, rewards: [0, 2])
    evaluator.evaluate(
      outcomes: [0, 1], rewards: [0, 2], noises: [9, 9], sign: 0, others: RewardSums([4, 6]))
    for (a, b) in zip(evaluator.advantages, [-1, 1]) {
      #expect(abs(a - Double(b) / Double(5).squareRoot()) < 1e-15)
    }
    evaluator.drop()
    #expect(evaluator.advantages == [0, 0])
  }

  @Test func `a planted error has its way`() throws {
    var evaluator = try Self.evaluator(
      .reinforce, sigma: 1, rewards: [0, 1], planted: .rewardsClamped)
    evaluator.evaluate(outcomes: [0, 1], rewards: [0, 1], noises: [-3, 3])
    #expect(evaluator.dithered == [0, 1] && evaluator.advantages == [0, 1])
  }
}
