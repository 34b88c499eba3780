import Analysis
import GRPO
import Policies
import Testing

@testable import Training

struct RegimeTests {
  private func regime(_ kind: AdvantageKind, steps: Int = 60) throws -> Regime {
    try Regime(
      .tabular(TrainingCases.bandits([0.3])), recipe: TrainingCases.recipe(kind, groupSize: 8),
      steps: steps, share: 0.5)
  }

  @Test func `a cell is what a comparison finds`() throws {
    let regime = try regime(.standardized)
    #expect(abs(regime.plan.threshold - (0.3 + 0.5 * 0.7)) < 1e-12)
    let noises = try [0.05, 0.5].map { try RewardNoise(Dither(.gaussian), sigma: $0) }
    let sampling = Sampling(groups: 0, seed: 3, threads: 2)
    let cells = try regime.explore(noises, runs: 24, sampling)
    #expect(cells.map { $0.dithered.recipe.noise[0].sigma } == [0.05, 0.5])
    let recipes = [regime.recipe] + noises.map { regime.recipe.with(noise: [$0]) }
    let outcome = regime.task.compare(recipes, plan: regime.plan, runs: 24, sampling)
    #expect(cells[1].dithered.change?.stepRatio == outcome.stepRatio(2, to: 0))
    #expect(cells[1].effect == .hurts)
  }

  /// A mean advantage at a small sigma: the interval holds 1. Ten steps: nobody learns.
  @Test func `no difference and no learning have names of their own`() throws {
    let noise = [try RewardNoise(Dither(.gaussian), sigma: 1e-4)]
    let sampling = Sampling(groups: 0, seed: 3)
    #expect(try regime(.mean).explore(noise, runs: 24, sampling)[0].effect == .neutral)
    #expect(try regime(.mean, steps: 2).explore(noise, runs: 24, sampling)[0].effect == .unreached)
  }

  @Test func `a share out of range is refused`() throws {
    for share in [0, 1, Double.nan] {
      #expect(throws: TrainingError.self) {
        try Regime(
          .tabular(TrainingCases.bandits([0.3])), recipe: TrainingCases.recipe(), steps: 5,
          share: share)
      }
    }
  }
}
