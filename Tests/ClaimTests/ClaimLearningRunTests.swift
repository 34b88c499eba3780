import GRPO
import Policies
import RealModule
import Testing

@testable import Analysis

/// The learning runs behind FasterConvergence and NoiseSchedule.
struct ClaimLearningRunTests {
  private func run(steps: Int, rate: Double, sigmas: [Double], groupSize: Int) throws
    -> LearningRun
  {
    let problem = try Examples.gradedArms()
    return LearningRun(
      logits: problem.probabilities.map { .log($0) }, rewards: problem.rewards,
      variants: try sigmas.map {
        .init(
          setting: try Setting(
            advantage: AdvantageEstimator(.mean), dither: Dither(.gaussian), sigma: $0,
            groupSize: groupSize))
      }, steps: steps, rate: rate, threshold: 0.5)
  }

  /// Largest z-score of E V after one step, against the sum over all pairs of completions.
  private func largestDeviation(planted: PlantedError?) throws -> Double {
    let (rate, sigmas) = (3.0, [0, 0.5, 1])
    let outcome = try run(steps: 1, rate: rate, sigmas: sigmas, groupSize: 2).run(
      Sampling(groups: 100_000, seed: 45, threads: 2), stream: 0, plantedError: planted)
    let problem = try Examples.gradedArms()
    return try sigmas.indices.map { v in
      let exact = try OneStep.value(problem, rate: rate, sigma: sigmas[v])
      return abs(outcome.finalValue(v).zScore(against: exact))
    }.max()!
  }

  /// E V is known to .0006; noise of sigma 1 moves it by .02.
  @Test func `one step has the expected value of the exact sum`() throws {
    #expect(try largestDeviation(planted: nil) <= 5)
  }

  @Test(arguments: [PlantedError.baselineWrong, .sigmaDoubled, .noiseSharedInGroup])
  func `one wrong step is refused`(_ error: PlantedError) throws {
    #expect(try largestDeviation(planted: error) > 5)
  }

  @Test func `threads do not change a digit`() throws {
    let plan = try run(steps: 20, rate: 0.5, sigmas: [0, 0.3], groupSize: 4)
    let outcomes = try [1, 3].map {
      try plan.run(Sampling(groups: 4000, seed: 46, threads: $0), stream: 1)
    }
    #expect(outcomes[0].count == 200)
    #expect(outcomes[0].stepRatio(1, to: 0) == outcomes[1].stepRatio(1, to: 0))
    #expect(outcomes[0].finalValueRatio(1, to: 0) == outcomes[1].finalValueRatio(1, to: 0))
  }

  /// All variants see the same numbers: without noise they are the same, to the last digit.
  @Test func `variants that do the same have the ratio 1 without error`() throws {
    let outcome = try run(steps: 30, rate: 0.5, sigmas: [0, 0], groupSize: 4).run(
      Sampling(groups: 3000, seed: 47), stream: 0)
    #expect(outcome.stepRatio(1, to: 0).mean == 1)
    #expect(outcome.stepRatio(1, to: 0).standardError < 1e-9)
    #expect(outcome.steps(0).mean > 1)
    #expect(outcome.steps(0).mean < 30)
  }

  @Test(arguments: DitherSchedule.Curve.allCases, [false, true])
  func `schedules have a root mean square of one`(
    _ curve: DitherSchedule.Curve, isReversed: Bool
  ) {
    let schedule = DitherSchedule(curve, isReversed: isReversed)
    for steps in [1, 7, 400] {
      let sizes = schedule.sizes(steps: steps)
      let rounding = 4 * Double(steps) * Double.ulpOfOne
      #expect(abs(dot(sizes, sizes) / Double(steps) - 1) <= rounding)
      for (before, after) in zip(sizes, sizes.dropFirst()) {
        #expect(isReversed ? before <= after : before >= after)
      }
    }
  }

  /// .1 / sqrt 2 after 300 steps; .1 * .99^100 and the floor; .0125 after three milestones;
  /// halfway down the cosine.
  @Test func `radii by hand`() {
    let found = [
      DitherSchedule(.squareRoot).radius(at: 300), DitherSchedule(.factor).radius(at: 100),
      DitherSchedule(.factor).radius(at: 1000), DitherSchedule(.multiFactor).radius(at: 6000),
      DitherSchedule(.cosine).radius(at: 4000), DitherSchedule(.cosine).radius(at: 8000),
    ]
    let expected = [0.070_710_678_118_654_8, 0.036_603_234_127_322_9, 0.001, 0.0125, 0.0505, 0.001]
    for (value, radius) in zip(found, expected) { #expect(abs(value - radius) < 1e-14) }
  }
}
