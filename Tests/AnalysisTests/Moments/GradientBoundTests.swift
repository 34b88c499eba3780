import GRPO
import GSL
import Policies
import Testing

@testable import Analysis

/// What is said to bound a group gradient bounds it, and the sample variances of single groups agree
/// with the errors from block sums.
struct GradientBoundTests {
  /// 300 random problems, 100 groups each, gradients summed completion by completion.
  @Test func `no group gradient leaves its bounds`() throws {
    var random = RandomStream(seed: 12)
    var bounded = 0
    for _ in 0..<300 {
      let sample = try RandomCase(using: &random)
      guard sample.setting.advantage.kind != .batchStandardized,
        let bound = GradientBound(sample.set.problems[0], sample.setting)
      else { continue }
      bounded += 1
      try expectWithin(bound, sample, &random)
    }
    #expect(bounded > 100)
  }

  private func expectWithin(
    _ bound: GradientBound, _ sample: RandomCase, _ random: inout RandomStream
  ) throws {
    let problem = sample.set.problems[0]
    let v = (0..<problem.parameterCount).map { _ in random.gaussian() }
    var (low, high) = (Double.infinity, -Double.infinity)
    for _ in 0..<100 {
      let gradient = groupGradient(problem, sample.setting, &random)
      #expect(dot(gradient, gradient) <= bound.squareWidth * (1 + 1e-12), "\(sample)")
      low = min(low, dot(gradient, v))
      high = max(high, dot(gradient, v))
    }
    #expect(high - low <= bound.width(along: v) * (1 + 1e-12), "\(sample)")
  }

  private func groupGradient(
    _ problem: Problem, _ setting: Setting, _ random: inout RandomStream
  ) -> [Double] {
    let outcomes = (0..<setting.groupSize).map { _ in problem.sampler.draw(using: &random) }
    var noise = [Double](repeating: 0, count: setting.groupSize)
    setting.dither.fill(&noise, using: &random)
    let rewards = zip(outcomes, noise).map { problem.rewards[$0] + setting.sigma * $1 }
    let advantages = setting.advantage.advantages(of: rewards)
    var gradient = [Double](repeating: 0, count: problem.parameterCount)
    let share = 1 / Double(setting.groupSize)
    for (outcome, advantage) in zip(outcomes, advantages) {
      problem.positive.add(outcome, scale: advantage * share, to: &gradient)
      problem.penalty?.add(outcome, scale: share, to: &gradient)
    }
    return gradient
  }

  /// Two arms of score (1-p, -(1-p)) and (-p, p), centred at half the distance: norm 1/sqrt 2. The
  /// root mean square of standardized advantages is 1 at ddof 0: norm(g)^2 <= 1/2. Along (1, 0) the
  /// scores range over 1: abs(v . g - centre) <= 1/2.
  @Test func `bounds of two arms by hand`() throws {
    let problem = try Problem(
      Prompt(name: "two", policy: SoftmaxBandit(logits: [0.3, -0.2]), rewards: [0, 1]))
    let setting = try Setting(
      advantage: AdvantageEstimator(.standardized), dither: Dither(.gaussian), sigma: 0.1,
      groupSize: 4)
    let bound = try #require(GradientBound(problem, setting))
    #expect(abs(bound.squareWidth - 0.5) < 1e-14)
    #expect(abs(bound.width(along: [1, 0]) - 1) < 1e-14)
  }

  @Test(arguments: [NoiseFamily.gaussian, .laplace, .studentT(degreesOfFreedom: 5)])
  func `linear advantages under unbounded noise have no bound`(family: NoiseFamily) throws {
    let setting = try Setting(
      advantage: AdvantageEstimator(.mean), dither: Dither(family), sigma: 0.1, groupSize: 4)
    #expect(setting.advantageBound(rewards: [0, 1]) == nil)
    #expect(try setting.undithered().advantageBound(rewards: [0, 1]) == 0.5)
  }

  /// 200,000 groups, 4167 blocks: the variance from block sums has a relative standard error of
  /// sqrt(2/4167) = 2.2%; 11% are 5 of them. A forgotten square or count would be a factor.
  @Test(arguments: [false, true])
  func `variances of single groups agree with those of blocks`(isGeneral: Bool) throws {
    let problem = try ReferencePrompts.fiveArms()
    let direction = Directions(problem).alongValue
    var plan = try Simulation(
      ProblemSet([problem]),
      settings: [
        .standardized(sigma: 0.3, groupSize: 4), .standardized(sigma: 0, groupSize: 4),
      ], contrasts: [Contrast(setting: 0, baseline: 1)],
      sampling: Sampling(groups: 200_000, seed: 3, threads: 2))
    plan.trackedDirections = [direction]
    plan.isGeneral = isGeneral
    let found = try plan.run()[0]
    for moments in found.settings + found.contrasts {
      for estimate in [moments.secondMoment, moments.projection(on: direction)] {
        let sample = try #require(estimate.sample)
        let variance = estimate.standardError * estimate.standardError * 200_000
        #expect(abs(variance / sample.variance - 1) < 0.11)
        #expect(sample.variance < sample.width * sample.width / 4)
      }
    }
  }
}
