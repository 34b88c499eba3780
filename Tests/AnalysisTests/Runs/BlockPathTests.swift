import GRPO
import GSL
import Policies
import TestSupport
import Testing

@testable import Analysis

/// Groups drawn by blocks of tokens, in the inner loop.
struct BlockPathTests {
  private static func plan(_ shape: (Int, Int), groups: Int = 1000) throws -> Simulation {
    let settings = try [NoiseFamily.gaussian, .uniform].flatMap { family in
      try [AdvantageKind.standardized, .mean, .leaveOneOut, .reinforce].flatMap { kind in
        try [0, 0.3].map { sigma in
          try Setting(
            advantage: AdvantageEstimator(kind, ddof: 1, stabilizer: 0.05), dither: Dither(family),
            sigma: sigma, groupSize: 4)
        }
      }
    }
    return try Simulation(
      ProblemSet([CompletionTileTests.problem(shape)]), settings: settings,
      sampling: Sampling(groups: groups, seed: 1))
  }

  /// (g, norm(g)^2, silent, max abs(A)) of a group of a tile whose rewards and noise are as they are.
  private static func row(
    _ tile: CompletionTile, _ group: Int, _ setting: Setting, _ problem: Problem, isDropped: Bool
  ) -> [Double] {
    let outcomes = CompletionTileTests.outcomes(tile, problem.policy, group: group)
    let raw = outcomes.map { problem.rewards[$0] }
    let dithered = raw.indices.map { raw[$0] + setting.sigma * tile.noise(of: group)[$0] }
    var advantages = setting.advantage.advantages(of: dithered)
    let isSilent = Set(raw).count == 1
    if isSilent && isDropped { advantages = advantages.map { _ in 0 } }
    var gradient = [Double](repeating: 0, count: problem.parameterCount)
    for (outcome, advantage) in zip(outcomes, advantages) {
      problem.positive.add(outcome, scale: advantage / 4, to: &gradient)
    }
    return gradient
      + [dot(gradient, gradient), isSilent ? 1 : 0, advantages.map { abs($0) }.max()!]
  }

  /// Blocks of 5, 64 and 70 groups: less than a tile, one tile, one and a few.
  @Test(arguments: [(4, 5), (9, 3), (12, 1)], [false, true])
  func `blocks hold what a plain loop adds up`(shape: (Int, Int), dropsSilent: Bool) throws {
    var plan = try Self.plan(shape)
    plan.dropsSilentGroups = dropsSilent
    plan.drawsCounts = false
    let problem = plan.set.problems[0]
    let dithers = DitherTable(plan.settings)
    var kernel = try SimulationKernel(plan, prompt: 0)
    let sampler = try CompletionTileTests.sampler(
      problem, groupSize: 4, dithers: dithers.distinct)
    let tiles = dithers.distinct.indices.map {
      CompletionTile(sampler, dither: $0, isCentred: false, mayTieNoise: false)
    }
    var stream = RandomStream(seed: 7)
    var own = RandomStream(seed: 7)
    var groups: [[[Double]]] = plan.settings.map { _ in [] }
    for size in SimulationKernelTests.blocks {
      kernel.runBlock(count: size, using: &stream)
      var left = size
      while left > 0 {
        let count = min(64, left)
        _ = sampler.draw(count, using: &own)
        for tile in tiles { tile.load(count, dropsSilentGroups: false) }
        for (s, setting) in plan.settings.enumerated() {
          for group in 0..<count {
            groups[s].append(
              Self.row(
                tiles[dithers.index[s]], group, setting, problem, isDropped: dropsSilent))
          }
        }
        left -= count
      }
    }
    SimulationKernelTests.check(kernel, plan.settings, groups)
  }

  /// V = 4, T = 5, reward 1 for outcomes of even number.
  private static func binary(seed: UInt64) throws -> ProblemSet {
    let policy = try SequencePolicy.random(vocabulary: 4, length: 5, scale: 0.8, seed: seed)
    let rewards = (0..<policy.outcomeCount).map { Double(1 - $0 % 2) }
    return try ProblemSet([Problem(Prompt(name: "even", policy: policy, rewards: rewards))])
  }

  /// 40 runs of 20,000 groups, seeds 1 to 40, five settings; z-scores of norm(E g), E norm(g)^2 and tr Cov g against the
  /// exact law. Over 40 independent runs their mean square is 1 with a standard deviation of .22, and their mean 0 with
  /// one of .16: within 1 and .8 are 4.5 and 5 of them. Errors stated too small by a half would be met, and the law of
  /// another policy, the planted error, shifts z by tens.
  @Test(arguments: [false, true])
  func `errors are what they are said to be`(isPlanted: Bool) throws {
    let set = try Self.binary(seed: 1)
    let settings = try [0, 0.03, 0.3, 1, 3].map {
      try Setting(.standardized, .gaussian, sigma: $0, groupSize: 8)
    }
    let law = try isPlanted ? Self.binary(seed: 2) : set
    let exact = try settings.map { setting in
      let moments = try ExactLaw.moments(law, setting: setting)
      let gradient = try #require(moments.expectedGradient)
      let (square, second) = (dot(gradient, gradient), try #require(moments.secondMoment))
      return [square.squareRoot(), second, second - square]
    }
    var scores = exact.map { $0.map { _ in [Double]() } }
    for seed in 1...40 {
      let found = try Simulation(
        set, settings: settings, sampling: Sampling(groups: 20_000, seed: UInt64(seed), threads: 2)
      ).run()[0].settings
      for (s, moments) in found.enumerated() {
        let estimates = [moments.gradientNorm, moments.secondMoment, moments.variance]
        for (k, estimate) in estimates.enumerated() {
          scores[s][k].append(ZScore(estimate, against: exact[s][k]).value)
        }
      }
    }
    let misses = scores.joined().count { z in
      let mean = z.reduce(0, +) / 40
      let square = z.reduce(0) { $0 + $1 * $1 } / 40
      return !(abs(mean) <= 0.8 && abs(square - 1) <= 1)
    }
    #expect(isPlanted ? misses > 10 : misses == 0)
  }
}
