import GRPO
import Policies
import Testing

@testable import Analysis

/// Rows that no number of groups makes precise, and rows that some do. Seed 67.
struct PrecisionReachTests {
  private static let sampling = Sampling(groups: 0, seed: 67)

  private static func sweep(
    _ family: NoiseFamily, _ advantages: [AdvantageEstimator], sigmas: [Double] = [0.3],
    groupSize: Int = 8, rewards: [Double] = [1, 0, 0]
  ) throws -> Sweep {
    let prompt = try Prompt(
      name: "a", policy: SoftmaxBandit(logits: rewards.map { 0.5 * $0 }), rewards: rewards)
    return Sweep(
      try ProblemSet([Problem(prompt)]), advantages: advantages, dithers: [try Dither(family)],
      sigmas: sigmas, groupSize: groupSize)
  }

  /// Student's t of 3 degrees: no fourth moment of linear advantages, all moments of standardized ones. Of four rows the one
  /// of linear advantages with noise cannot; it had the search go on to 2^30 groups.
  @Test func `an error that does not exist does not keep the search going`() throws {
    let both = try [AdvantageEstimator(.mean), AdvantageEstimator(.standardized)]
    let sweep = try Self.sweep(.studentT(degreesOfFreedom: 3), both)
    var told: [PrecisionObstacle] = []
    let found = try sweep.run(Self.sampling, until: PrecisionTarget(0.02)) { told.append($0) }
    let obstacle = try #require(found.obstacle)
    #expect(told == [obstacle] && obstacle.rows == 1 && obstacle.count == 4)
    #expect(obstacle.reasons.count == 1 && obstacle.text.contains("moments below 3.0 only"))
    #expect(found.relativeError <= 0.02 && found.groups < 100_000)
    #expect(!found.meets(PrecisionTarget(0.02)))
  }

  /// Where the noise is averaged its tails do not matter: the same rows by a method that knows the law.
  @Test func `a method that averages the noise reaches them`() throws {
    let sweep = try Self.sweep(.studentT(degreesOfFreedom: 3), [AdvantageEstimator(.mean)])
    let found = try sweep.run(Self.sampling, until: PrecisionTarget(0.02))
    #expect(found.obstacle == nil && found.meets(PrecisionTarget(0.02)))
    #expect(found.method.contains(.conditional))
    let plain = try sweep.run(Self.sampling, until: PrecisionTarget(0.02), methods: [.plain])
    #expect(plain.obstacle?.rows == 1)
  }

  /// At sigma = 30 some 4,096 groups know nothing of the direction, and its error is infinite until there are more.
  @Test func `a cosine lost in noise is found by more groups`() throws {
    let sweep = try Self.sweep(.gaussian, [AdvantageEstimator(.mean)], sigmas: [30])
    let target = PrecisionTarget(0.05, of: .cosine)
    let pilot = try sweep.run(Sampling(groups: 4096, seed: 67))
    #expect(target.relativeError(of: pilot) == .infinity)
    let found = try sweep.run(Self.sampling, until: target, methods: [.plain])
    #expect(found.obstacle == nil && found.meets(target) && found.groups > 4096)
  }

  @Test func `nothing is small beside a gradient of 0`() throws {
    let sweep = try Self.sweep(.gaussian, [AdvantageEstimator(.mean)], rewards: [1, 1, 1])
    let target = PrecisionTarget(0.05, of: .gradientNorm)
    let found = try sweep.run(Self.sampling, until: target, methods: [.plain])
    #expect(found.obstacle?.text.hasSuffix("of 1 of 2 rows: the expected gradient is 0") == true)
    #expect(found.groups == 4096 && !found.meets(target))
    // Its size has an error.
    let square = try sweep.run(
      Self.sampling, until: PrecisionTarget(0.05, of: .secondMoment), methods: [.plain])
    #expect(square.obstacle == nil && square.meets(PrecisionTarget(0.05)))
  }

  /// The second moment is infinite at G = 4 and has no error at G = 6; at G = 8 both exist.
  @Test(arguments: [(4, 1), (6, 1), (8, 0)])
  func `deviations of few others leave no error`(groupSize: Int, rows: Int) throws {
    let sweep = try Self.sweep(
      .gaussian, [AdvantageEstimator(.leaveOneOutStandardized)], groupSize: groupSize)
    let found = try sweep.run(
      Self.sampling, until: PrecisionTarget(0.05, limit: 50_000), methods: [.plain])
    #expect((found.obstacle?.rows ?? 0) == rows)
    #expect(found.relativeError <= 0.05)
  }

  /// A stabilizer of 1e-6 bounds the advantages where hardly a group comes: no run of 20,000 sees it, one of
  /// 2^30 does at a stabilizer of 1/10.
  @Test func `a bound that the groups do not reach is none`() throws {
    let missing = { (stabilizer: Double, limit: Int) in
      let sweep = try Self.sweep(
        .gaussian, [AdvantageEstimator(.leaveOneOutStandardized, stabilizer: stabilizer)],
        groupSize: 4)
      let simulation = try Simulation(
        sweep.set, settings: sweep.settings(), sampling: Sampling(groups: 2, method: .plain))
      return PrecisionReach(
        simulation, exact: try sweep.exactMoments(threads: 1),
        target: PrecisionTarget(0.05, limit: limit)
      ).missing
    }
    #expect(try missing(1e-6, 20_000) == 1)
    #expect(try missing(0.1, 1 << 30) == 0)
  }

  /// The row of a set has an error only if all its prompts have one.
  @Test func `a set is as far out of reach as its prompts`() throws {
    let one = try Self.sweep(.studentT(degreesOfFreedom: 3), [AdvantageEstimator(.mean)])
    let prompts = try ["a", "b"].map { name in
      try Prompt(name: name, policy: SoftmaxBandit(logits: [0, 1]), rewards: [0, 1])
    }
    let sweep = Sweep(
      try ProblemSet(prompts.map { try Problem($0) }), rules: one.rules, dithers: one.dithers,
      sigmas: one.sigmas, groupSize: 8)
    let found = try sweep.run(Self.sampling, until: PrecisionTarget(0.05), methods: [.plain])
    #expect(found.obstacle?.rows == 3 && found.obstacle?.count == 6)
  }
}
