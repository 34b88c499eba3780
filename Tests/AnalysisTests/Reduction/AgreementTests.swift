import GRPO
import GSL
import Policies
import TestSupport
import Testing

@testable import Analysis

/// Every method estimates what plain sampling estimates and the exact law gives: |z| <= 5, with Sobol points 8.
struct AgreementTests {
  /// 20,000 groups, seed 31. A bias of five standard errors is seen: at pass rate .01 and sigma .05
  /// that is 8% of the variance for unstratified methods, 1% and less for stratified ones.
  @Test(arguments: SamplingMethod.reduced, [0.01, 0.3])
  func `a method agrees with the exact law and with plain sampling`(
    method: SamplingMethod, passRate: Double
  ) throws {
    let item = try ReductionCase.passRate(passRate)
    let found = try item.run(method, groups: 20_000, seed: 31)
    let plain = try item.run(.plain, groups: 20_000, seed: 32)
    for s in item.settings.indices {
      let exact = try item.exact(s)
      let values = [exact.secondMoment, exact.variance, exact.norm]
      for (i, pair) in zip(estimates(found[s]), estimates(plain[s])).enumerated() {
        let z = ZScore(pair.0, against: values[i])
        let place = "\(method.name) \(item.settings[s].advantage.text) \(item.settings[s].sigma)"
        #expect(z.agrees(within: method.largestScore), "\(place): \(z)")
        let gap = ZScore(
          of: (pair.0.mean, pair.0.standardError), and: (pair.1.mean, pair.1.standardError),
          count: pair.0.count, rounding: 1e-12)
        #expect(gap.agrees(within: method.largestScore), "\(method.name): \(pair)")
      }
    }
  }

  /// 40 random policies, advantages, noises and objectives, 16,000 groups each, seed 33: a bias common
  /// to all of .8 standard errors moves the mean of the z-scores by 5.
  @Test(arguments: SamplingMethod.reduced)
  func `a method agrees with exact laws of all kinds`(method: SamplingMethod) throws {
    var random = RandomStream(seed: 33)
    var scores: [Double] = []
    for number in 0..<40 {
      let problem = try RandomCase(using: &random)
      let item = try ReductionCase(problem.set.problems[0], [problem.setting])
      guard let plan = try? item.simulation(method, groups: 16_000, seed: UInt64(number)),
        let found = try? plan.run()[0].settings[0]
      else { continue }
      let exact = try item.exact(0)
      for (estimate, value) in zip(
        estimates(found), [exact.secondMoment, exact.variance, exact.norm])
      {
        let z = ZScore(estimate, against: value)
        #expect(z.agrees(within: method.largestScore), "\(z); \(problem)")
        scores.append(z.value)
      }
    }
    #expect(scores.count >= 3 * 15, "the method serves too few of the problems")
    // Three correlated scores per problem: the mean has at most a third of its count to itself.
    let mean = scores.reduce(0, +) / Double(scores.count)
    #expect(abs(mean) * (Double(scores.count) / 3).squareRoot() <= 5)
  }

  /// Off policy with an active clip, positive and negative advantages count differently: 20,000 groups,
  /// seed 34.
  @Test(arguments: SamplingMethod.reduced)
  func `a method agrees with the clipped law`(method: SamplingMethod) throws {
    let problem = try ReferencePrompts.staleFiveArms(clipRange: ClipRange(low: 0.2, high: 0.2))
    let setting = try Setting(
      advantage: AdvantageEstimator(.mean), dither: Dither(.gaussian), sigma: 0.3, groupSize: 4)
    let item = try ReductionCase(problem, [setting])
    let found = try item.run(method, groups: 20_000, seed: 34)[0]
    let exact = try item.exact(0)
    for (estimate, value) in zip(
      estimates(found), [exact.secondMoment, exact.variance, exact.norm])
    {
      let z = ZScore(estimate, against: value)
      #expect(z.agrees(within: method.largestScore), "\(z)")
    }
  }

  /// Strata of probability 8% too large and too small: the z-score is of the order of 100.
  @Test func `wrong weights of the strata are seen`() throws {
    let item = try ReductionCase.passRate(0.3)
    let plan = try item.simulation(.stratified, groups: 20_000, seed: 35)
    let strata = Strata.compositions(item.set.problems[0], groupSize: 8)
    let wrong = strata.enumerated().map { k, stratum in
      Stratum(probability: stratum.probability * (k < 3 ? 1.08 : 0.9), parts: stratum.parts)
    }
    let found = try ReducedSimulation(plan, prompt: 0, strata: wrong).run().settings[4]
    #expect(ZScore(found.variance, against: try item.exact(4).variance).differs())
  }

  private func estimates(_ found: SimulatedMoments) -> [Estimate] {
    [found.secondMoment, found.variance, found.gradientNorm]
  }
}
