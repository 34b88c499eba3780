import GRPO
import Testing

@testable import Training

struct RecipePresetTests {
  @Test func `each preset is found by its name and can be used`() throws {
    #expect(Set(RecipePreset.all.map(\.name)).count == RecipePreset.all.count)
    for preset in RecipePreset.all {
      #expect(try RecipePreset(name: preset.name).advantage == preset.advantage)
      try preset.advantage.validate(groupSize: 8)
      #expect(preset.filter == .none || preset.maximumDraws > 1)
    }
    #expect(throws: TrainingError.self) { try RecipePreset(name: "ppo") }
  }

  @Test func `the paper's trainer is that of its code`() throws {
    let paper = try RecipePreset(name: "redit-paper")
    let trl = try AdvantagePreset(name: "trl")
    #expect(paper.advantage == trl.estimator)
    #expect(paper.klCoefficient == 0.04 && paper.gradientNormLimit == 0.1 && paper.clipRange == nil)
    #expect(paper.optimizer == .adam(beta1: 0.9, beta2: 0.99, epsilon: 1e-8))
  }

  /// verl's actor has `clip_ratio_c: 3.0`, which says nothing while every ratio is 1.
  @Test func `verl has a dual clip, the others none`() throws {
    for preset in RecipePreset.all {
      #expect(preset.dualClip == (preset.name == "verl" ? 3 : nil), "\(preset.name)")
    }
    let surrogate = try Surrogate(clipRange: .standard, dualClip: 3)
    let weights = surrogate.tokenWeights(logProbabilities: [-1], oldLogProbabilities: [-1])
    #expect(weights.positive == [1] && weights.negative == [1])
  }

  @Test func `sizes out of range are refused`() throws {
    #expect(throws: TrainingError.self) { try RolloutPlan(groupSize: 0) }
    #expect(throws: TrainingError.self) { try RolloutPlan(groupSize: 4, promptsPerStep: 0) }
    #expect(throws: TrainingError.self) { try RolloutPlan(groupSize: 4, maximumDraws: 0) }
    let rate = try LearningRate(0.1)
    #expect(throws: TrainingError.self) { try Update(innerSteps: 0, learningRate: rate) }
    #expect(throws: TrainingError.self) { try Update(gradientNormLimit: 0, learningRate: rate) }
    #expect(throws: GRPOError.self) { try TrainingCases.recipe(groupSize: 1) }
    #expect(throws: TrainingError.self) { try RunPlan(steps: 0, threshold: 1) }
    #expect(throws: TrainingError.self) { try RunPlan(steps: 5, threshold: .nan) }
  }
}
