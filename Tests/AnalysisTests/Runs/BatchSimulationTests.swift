import GRPO
import GSL
import Policies
import TestSupport
import Testing

@testable import Analysis

/// Whole batches against the sum over every prompt, group and sign there can be.
struct BatchSimulationTests {
  /// Three arms each, weights 1 and 2; rewards in quarters, so that with sigma .25 what ties, ties exactly.
  private static func set() throws -> ProblemSet {
    try ProblemSet([
      Problem(
        Prompt(
          name: "a", weight: 1, policy: SoftmaxBandit(logits: [0.4, -0.3, 0.2]),
          rewards: [0, 0.5, 1])),
      Problem(
        Prompt(
          name: "b", weight: 2, policy: SoftmaxBandit(logits: [-0.6, 0.1, 0]),
          rewards: [1, 0, 0.25])),
    ])
  }

  private static func setting(_ kind: AdvantageKind = .batchStandardized) throws -> Setting {
    try Setting(
      advantage: AdvantageEstimator(kind, ddof: 1, stabilizer: 0.1), dither: Dither(.rademacher),
      sigma: 0.25, groupSize: 2, batchGroups: 2)
  }

  /// E norm(gbar)^2 over all batches of two groups of two: 2^2 choices of prompts, 3^4 of arms, 2^4 of signs.
  ///
  /// - Parameter sharesParameters: gradients of different prompts are added up: a mistake.
  private static func enumerated(
    _ set: ProblemSet, sharesParameters: Bool = false
  ) throws -> Double {
    let estimator = try setting().advantage
    var total = 0.0
    forEachTuple(of: set.problems.count, length: 2) { prompts in
      let problems = prompts.map { set.problems[$0] }
      let weight = problems.reduce(1) { $0 * $1.weight }
      forEachTuple(of: 6, length: 4) { drawn in
        let groups = (0..<2).map { b in
          drawn[2 * b..<2 * b + 2].map { (arm: $0 / 2, noise: $0 % 2 == 0 ? -0.25 : 0.25) }
        }
        let rewards = zip(groups, problems).map { group, problem in
          group.map { problem.rewards[$0.arm] + $0.noise }
        }
        let batch = RewardSums(rewards.flatMap { $0 })
        var (probability, gradients) = (
          weight / 16, [[Double]](repeating: [0, 0, 0], count: 2)
        )
        for (b, problem) in problems.enumerated() {
          let advantages = estimator.advantages(of: rewards[b], batch: batch)
          for (member, advantage) in zip(groups[b], advantages) {
            probability *= problem.probabilities[member.arm]
            problem.positive.add(
              member.arm, scale: advantage / 2, to: &gradients[sharesParameters ? 0 : prompts[b]])
          }
        }
        total += probability * gradients.reduce(0) { $0 + dot($1, $1) } / 4
      }
    }
    return total
  }

  private static func run(
    _ set: ProblemSet, _ settings: [Setting], groups: Int, threads: Int = 2,
    method: SamplingMethod = .plain
  ) throws -> [Estimate?] {
    try BatchSimulation(
      set, settings: settings,
      sampling: Sampling(groups: groups, seed: 13, threads: threads, method: method)
    ).run()
  }

  /// 200,000 groups are 100,000 batches, seed 13: known to 1%, of which 5 are seen; gradients that share
  /// their parameters are refused.
  @Test func `batches have the mean square of the enumeration`() throws {
    let set = try Self.set()
    let found = try #require(try Self.run(set, [Self.setting()], groups: 200_000)[0])
    #expect(found.count == 100_000)
    let truth = try Self.enumerated(set)
    let z = ZScore(found, against: truth)
    #expect(z.agrees(), "\(z)")
    #expect(found.standardError < 0.01 * truth)
    let shared = try Self.enumerated(set, sharesParameters: true)
    #expect(ZScore(found, against: shared).differs(), "\(found), \(shared)")
    // Of one prompt alone.
    let alone = try ProblemSet([set.problems[0]])
    let one = try #require(try Self.run(alone, [Self.setting()], groups: 200_000)[0])
    let score = ZScore(one, against: try Self.enumerated(alone))
    #expect(score.agrees(), "\(score)")
  }

  @Test func `threads and other settings change no digit`() throws {
    let set = try Self.set()
    let settings = try [Self.setting(.mean), Self.setting(), Self.setting().with(sigma: 0)]
    let one = try Self.run(set, settings, groups: 20_000, threads: 1)
    #expect(try Self.run(set, settings, groups: 20_000, threads: 3) == one)
    #expect(try Self.run(set, [settings[1]], groups: 20_000) == [one[1]])
    #expect(one[1] != one[2])
  }

  @Test func `independent groups, few batches and other methods have no estimate`() throws {
    let set = try Self.set()
    let settings = try [Self.setting(.mean), Self.setting()]
    let found = try Self.run(set, settings, groups: 32)
    #expect(found[0] == nil && found[1]?.count == 16)
    #expect(try Self.run(set, settings, groups: 31) == [nil, nil])
    #expect(try Self.run(set, settings, groups: 2000, method: .conditional) == [nil, nil])
  }

  /// Up to 8,388,608 groups there is one lot; above, a lot of batches has about as many groups as one of groups.
  @Test func `lots of batches are as long as lots of groups`() throws {
    func plan(_ groups: Int, _ size: Int) throws -> ChunkPlan {
      let settings = [
        try Setting(
          advantage: AdvantageEstimator(.batchStandardized), dither: Dither(.gaussian), sigma: 0.1,
          groupSize: 4, batchGroups: size)
      ]
      return try BatchSimulation(
        Self.set(), settings: settings, sampling: Sampling(groups: groups)
      ).plan
    }
    for size in [1, 5, 8, 300] { #expect(try plan(8_388_608, size).lots == 1, "\(size)") }
    #expect(try plan(8_388_609, 8).lots == 4)
    // A block has at most 1024 batches, a chunk 32 blocks.
    #expect(try plan(1_000_000_000, 8).lotGroups == 1 << 20)
    #expect(try plan(1_000_000_000, 1).lotGroups == 1 << 23)
    #expect(try plan(1_000_000_000, 5).lotGroups == 52 * 32 * 1024)
    #expect(try plan(1_000_000_000, 300).lotGroups == 2 * 32 * 813)
  }
}
