import GRPO
import GSL
import Policies
import Testing

@testable import Analysis

/// The expectation over the noise given the outcomes: summed over all outcomes of a small group with
/// their probabilities it is the exact law, to rounding.
struct ConditionalTallyTests {
  static func problems() throws -> [Problem] {
    let prompt = try Prompt(
      name: "off policy", policy: SoftmaxBandit(logits: [0.4, -0.3, 0.2, -0.6]),
      rewards: [0, 0.2, 1, 0], oldLogits: [0.1, 0.1, 0, -0.5],
      referenceLogits: [0, 0.3, 0.1, -0.2])
    let clipRange = try ClipRange(low: 0.2, high: 0.2)
    return [
      try ReferencePrompts.fiveArms(), try ReferencePrompts.gradedArms(),
      try Problem(prompt, surrogate: Surrogate(klCoefficient: 0.04)),
      try Problem(prompt, surrogate: Surrogate(clipRange: clipRange, klCoefficient: 0.04)),
    ]
  }

  @Test(arguments: 0..<4, [AdvantageKind.mean, .standardized])
  func `summed over all outcomes it is the exact law`(index: Int, kind: AdvantageKind) throws {
    let problem = try Self.problems()[index]
    let setting = try Setting(
      advantage: AdvantageEstimator(kind), dither: Dither(.gaussian), sigma: 0.3, groupSize: 3)
    let item = try ReductionCase(problem, [setting])
    let (gradient, square) = try Self.enumerated(item)
    let exact = try ExactLaw.moments(item.set, setting: setting)
    let norm = exact.secondMoment!.squareRoot()
    for (a, b) in zip(gradient, exact.expectedGradient!) { #expect(abs(a - b) < 1e-13 * norm) }
    #expect(abs(square - exact.secondMoment!) < 1e-13 * exact.secondMoment!)
  }

  /// Every tuple of outcomes as a stratum of its own, by its probability.
  private static func enumerated(_ item: ReductionCase) throws -> ([Double], Double) {
    let problem = item.set.problems[0]
    let noise = try ConditionalNoise(item.set, prompt: 0, settings: item.settings)
    var gradient = [Double](repeating: 0, count: problem.parameterCount)
    var square = 0.0
    var random = RandomStream(seed: 1)
    let arms = problem.rewards.count
    for number in 0..<arms * arms * arms {
      let outcomes = [number % arms, number / arms % arms, number / arms / arms]
      let probability = outcomes.reduce(1) { $0 * problem.probabilities[$1] }
      let parts = outcomes.map {
        (count: 1, table: OutcomeTable([$0], weights: problem.probabilities))
      }
      var kernel = StratumKernel(
        try DrawnGroup(
          Stratum(probability: probability, parts: parts), groupSize: 3, dithers: [],
          usesSobol: false),
        ConditionalTally(problem, noise: noise), settings: 1,
        dimension: problem.parameterCount + MomentIndex.extra)
      try kernel.runBlock(count: 1, using: &random)
      let mean = kernel.accumulators[0].mean
      for j in gradient.indices { gradient[j] += probability * mean[j] }
      square += probability * mean[problem.parameterCount]
    }
    return (gradient, square)
  }

  /// Student noise has no closed form; the largest advantage of a group is none of its moments.
  @Test func `an unknown law is refused by its name`() throws {
    let setting = try Setting(
      advantage: AdvantageEstimator(.standardized),
      dither: Dither(.studentT(degreesOfFreedom: 5)), sigma: 0.1, groupSize: 4)
    let item = try ReductionCase(ReferencePrompts.fiveArms(), [setting])
    do {
      _ = try item.run(.conditional, groups: 1000, seed: 1)
      Issue.record("nothing was thrown")
    } catch let error as AnalysisError {
      #expect(error.description.contains("student-t"))
      #expect(error.description.contains("standardized"))
    }
    let known = try ReductionCase.passRate(0.3).run(.conditional, groups: 1000, seed: 1)
    #expect(known.allSatisfy { !$0.knowsAdvantages })
  }
}
