import Analysis
import GRPO
import GSL
import Policies
import TestSupport
import Testing

@testable import Training

/// Runs on rewards of several components: what the grader makes of a batch, and what a step expects.
@Suite struct TaskComponentsTests {
  private let rows = [[1.0, 1], [1, 0], [0, 1], [0, 0]]

  private func task(_ logits: [Double] = [0.1, -0.4, 0.8, 0.2]) throws -> TrainingTask<
    TabularPolicies
  > {
    try TrainingTask(
      name: "two rewards",
      prompts: [
        Prompt(
          name: "p", policy: SoftmaxBandit(logits: logits), rule: .vectors(rows, weights: [1, 0.5]))
      ])
  }

  private func recipe(
    _ aggregation: AdvantageRule.Aggregation, sigma: Double, kind: AdvantageKind = .standardized,
    whitening: Whitening? = nil, family: NoiseFamily = .gaussian
  ) throws -> Recipe {
    try Recipe(
      rollout: RolloutPlan(groupSize: 4, promptsPerStep: 3),
      noise: [RewardNoise(Dither(family), sigma: sigma)],
      advantage: AdvantageEstimator(kind, ddof: kind == .mean ? 0 : 1), aggregation: aggregation,
      whitening: whitening,
      update: Update(optimizer: .sgd, learningRate: LearningRate(0.1)))
  }

  /// The advantages of each batch are those of the rule of GRPO on the dithered components; 1e-12.
  @Test(arguments: [
    (AdvantageRule.Aggregation.summed, Whitening?.none), (.decoupled, nil), (.decoupled, .trl),
    (.decoupled, .verl),
  ])
  func `a batch is graded by the rule`(
    aggregation: AdvantageRule.Aggregation, whitening: Whitening?
  ) throws {
    let recipe = try recipe(aggregation, sigma: 0.3, whitening: whitening)
    var trainer = Trainer(try task(), recipe: recipe, steps: 20)
    var completions = RandomStream(seed: 5, stream: 0)
    var noise = RandomStream(seed: 5, stream: 1)
    for _ in 0..<20 {
      trainer.step(completions: &completions, noise: &noise)
      let batch = trainer.batch
      let groups: [[[Double?]]] = (0..<3).map { g in
        batch.slots(g).map { slot in (0..<2).map { batch.componentDithered[$0][slot] } }
      }
      let expected = AdvantageRule(
        recipe.advantage, aggregation: aggregation, whitening: whitening
      ).advantages(of: try RewardBatch(groups, weights: [1, 0.5])).flatMap(\.self)
      for (own, other) in zip(batch.advantages, expected) { #expect(abs(own - other) < 1e-12) }
      for slot in 0..<12 {
        #expect(batch.componentRewards.map { $0[slot] } == rows[batch.completions[slot]])
        #expect(
          batch.rewards[slot] == rows[batch.completions[slot]][0] + 0.5
            * rows[batch.completions[slot]][1])
      }
    }
  }

  /// Sums of equal rewards and different vectors are silent for summed advantages only.
  @Test func `silence is that of what is compared`() throws {
    let prompt = try Prompt(
      name: "p", policy: SoftmaxBandit(logits: [0, 0]),
      rule: .vectors([[1, 0], [0, 1]], weights: [1, 1]))
    let task = try TrainingTask(name: "tied", prompts: [prompt])
    func shares(_ aggregation: AdvantageRule.Aggregation) throws -> (Double, Double) {
      var trainer = Trainer(task, recipe: try recipe(aggregation, sigma: 0), steps: 200)
      var completions = RandomStream(seed: 2, stream: 0)
      var noise = RandomStream(seed: 2, stream: 1)
      var (raw, dithered) = (0.0, 0.0)
      for _ in 0..<200 {
        trainer.step(completions: &completions, noise: &noise)
        raw += trainer.observation.silentShareRaw
        dithered += trainer.observation.silentShareDithered
      }
      return (raw, dithered)
    }
    #expect(try shares(.summed) == (200, 200))
    let decoupled = try shares(.decoupled)
    #expect(decoupled.0 < 100 && decoupled.0 == decoupled.1)
  }

  /// The expected gradient of a step is what the exact law says; 20,000 batches of 3 groups, seed 11:
  /// noticed for sure from 10 standard errors, about .01 along the value's gradient.
  @Test(arguments: [AdvantageRule.Aggregation.summed, .decoupled])
  func `a step expects what the law says`(aggregation: AdvantageRule.Aggregation) throws {
    let (task, recipe) = (try task(), try recipe(aggregation, sigma: 0.3))
    let setting = try #require(recipe.setting(deviations: [0.3], promptCount: 1))
    let bias = try #require(GradientBias(task, rollout: recipe.rollout))
    let (distance, cosine) = try #require(bias.measure(task.policy, setting: setting))
    #expect(distance > 0 && cosine > 0.9)
    let set = try ProblemSet([
      Problem(
        Prompt(name: "p", policy: task.policy.prompt(0), rule: task.rule(ofPrompt: 0)))
    ])
    let exact = try #require(
      try ExactLaw.moments(set, setting: setting).expectedGradient)
    let value = set.problems[0].valueGradient
    let start = task.policy.parameters
    var sample: [Double] = []
    var completions = RandomStream(seed: 11, stream: 0)
    var noise = RandomStream(seed: 11, stream: 1)
    var trainer = Trainer(task, recipe: recipe, steps: 1)
    for _ in 0..<20_000 {
      trainer.restart()
      trainer.step(completions: &completions, noise: &noise)
      let moved = zip(trainer.policy.parameters, start).map { ($0 - $1) / 0.1 }
      sample.append(zip(moved, value).reduce(0) { $0 + $1.0 * $1.1 })
    }
    let expected = zip(exact, value).reduce(0) { $0 + $1.0 * $1.1 }
    let score = ZScore(sample, against: expected)
    #expect(score.agrees(), "\(aggregation): \(score)")
    // The other aggregation is another law: a grader that took it would be refused.
    let other = try #require(
      self.recipe(aggregation == .summed ? .decoupled : .summed, sigma: 0.3)
        .setting(deviations: [0.3], promptCount: 1))
    let wrong = try #require(try ExactLaw.moments(set, setting: other).expectedGradient)
    let control = ZScore(sample, against: zip(wrong, value).reduce(0) { $0 + $1.0 * $1.1 })
    #expect(control.differs(), "\(control)")
  }

  @Test func `what does not fit is refused`() throws {
    let one = try AnyTrainingTask(
      name: "one", prompts: [Prompt.withPassRate(name: "p", passRate: 0.2)])
    #expect(throws: TrainingError.self) { try one.validate(try recipe(.decoupled, sigma: 0.1)) }
    let two = AnyTrainingTask.tabular(try task())
    var wrong = try recipe(.summed, sigma: 0.1)
    wrong.noise[0].dither = try Dither(.gaussian, components: [1, 2, 3])
    #expect(throws: TrainingError.self) { try two.validate(wrong) }
    #expect(throws: TrainingError.self) {
      try AnyTrainingTask(task: "copy", weights: [1, 1])
    }
    #expect(throws: TrainingError.self) {
      try AnyTrainingTask(
        name: "mixed",
        prompts: [
          Prompt.withPassRate(name: "a", passRate: 0.2),
          Prompt.withPassRate(name: "b", passRate: 0.2).adding(passRates: [0.5]),
        ])
    }
  }
}
