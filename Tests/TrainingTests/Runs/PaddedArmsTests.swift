import GRPO
import Policies
import Testing
import Training

@testable import Analysis

/// Arms that are never drawn change nothing: the tables of sure prompts fit beside others.
@Suite struct PaddedArmsTests {
  @Test(arguments: [0.0, 1.0])
  func `an impossible arm moves no exact moment`(rate: Double) throws {
    let plain = try Prompt.withPassRate(name: "p", passRate: rate)
    let padded = try plain.padded(toArms: 6)
    #expect(padded.policy.outcomeCount == 6)
    #expect(
      padded.policy.probabilities().suffix(6 - plain.policy.outcomeCount).allSatisfy { $0 == 0 })
    let setting = try Setting(
      advantage: AdvantageEstimator(.standardized), dither: Dither(.gaussian), sigma: 0.1,
      groupSize: 4)
    let moments = try [plain, padded].map {
      try ExactLaw.moments(ProblemSet([Problem($0)]), setting: setting)
    }
    let energy = try #require(moments[0].secondMoment)
    #expect(energy > 0)
    #expect(abs(try #require(moments[1].secondMoment) - energy) < 1e-14 * energy)
    #expect(abs(moments[1].silentFraction - 1) < 1e-14)
  }

  @Test func `prompts of rates 0 and 1 train beside others, and stay what they are`() throws {
    let prompts = try [0, 0.5, 1].map { try Prompt.withPassRate(name: "\($0)", passRate: $0) }
    let task = try AnyTrainingTask(name: "three", prompts: prompts)
    #expect(abs(task.initialValue - 0.5) < 1e-15)
    // The mean of the largest rewards: 0, 1 and 1.
    #expect(abs(task.bestValue - 2.0 / 3) < 1e-15)
    let recipe = try Recipe(
      rollout: RolloutPlan(groupSize: 8), advantage: AdvantageEstimator(.standardized),
      update: Update(optimizer: OptimizerRule(name: "adamw"), learningRate: LearningRate(0.05))
    )
    .with(noise: [RewardNoise(Dither(.gaussian), sigma: 0.1)])
    let states = task.advance(
      [RunState(run: 0)], recipe: recipe, steps: 200, stride: 200, to: 200,
      Sampling(groups: 0, seed: 1, threads: 1))
    let last = try #require(states[0].rows.last)
    #expect(last.value.isFinite && last.entropy.isFinite)
    // Two of three prompts cannot change: V stays within their 1 and the third's 0...1.
    #expect(last.value > 1.0 / 3 - 1e-12 && last.value <= 2.0 / 3 + 1e-12)
  }
}
