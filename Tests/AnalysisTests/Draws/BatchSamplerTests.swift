import GRPO
import GSL
import Policies
import TestSupport
import Testing

@testable import Analysis

/// The other groups of a batch.
struct BatchSamplerTests {
  private static func plan(_ rewards: [[Double]], groups: Int = 3) throws -> Simulation {
    let problems = try rewards.enumerated().map { index, rewards in
      try Problem(
        Prompt(
          name: "\(index)", weight: index == 0 ? 1 : 3,
          policy: SoftmaxBandit(logits: [0.4, 0, -1]),
          rewards: rewards))
    }
    let settings = try [NoiseFamily.gaussian, .laplace].map {
      try Setting(
        advantage: AdvantageEstimator(.batchStandardized), dither: Dither($0), sigma: 0.5,
        groupSize: 4, batchGroups: groups)
    }
    return try Simulation(
      ProblemSet(problems), settings: settings, sampling: Sampling(groups: 2, seed: 1))
  }

  private static func sampler(_ plan: Simulation) throws -> BatchSampler {
    try BatchSampler(plan, dithers: DitherTable(plan.settings).distinct)
  }

  /// norm(r + sigma z - mean)^2 over the batch two ways: from inner products, and by Welford's recurrence,
  /// which knows no differences of squares. Rewards about 1e6: taken as they are their squares would leave
  /// four digits.
  @Test func `inner products and reward sums are of the same batch`() throws {
    let plan = try Self.plan([[0, 1, 0.5], [1, 1, 0]].map { $0.map { 1e6 + $0 } })
    var sampler = try Self.sampler(plan)
    var random = RandomStream(seed: 6)
    for _ in 0..<200 {
      sampler.draw(using: &random)
      let own = (0..<4).map { _ in 1e6 + Double(random.index(below: 2)) }
      let noise = (0..<4).map { _ in random.gaussian() }
      for dither in 0..<2 {
        let found = sampler.squares(dither: dither, rewards: own, noise: noise)
        let quadratic = SigmaQuadratic(rr: found.rr, rz: found.rz, zz: found.zz)
        for sigma in [0, 0.3, 2] {
          var batch = RewardSums(zip(own, noise).map { $0 - 1e6 + sigma * $1 })
          batch.merge(sampler.sums(dither: dither, sigma: sigma, origin: 1e6))
          #expect(batch.count == 12)
          let right = batch.centredSumOfSquares
          #expect(abs(quadratic.at(sigma) - right) <= 1e-9 * right, "sigma \(sigma)")
        }
      }
    }
  }

  /// .1 + ... + .1 over 12 differs from .1: what rounding leaves would be divided by itself.
  @Test func `a batch of equal rewards has exactly no scatter`() throws {
    var sampler = try Self.sampler(try Self.plan([[0.1, 0.1, 0.1]]))
    var random = RandomStream(seed: 2)
    sampler.draw(using: &random)
    let found = sampler.squares(
      dither: 0, rewards: Array(repeating: 0.1, count: 4), noise: [1, 2, 3, 4])
    #expect(found.rr == 0 && found.rz == 0 && found.zz > 0)
    let sums = sampler.sums(dither: 0, sigma: 0, origin: 0.1)
    #expect(sums.count == 8 && sums.mean == 0 && sums.centredSumOfSquares == 0)
  }

  /// Prompts of weights 1 and 3 with values V: the mean reward of a group is (V_0 + 3 V_1)/4, its noise has
  /// mean 0, and groups are of one prompt each, so that the variance of the mean of one is
  /// sum w (W/4 + (V - mean)^2), W that of a dithered reward. N = 40,000 batches of two groups, seed 4: the
  /// mean is known to .2%, the variance to 1%.
  @Test func `prompts come by their weights, one to a group`() throws {
    let plan = try Self.plan([[0, 1, 0.5], [4, 4, 3]], groups: 2)
    var sampler = try Self.sampler(plan)
    var random = RandomStream(seed: 4)
    var means: [Double] = []
    for _ in 0..<40_000 {
      sampler.draw(using: &random)
      means.append(sampler.sums(dither: 1, sigma: 0.5, origin: 0).mean)
    }
    let weights = plan.set.problems.map(\.weight)
    let values = plan.set.problems.map(\.value)
    let mean = dot(weights, values)
    // sigma^2 of each completion besides its own spread.
    let within = zip(plan.set.problems, values).map { problem, value in
      zip(problem.probabilities, problem.rewards).reduce(0.25) {
        $0 + $1.0 * ($1.1 - value) * ($1.1 - value)
      } / 4
    }
    let variance = zip(weights, zip(within, values)).reduce(0) {
      $0 + $1.0 * ($1.1.0 + ($1.1.1 - mean) * ($1.1.1 - mean))
    }
    let z = ZScore(means, mean: mean, variance: variance)
    #expect(z.agrees(), "\(z)")
    let spread = ZScore(means.map { ($0 - mean) * ($0 - mean) }, against: variance)
    #expect(spread.agrees() && spread.standardError < 0.01 * variance, "\(spread)")
    // Completions of prompts of their own each would have a quarter of the scatter between prompts.
    let apart = zip(weights, zip(within, values)).reduce(0) {
      $0 + $1.0 * ($1.1.0 + ($1.1.1 - mean) * ($1.1.1 - mean) / 4)
    }
    #expect(ZScore(means.map { ($0 - mean) * ($0 - mean) }, against: apart).differs())
  }
}
