import GRPO
import Policies
import TestSupport
import Testing

@testable import Analysis

/// The mean of a batch whose groups share their divisor.
struct SharedDivisorTests {
  /// All 3^6 batches of two groups of three completions, undithered, by plain loops.
  @Test func `two groups agree with enumeration`() throws {
    let problem = try Problem(Self.prompt)
    let setting = try Self.setting(sigma: 0, groupSize: 3, groups: 2)
    let cross = try SharedDivisor.crossMoment(ProblemSet([problem]), setting: setting)
    var (sum, total) = (0.0, 0.0)
    for number in 0..<729 {
      let outcomes = (0..<6).map { place in
        (number / [1, 3, 9, 27, 81, 243][place]) % 3
      }
      let p = outcomes.reduce(1) { $0 * problem.probabilities[$1] }
      let (a, b) = Self.gradients(outcomes, problem, ddof: 1, stabilizer: 0.01)
      sum += p * dot(a, b)
      total += p
    }
    #expect(abs(total - 1) < 1e-12)
    #expect(abs(cross - sum) <= 1e-12 * abs(sum), "\(cross) against \(sum)")
  }

  private static func gradients(
    _ outcomes: [Int], _ problem: Problem, ddof: Double, stabilizer: Double
  ) -> ([Double], [Double]) {
    let rewards = outcomes.map { problem.rewards[$0] }
    let mean = rewards.reduce(0, +) / 6
    let square = rewards.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let deviation = (square / (6 - ddof)).squareRoot() + stabilizer
    let groups = (0..<2).map { g in
      let own = rewards[3 * g..<3 * g + 3].reduce(0, +) / 3
      var gradient = [0.0, 0, 0]
      for i in 3 * g..<3 * g + 3 {
        for arm in 0..<3 {
          let score = (outcomes[i] == arm ? 1 : 0) - problem.probabilities[arm]
          gradient[arm] += (rewards[i] - own) / deviation * score / 3
        }
      }
      return gradient
    }
    return (groups[0], groups[1])
  }

  /// Against data/reference/batch_covariance.py, whose law NumPy's own batches confirm.
  @Test func `the law of two groups agrees with mpmath`() throws {
    let rows = try Reference.table("batch_covariance.csv")
    #expect(rows.count == 6)
    for row in rows {
      var setting = try Self.setting(
        sigma: row.number("sigma"), groupSize: 4, groups: Int(row["batch_groups"]!)!)
      setting.advantage.stabilizer = 0
      let cross = try SharedDivisor.crossMoment(
        ProblemSet([Problem(Self.prompt)]), setting: setting)
      let right = row.number("cross")
      #expect(abs(cross - right) <= 1e-10 * right, "\(cross) against \(right)")
    }
  }

  /// 200,000 groups, seed 5: batches drawn whole agree with the law within 5 errors, and groups taken as
  /// independent, one group's variance over B, are refuted by more than 5: by NumPy they are 9 (sigma .5,
  /// B = 8) to 35 errors off.
  @Test(arguments: [0, 0.1, 0.5], [2, 8])
  func `simulated batches agree with the law`(sigma: Double, groups: Int) throws {
    let sweep = Sweep(
      try ProblemSet([Problem(Self.prompt)]),
      advantages: [try AdvantageEstimator(.batchStandardized, ddof: 1, stabilizer: 0.01)],
      dithers: [try Dither(.gaussian)], sigmas: [sigma], groupSize: 4, batchGroups: groups)
    let row = try #require(
      try sweep.run(Sampling(groups: 200_000, seed: 5)).first { $0.setting.sigma == sigma })
    let batch = try #require(row.batch)
    let found = try #require(batch.variance)
    let law = try #require(batch.varianceExact)
    let z = ZScore(found, against: law)
    #expect(z.agrees(), "\(z)")
    let alone = row.exact[.variance]!.mean / Double(groups)
    #expect(ZScore(found, against: alone).differs(), "\(found), \(law), alone \(alone)")
  }

  @Test func `independent groups have one group's variance over B`() throws {
    let sweep = Sweep(
      try ProblemSet([Problem(Self.prompt)]), advantages: [try AdvantageEstimator(.mean)],
      dithers: [try Dither(.gaussian)], sigmas: [0.1], groupSize: 4, batchGroups: 8)
    let row = try sweep.run(Sampling(groups: 4000, seed: 5))[1]
    let (one, batch) = (row.exact[.variance]!.mean, try #require(row.batch))
    #expect(abs(batch.varianceExact! - one / 8) < 1e-14)
    #expect(abs(batch.signalToNoiseExact! - 8 * row.exact[.signalToNoise]!.mean) < 1e-12)
    let (found, error) = (row.simulated![.variance]!, batch.variance!)
    #expect(abs(error.standardError - found.standardError / 8) <= 1e-12)
  }

  static let prompt = try! Prompt(
    name: "three", policy: SoftmaxBandit(logits: [0, 1, -0.7]), rewards: [0, 0, 1])

  static func setting(sigma: Double, groupSize: Int, groups: Int) throws -> Setting {
    try Setting(
      advantage: AdvantageEstimator(.batchStandardized, ddof: 1, stabilizer: 0.01),
      dither: Dither(.gaussian), sigma: sigma, groupSize: groupSize, batchGroups: groups)
  }
}
