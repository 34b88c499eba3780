import Analysis
import GRPO
import Policies
import RealModule
import TestSupport
import Testing

@testable import Training

/// The expected gradient of a step whose groups share a standard deviation, and whose prompts have
/// weights, by going through every batch that can be drawn.
struct BatchGradientTests {
  /// Two prompts of two arms, the first of each right with these probabilities.
  private static let rates = [0.7, 0.2]
  private static let weights = [3.0, 1]

  private func task() throws -> TrainingTask<TabularPolicies> {
    try TrainingTask(
      name: "two",
      prompts: zip(Self.rates, Self.weights).map { rate, weight in
        try Prompt(
          name: "p \(rate)", weight: weight,
          policy: SoftmaxBandit(logits: [.log(rate), .log(1 - rate)]), rewards: [1, 0])
      })
  }

  /// Groups of two of these prompts: the expectation over all 16 batches of `sum over groups of weight
  /// times mean of A s`, by prompt; the score of a right answer is (1 - p, p - 1), of a wrong one (-p, p).
  private func expected(_ prompts: [Int], _ weights: [Double]) -> [Double] {
    var gradient = [0.0, 0, 0, 0]
    for batch in 0..<16 {
      let isRight = (0..<4).map { batch >> $0 & 1 == 1 }
      let rewards = isRight.map { $0 ? 1.0 : 0 }
      let mean = rewards.reduce(0, +) / 4
      let deviation = (rewards.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 4).squareRoot()
      guard deviation > 0 else { continue }
      var probability = 1.0
      for i in 0..<4 {
        let p = Self.rates[prompts[i / 2]]
        probability *= isRight[i] ? p : 1 - p
      }
      for i in 0..<4 {
        let (group, own) = (i / 2, rewards[i])
        let advantage = (own - (rewards[2 * group] + rewards[2 * group + 1]) / 2) / deviation
        let p = Self.rates[prompts[group]]
        let slope = probability * weights[group] * advantage / 2 * (own - p)
        gradient[2 * prompts[group]] += slope
        gradient[2 * prompts[group] + 1] -= slope
      }
    }
    return gradient
  }

  private func row(_ recipe: Recipe) throws -> StepRecord {
    RecordedRuns(try task(), recipe: recipe, steps: 1, sampling: Sampling(groups: 0, seed: 1))
      .advance([RunState(run: 0)], to: 1)[0].rows[0]
  }

