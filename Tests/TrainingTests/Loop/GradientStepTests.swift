import GRPO
import Policies
import RealModule
import Testing

@testable import Training

/// One step ascends the gradient of the batch's mean surrogate objective, by central differences.
struct GradientStepTests {
  /// `1/N sum_i objective_i` of the batch a trainer has drawn, at any policy; of a token mean over the
  /// tokens. Completions end where their end token is.
  private func objective<P: PromptedPolicy>(_ trainer: Trainer<P>, at policy: P) -> Double {
    let (batch, length) = (trainer.batch, trainer.batch.length)
    var workspace = policy.makeWorkspace()
    var values = batch.oldLogProbabilities
    var (total, tokens) = (0.0, 0)
    for group in 0..<batch.groupCount {
      policy.logProbabilities(
        prompt: batch.prompts[group], slots: batch.slots(group), tokens: batch.tokens,
        into: &values, workspace: &workspace)
      for slot in batch.slots(group) {
        let all = batch.tokens[slot * length..<(slot + 1) * length]
        let count =
          all.firstIndex { $0 == policy.endToken }.map { $0 - all.startIndex + 1 } ?? length
        tokens += count
        let part = slot * length..<slot * length + count
        total += trainer.recipe.update.surrogate.objective(
          advantage: batch.advantages[slot], logProbabilities: Array(values[part]),
          oldLogProbabilities: Array(batch.oldLogProbabilities[part]),
          referenceLogProbabilities: Array(batch.referenceLogProbabilities[part]))
      }
    }
    let isTokenMean = trainer.recipe.update.surrogate.lossAggregation == .tokenMean
    return total / Double(isTokenMean ? tokens : batch.rewards.count)
  }

  /// The largest gap between the last inner step over the rate and the differences, of `sign` times it.
  ///
  /// Central differences with step 1e-5: truncation 2e-11 times a third derivative below 100, rounding
  /// 1e-15 / 1e-5 = 1e-10. The step itself is known to 1e-16 / rate = 1e-13.
  private func gap<P: PromptedPolicy>(
    _ task: TrainingTask<P>, surrogate: Surrogate, innerSteps: Int, sign: Double = 1
  ) throws -> Double {
    let rate = 1e-3
    let trainers = try [innerSteps - 1, innerSteps].map { inner -> Trainer<P> in
      let recipe = try TrainingCases.recipe(
        sigma: 0.3, surrogate: surrogate, innerSteps: max(1, inner), rate: rate)
      var trainer = Trainer(task, recipe: recipe, steps: 3)
      if inner > 0 { trainer.take(step: 0, run: 2, seed: 7) }
      return trainer
    }
    let (before, after) = (trainers[0].policy, trainers[1])
    var largest = 0.0
    for i in 0..<task.policy.parameterCount {
      let step = 1e-5
      var moved = before
      moved.update { $0[i] += step }
      let above = objective(after, at: moved)
      moved.update { $0[i] -= 2 * step }
      let slope = (above - objective(after, at: moved)) / (2 * step)
      let taken = (after.policy.parameters[i] - before.parameters[i]) / rate
      largest = max(largest, abs(sign * taken - slope))
    }
    return largest
  }

  static let surrogates: [Surrogate] = [
    .policyGradient, try! Surrogate(clipRange: .dapo, klCoefficient: 0.04),
    try! Surrogate(klCoefficient: 0.3, klEstimator: .k2),
    try! Surrogate(clipRange: .standard, klCoefficient: 0.1, klEstimator: .k1),
  ]

  @Test(arguments: surrogates, [1, 2, 3])
  func `a table takes the gradient of the objective`(surrogate: Surrogate, inner: Int) throws {
    let task = try TrainingCases.bandits([0.2, 0.6])
    #expect(try gap(task, surrogate: surrogate, innerSteps: inner) < 1e-7)
  }

  @Test(arguments: surrogates, [1, 2])
  func `a network takes the gradient of the objective`(surrogate: Surrogate, inner: Int) throws {
    let task = try TrainingCases.network()
    #expect(try gap(task, surrogate: surrogate, innerSteps: inner) < 1e-7)
  }

