import GRPO
import Policies
import RealModule
import TestSupport
import Testing

@testable import Training

/// Dynamic sampling drops exactly the silent groups before the dither, and nothing after it.
struct FilterTests {
  private func trainers(
    _ filter: RolloutPlan.Filter, sigma: Double, draws: Int = 1, steps: Int = 300
  ) throws -> [Trainer<TabularPolicies>] {
    let recipe = try TrainingCases.recipe(
      groupSize: 8, sigma: sigma, filter: filter, draws: draws)
    let task = try TrainingCases.bandits([0.05, 0.5, 0.95])
    return (0..<steps).map { run in
      var trainer = Trainer(task, recipe: recipe, steps: 1)
      trainer.take(step: 0, run: run, seed: 31)
      return trainer
    }
  }

  @Test(arguments: [0, 0.1])
  func `a raw filter drops exactly the silent groups`(sigma: Double) throws {
    for trainer in try trainers(.raw, sigma: sigma) {
      for group in 0..<3 {
        #expect(trainer.batch.isKept[group] != trainer.batch.isSilentRaw(group))
      }
    }
  }

  @Test func `a filter after the dither drops nothing`() throws {
    for trainer in try trainers(.dithered, sigma: 1e-9) {
      #expect(trainer.observation.usedShare == 1)
      #expect(trainer.observation.silentShareDithered == 0)
    }
    let plain = try trainers(.dithered, sigma: 0)
    #expect(plain.contains { $0.observation.usedShare < 1 })
  }

  /// A place stays empty when all its draws are silent: probability s^draws, s = p^8 + (1 - p)^8. Means of
  /// 300 steps with 3 places, seed 31, abs(z) <= 5: standard error at most sqrt(.25 / 900) = .017, so .17 is
  /// seen for sure.
  @Test(arguments: [1, 3])
  func `silent groups are drawn again`(draws: Int) throws {
    let used = try trainers(.raw, sigma: 0.1, draws: draws).map(\.observation.usedShare)
    let silent = [0.05, 0.5, 0.95].map { Double.pow($0, 8) + Double.pow(1 - $0, 8) }
    let expected = 1 - silent.map { Double.pow($0, draws) }.reduce(0, +) / 3
    let z = ZScore(used, against: expected)
    #expect(z.agrees(), "\(z)")
  }

  /// Dropped groups have no part in the step: it is that of the others alone.
  @Test func `only kept groups move the parameters`() throws {
    for trainer in try trainers(.raw, sigma: 0) {
      for group in 0..<3 where !trainer.batch.isKept[group] {
        let block = trainer.policy.block(of: group)
        #expect(trainer.policy.parameters[block] == trainer.task.policy.parameters[block])
      }
    }
  }

  @Test func `a batch without any group is no step`() throws {
    let task = try TrainingCases.bandits([1e-9])
    var trainer = Trainer(
      task, recipe: try TrainingCases.recipe(filter: .raw, optimizer: .adam), steps: 1)
    trainer.take(step: 0, run: 0, seed: 1)
    #expect(trainer.policy.parameters == task.policy.parameters)
    #expect(trainer.observation.usedShare == 0 && trainer.observation.meanReward.isNaN)
    #expect(trainer.optimizer.memory.steps == 0 && trainer.stepsTaken == 1)
  }
}