  private func expect(_ row: StepRecord, _ gradient: [Double]) {
    // Shares 3/4 and 1/4 times p (1 - p).
    let slopes = [0.75 * 0.7 * 0.3, 0.25 * 0.2 * 0.8]
    let value = [slopes[0], -slopes[0], slopes[1], -slopes[1]]
    let gap = zip(gradient, value).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
    let product = zip(gradient, value).reduce(0) { $0 + $1.0 * $1.1 }
    let norms = [gradient, value].map { $0.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    #expect(abs(row.gradientDistance - gap) < 1e-12, "\(row.gradientDistance), \(gap)")
    #expect(abs(row.gradientCosine - product / norms[0] / norms[1]) < 1e-12)
  }

  @Test func `a batch of every prompt once`() throws {
    let recipe = try TrainingCases.recipe(.batchStandardized, groupSize: 2)
    expect(try row(recipe), expected([0, 1], [0.75, 0.25]))
  }

  @Test func `a batch of prompts drawn by their weights`() throws {
    let recipe = try TrainingCases.recipe(.batchStandardized, groupSize: 2, promptsPerStep: 2)
    var gradient = [0.0, 0, 0, 0]
    for (first, second, share) in [(0, 0, 9.0), (0, 1, 3), (1, 0, 3), (1, 1, 1)] {
      let part = expected([first, second], [0.5, 0.5])
      for i in gradient.indices { gradient[i] += share / 16 * part[i] }
    }
    expect(try row(recipe), gradient)
  }

  /// TRL's advantages by the batch, six outcomes a prompt, G = 8; by a second simulation of 400,000
  /// batches in NumPy .11278 and .07215, and derived elsewhere to the digits here. As one group's law the
  /// first would be .083315 with the cosine .999561.
  @Test(arguments: [
    ([0.5, 0.02], 0.05, 0.112909, 0.999987), ([0.5, 0.1], 0.3, 0.072210, 0.999954),
  ])
  func `a dithered batch of bandits`(
    rates: [Double], sigma: Double, distance: Double, cosine: Double
  ) throws {
    var recipe = try TrainingCases.recipe(.batchStandardized, groupSize: 8, sigma: sigma)
    recipe.advantage = try AdvantagePreset(name: "trl-batch").estimator
    let runs = RecordedRuns(
      try TrainingCases.bandits(rates), recipe: recipe, steps: 1,
      sampling: Sampling(groups: 0, seed: 1))
    let row = runs.advance([RunState(run: 0)], to: 1)[0].rows[0]
    #expect(abs(row.gradientDistance - distance) < 6e-7, "\(row.gradientDistance)")
    #expect(abs(row.gradientCosine - cosine) < 6e-7, "\(row.gradientCosine)")
  }

  /// V = (99 * .9 + .1) / 100; the best is 1. Equal weights are as if there were none.
  @Test func `weights count in V`() throws {
    let prompts = try [("a", 0.9, 99.0), ("b", 0.1, 1)].map {
      try Prompt.withPassRate(name: $0.0, passRate: $0.1, weight: $0.2)
    }
    let task = try TrainingTask(name: "two", prompts: prompts)
    #expect(abs(task.initialValue - 0.892) < 1e-14 && abs(task.bestValue - 1) < 1e-14)
    #expect(task.worstValue == 0)
    var evaluator = Evaluator(task)
    #expect(abs(evaluator.evaluate(task.policy).value - 0.892) < 1e-14)
    let equal = try TrainingTask(
      name: "equal",
      prompts: [0.9, 0.1].map { try Prompt.withPassRate(name: "", passRate: $0, weight: 7) })
    #expect(equal.weights == [1, 1])
    #expect(throws: TrainingError.self) {
      try TrainingTask(name: "bad", policy: task.policy, rewards: [[], []], weights: [1, 0])
    }
  }

  @Test(arguments: [
    ([0.5, 0] as [Double]?, nil, "old_logits"), (nil, [0, 1], "reference_logits"),
  ])
  func `logits of another policy are refused by name`(
    old: [Double]?, reference: [Double]?, field: String
  ) throws {
    let prompt = try Prompt(
      name: "off", policy: SoftmaxBandit(logits: [0, 0]), rewards: [1, 0], oldLogits: old,
      referenceLogits: reference)
    #expect {
      try AnyTrainingTask(name: "off", prompts: [prompt])
    } throws: { "\($0)".hasPrefix("prompt off has \(field): ") }
  }

  /// The same draws with and without weights: each prompt's part of the gradient is its weight times as
  /// large, 1.5 and .5 here.
  @Test func `weights count in the gradient of every prompt once`() throws {
    let weighted = try task()
    let plain = try TrainingTask(
      name: "plain", policy: weighted.policy, rewards: [[1, 0], [1, 0]])
    let recipe = try TrainingCases.recipe(.mean, sigma: 0.3)
    let gradients = [weighted, plain].map { task in
      var trainer = Trainer(task, recipe: recipe, steps: 1)
      trainer.take(step: 0, run: 0, seed: 5)
      return trainer.ascent.gradient
    }
    for i in 0..<4 {
      #expect(abs(gradients[0][i] - (i < 2 ? 1.5 : 0.5) * gradients[1][i]) < 1e-15)
    }
    #expect(gradients[0].allSatisfy { $0 != 0 })
  }

  /// 40,000 draws, seed 5, abs(z) <= 5: three of four are the first prompt, to .0022, so .022 is
  /// seen for sure.
  @Test func `prompts are drawn by their weights`() throws {
    let recipe = try TrainingCases.recipe(.mean, groupSize: 2, promptsPerStep: 40)
    var (first, count) = (0, 0)
    for run in 0..<1000 {
      var trainer = Trainer(try task(), recipe: recipe, steps: 1)
      trainer.take(step: 0, run: run, seed: 5)
      first += trainer.batch.prompts.count { $0 == 0 }
      count += trainer.batch.prompts.count
      #expect(trainer.batch.weights.allSatisfy { $0 == 1 })
    }
    let z = ZScore(successes: first, of: count, probability: 0.75)
    #expect(z.agrees(), "\(z)")
  }
}