  static let aggregated: [Surrogate] = LossAggregation.allCases.flatMap { aggregation in
    [
      try! Surrogate(lossAggregation: aggregation),
      try! Surrogate(
        clipRange: .dapo, dualClip: 3, lossAggregation: aggregation, klCoefficient: 0.1),
      try! Surrogate(
        clipRange: .standard, clipForm: .cispo, ratioLevel: .gspo, lossAggregation: aggregation),
      try! Surrogate(clipRange: .dapo, clipForm: .mask, lossAggregation: aggregation),
    ]
  }

  @Test(arguments: aggregated, [1, 3])
  func `losses are added up over completions of different length`(
    surrogate: Surrogate, inner: Int
  ) throws {
    let task = try TrainingCases.ended()
    #expect(try gap(task, surrogate: surrogate, innerSteps: inner) < 1e-7)
    guard inner == 1, surrogate.lossAggregation != .sum else { return }
    // The step of another aggregation is another.
    var trainer = Trainer(
      task, recipe: try TrainingCases.recipe(sigma: 0.3, surrogate: surrogate, rate: 1e-3), steps: 3
    )
    var other = surrogate
    other.lossAggregation = .sum
    var summed = Trainer(
      task, recipe: try TrainingCases.recipe(sigma: 0.3, surrogate: other, rate: 1e-3), steps: 3)
    trainer.take(step: 0, run: 2, seed: 7)
    summed.take(step: 0, run: 2, seed: 7)
    #expect(trainer.observation.gradientNorm < 0.9 * summed.observation.gradientNorm)
  }

  /// V and grad V of the task are those of its prompts; 40 steps of a plain gradient raise it.
  @Test func `completions that end early are learned`() throws {
    let task = try TrainingCases.ended()
    let prompts = try [UInt64(5), 6].map {
      try SequencePolicy.random(vocabulary: 3, length: 3, hasEndToken: true, scale: 1, seed: $0)
    }
    let values = zip(prompts, [5, 6]).map { policy, seed in
      policy.value(of: (0..<policy.outcomeCount).map { Double(($0 + seed) % 3) / 2 })
    }
    #expect(abs(task.initialValue - (values[0] + values[1]) / 2) < 1e-15)
    #expect(task.bestValue == 1 && task.worstValue == 0)
    var trainer = Trainer(task, recipe: try TrainingCases.recipe(rate: 1), steps: 40)
    for step in 0..<40 { trainer.take(step: step, run: 1, seed: 1) }
    var evaluator = Evaluator(task)
    let value = evaluator.value(of: trainer.policy)
    #expect(value > task.initialValue + 0.2, "\(value)")
  }

  @Test func `a flipped sign is refused`() throws {
    let task = try TrainingCases.bandits([0.2, 0.6])
    #expect(try gap(task, surrogate: .policyGradient, innerSteps: 1, sign: -1) > 1e-3)
  }

  /// With a large rate the first inner step leaves the trust region: tokens are clipped then, at most
  /// three quarters of those of four inner steps (silent groups never). Without a region none is.
  @Test func `clipping is seen from the second inner step on`() throws {
    let task = try TrainingCases.bandits([0.2, 0.6])
    for width in [nil, 0.3, 0.05] {
      let range = try width.map { try ClipRange(low: $0, high: $0) }
      let recipe = try TrainingCases.recipe(
        surrogate: Surrogate(clipRange: range), innerSteps: 4, rate: 1)
      let shares = (0..<20).map { run -> Double in
        var trainer = Trainer(task, recipe: recipe, steps: 1)
        trainer.take(step: 0, run: run, seed: 3)
        return trainer.observation.clipShare
      }
      let largest = shares.max()!
      #expect(width == nil ? largest == 0 : largest > 0 && largest <= 0.75, "\(largest)")
    }
  }

  /// A limit below the norm shortens the step to it, up to torch's 1e-6.
  @Test func `the norm of a step is limited`() throws {
    let task = try TrainingCases.fiveArms()
    var trainer = Trainer(task, recipe: try TrainingCases.recipe(limit: 0.01, rate: 1), steps: 1)
    trainer.take(step: 0, run: 1, seed: 3)
    let step = zip(trainer.policy.parameters, task.policy.parameters).map { $0 - $1 }
    let norm = step.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let full = trainer.observation.gradientNorm
    #expect(full > 0.1)
    #expect(abs(norm - full * 0.01 / (full + 1e-6)) < 1e-15)
  }
}
