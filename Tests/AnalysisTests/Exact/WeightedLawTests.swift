import GRPO
import GSL
import Policies
import RealModule
import TestSupport
import Testing

@testable import Analysis

/// Weights of groups under Gaussian noise: moments of the weight, and laws against simulations.
@Suite struct WeightedLawTests {
  private static func law(_ gamma: Double, deviation: Double) throws -> WeightedLaw {
    WeightedLaw(
      base: LinearLaw(levels: [0, 1], kind: .mean, variance: 1, groupSize: 4), levels: [0, 1],
      estimator: try AdvantageEstimator(.mean, focal: gamma), deviation: deviation)
  }

  /// gamma 1: E w = E min(max(1 - p, 0), 1), differences of normal parts. 1e-11 at every size of the noise.
  @Test(arguments: [1e-9, 1e-4, 0.03, 0.2, 1, 30], [-0.5, 0, 0.2, 0.7, 1, 1.4])
  func `the mean weight of gamma 1 is a closed form`(deviation: Double, mean: Double) throws {
    // E max(x, 0) of x normal.
    let part = { (m: Double) in
      m * 0.5 * Double.erfc(-m / (deviation * 2.0.squareRoot()))
        + deviation * Double.exp(-0.5 * (m / deviation) * (m / deviation)) / Double.sqrt(2 * .pi)
    }
    let expected = part(1 - mean) - part(-mean)
    let found = try Self.law(1, deviation: deviation).weights(mean)
    #expect(abs(found.first - expected) < 1e-11, "\(found) \(expected)")
  }

  /// 200,000 means, gamma .5 and 2.5, seed 2301: within 5 standard errors; the weight of the mean is told.
  @Test(arguments: [0.5, 2.5], [0.3, 0.9])
  func `draws have these weights`(gamma: Double, mean: Double) throws {
    let law = try Self.law(gamma, deviation: 0.2)
    let found = law.weights(mean)
    var random = RandomStream(seed: 2301)
    let draws = (0..<200_000).map { _ in law.estimator.weight(mean: mean + 0.2 * random.gaussian())
    }
    #expect(ZScore(draws, against: found.first).agrees())
    #expect(ZScore(draws.map { $0 * $0 }, against: found.second).agrees())
    #expect(ZScore(draws, against: law.estimator.weight(mean: mean)).differs())
  }

  /// 60 random bandits of three levels, G = 4, 20,000 groups each, seed 2302: E g along grad V and E norm(g)^2 within
  /// 5 standard errors; without the weight most differ. Clipped objectives among them.
  @Test func `simulations agree with the laws`() throws {
    var random = RandomStream(seed: 2302)
    var told = 0
    for index in 0..<60 {
      let kind = [AdvantageKind.mean, .leaveOneOut, .standardized][index % 3]
      let logits = (0..<3).map { _ in random.gaussian() }
      let prompt = try Prompt(
        name: "random", policy: SoftmaxBandit(logits: logits),
        rewards: [0, Double(random.index(below: 9)) / 8, 1],
        oldLogits: index % 4 == 0 ? logits.map { $0 + 0.5 * random.gaussian() } : nil)
      let set = try ProblemSet([
        Problem(prompt, surrogate: Surrogate(clipRange: index % 4 == 0 ? .standard : nil))
      ])
      var setting = try Setting(
        advantage: AdvantageEstimator(
          kind, ddof: 1, stabilizer: kind == .standardized ? 0.01 : 0,
          focal: [0.5, 1, 2][random.index(below: 3)]),
        dither: Dither(.gaussian), sigma: 0.4, groupSize: 4)
      let law = try ExactLaw.moments(set, setting: setting)
      let (gradient, second) = (try #require(law.expectedGradient), try #require(law.secondMoment))
      let found = try Simulation(
        set, settings: [setting], sampling: Sampling(groups: 20_000, seed: UInt64(index))
      ).run()[0].settings[0]
      let slope = set.problems[0].valueGradient
      for (estimate, exact) in [
        (found.projection(on: slope), dot(gradient, slope)), (found.secondMoment, second),
      ] {
        let score = ZScore(estimate, against: exact)
        #expect(score.agrees(), "\(index) \(kind): \(score)")
      }
      setting.advantage.focal = 0
      let plain = try #require(try ExactLaw.moments(set, setting: setting).secondMoment)
      if ZScore(found.secondMoment, against: plain).differs() { told += 1 }
    }
    #expect(told > 30)
  }
}
