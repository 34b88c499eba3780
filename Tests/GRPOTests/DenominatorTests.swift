import GSL
import RealModule
import TestSupport
import Testing

@testable import GRPO

/// What divides deviations, by hand and at the ends of the numbers.
@Suite struct DenominatorTests {
  /// Rewards 0, 0, 0, 4: S = 2 at ddof 1, deviations -1 and 3. eps 5: 2 + 5; sqrt(max(4, 5)); sqrt(4 + 5);
  /// sqrt(5) + 5.
  @Test(arguments: [
    (Denominator.added, 7.0), (.floored, 5.0.squareRoot()), (.rooted, 3),
    (.flooredAdded, 5 + 5.0.squareRoot()),
  ])
  func `advantages by hand`(way: Denominator, divisor: Double) throws {
    let estimator = try AdvantageEstimator(
      .standardized, ddof: 1, stabilizer: 5, denominator: way)
    let found = estimator.advantages(of: [0, 0, 0, 4])
    for (value, gap) in zip(found, [-1.0, -1, -1, 3]) {
      #expect(abs(value - gap / divisor) < 1e-15)
    }
    // With the lead of the best one, 4, and with the deviation of a whole batch.
    let best = try AdvantageEstimator(.bestOnly, ddof: 1, stabilizer: 5, denominator: way)
    #expect(abs(best.advantages(of: [0, 0, 0, 4])[3] - 4 / divisor) < 1e-15)
    let batch = try AdvantageEstimator(
      .batchStandardized, ddof: 1, stabilizer: 5, denominator: way)
    #expect(
      batch.advantages(of: [0, 0, 0, 4], batch: RewardSums([0, 0, 0, 4])) == found)
    // The others of the last of 0, 4, 0, 4: deviation 4 / sqrt(3) at ddof 1, gap 4 - 4/3.
    let others = try AdvantageEstimator(
      .leaveOneOutStandardized, ddof: 1, stabilizer: 5, denominator: way)
    let own = way.divisor(4 / 3.0.squareRoot(), stabilizer: 5)
    #expect(abs(others.advantages(of: [0, 4, 0, 4])[3] - (8.0 / 3) / own) < 1e-15)
  }

  /// Without a stabilizer all are S; silent groups have advantages of exactly 0 in each.
  @Test(arguments: Denominator.allCases)
  func `at eps 0 all are S, and silent groups stay silent`(way: Denominator) throws {
    var random = RandomStream(seed: 61)
    for kind in AdvantageKind.allCases {
      for _ in 0..<50 {
        let rewards = (0..<5).map { _ in random.gaussian() }
        let sums = RewardSums(rewards)
        let plain = try AdvantageEstimator(kind, ddof: 1)
        let other = try AdvantageEstimator(kind, ddof: 1, denominator: way)
        #expect(
          other.advantages(of: rewards, batch: sums) == plain.advantages(of: rewards, batch: sums))
      }
      guard kind != .reinforce else { continue }
      let other = try AdvantageEstimator(kind, ddof: 1, stabilizer: 1e-6, denominator: way)
      let silent = [0.2, 0.2, 0.2]
      #expect(other.advantages(of: silent, batch: RewardSums(silent)) == [0, 0, 0])
    }
  }

  /// Rewards of any unit u with a stabilizer of the same (u^2 inside a root): the same advantages, also where squares
  /// of rewards are no numbers. eps of another unit is told.
  @Test(arguments: [Denominator.added, .floored, .rooted], [1e-130, 1, 1e145])
  func `a unit of reward drops out`(way: Denominator, unit: Double) throws {
    let rewards = [0.0, 1, 0.25, 0.5]
    for kind in [AdvantageKind.standardized, .leaveOneOutStandardized, .bestOnly] {
      let size = { (u: Double) in way == .added ? 0.5 * u : 0.25 * u * u }
      let plain = try AdvantageEstimator(kind, stabilizer: size(1), denominator: way)
      let scaled = try AdvantageEstimator(kind, stabilizer: size(unit), denominator: way)
      let found = scaled.advantages(of: rewards.map { unit * $0 })
      for (a, b) in zip(found, plain.advantages(of: rewards)) { #expect(abs(a - b) < 1e-13) }
    }
  }

  /// verl 0.7.1: `(r - mean) / (sqrt(max(variance, 1e-6)) + 1e-6)` of ddof 1 (group_mean_std and
  /// compute_grpo_vectorized_outcome_advantage), worked out by hand. 0.9 divides a near-tie of .001 by its own
  /// deviation.
  @Test func `verl's vectorized estimator of two versions`() throws {
    let old = try AdvantagePreset(name: "verl@0.7/vectorized").estimator
    let new = try AdvantagePreset(name: "verl/vectorized").estimator
    #expect(try AdvantagePreset(name: "verl@0.9/vectorized").estimator == new && old != new)
    let near = [0.5, 0.501, 0.5, 0.501, 0.5, 0.501, 0.5, 0.501]
    let deviation = 0.0005 * (8.0 / 7).squareRoot()
    #expect(abs(old.advantages(of: near)[1] - 0.0005 / 0.001001) < 1e-12)
    #expect(abs(new.advantages(of: near)[1] - 0.0005 / (deviation + 1e-6)) < 1e-12)
    let lone = [1.0, 0, 0, 0, 0, 0, 0, 0]
    #expect(abs(old.advantages(of: lone)[0] - 0.875 / (0.125.squareRoot() + 1e-6)) < 1e-15)
    #expect(throws: GRPOError.self) { try AdvantagePreset(name: "verl@0.8/vectorized") }
    #expect(throws: GRPOError.self) { try AdvantagePreset(name: "verl@0.7/rloo") }
  }
}
