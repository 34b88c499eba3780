import Analysis
import GRPO
import Policies

/// Makes the rows of recorded runs of one recipe; used by one thread.
struct Recorder<P: PromptedPolicy> {
  private let recipe: Recipe
  private let steps: Int
  private let promptCount: Int
  private let levels: [Double]
  /// Of the components of a reward; nil for rewards without parts.
  private let weights: [Double]?
  private let batch: Batch
  private let bias: GradientBias<P>?
  private var evaluator: Evaluator<P>
  private var noiseShare: NoiseShare<P>?
  /// The setting that `noiseShare` was made for.
  private var known: Setting?
  private let deviations: [NoiseSizes]

  init(_ trainer: Trainer<P>) {
    recipe = trainer.recipe
    steps = trainer.steps
    promptCount = trainer.task.policy.promptCount
    levels = trainer.task.observed?.levels ?? Set(trainer.task.rewards).sorted()
    weights = trainer.task.components?.weights
    batch = trainer.batch
    bias =
      recipe.rollout.filter == .none ? GradientBias(trainer.task, rollout: recipe.rollout) : nil
    evaluator = Evaluator(trainer.task)
    deviations = recipe.noise.map { $0.deviations(steps: trainer.steps) }
  }

  /// The row after the step that the trainer has just taken.
  ///
  /// - Parameter policy: the one before the step, which drew the batch.
  mutating func row(
    run: Int, _ trainer: Trainer<P>, before policy: P, events: GradientEvents
  ) -> StepRecord {
    let step = trainer.stepsTaken - 1
    let seen = trainer.observation
    let setting = recipe.setting(
      deviations: deviations.map { $0[step] }, promptCount: promptCount)
    let state = evaluator.evaluate(trainer.policy)
    let gap = setting.flatMap { bias?.measure(policy, setting: $0) }
    return StepRecord(
      run: run, step: trainer.stepsTaken, value: state.value, entropy: state.entropy,
      divergence: state.divergence, meanReward: seen.meanReward, gradientNorm: seen.gradientNorm,
      noiseShare: share(trainer, policy, setting) ?? .nan, silentShareRaw: seen.silentShareRaw,
      silentShareDithered: seen.silentShareDithered, clipShare: seen.clipShare,
      usedShare: seen.usedShare,
      learningRate: recipe.update.learningRate.rate(at: step, of: steps),
      sigma: trainer.grader.sigma(at: step), vanishing: events.vanishing,
      exploding: events.exploding, gradientDistance: gap?.distance ?? .nan,
      gradientCosine: gap?.cosine ?? .nan, hasDiverged: seen.hasDiverged)
  }

  private mutating func share(
    _ trainer: Trainer<P>, _ policy: P, _ setting: Setting?
  ) -> Double? {
    if recipe.isUndithered { return 0 }
    // Of decoupled advantages the law of a single group is not followed here.
    guard let setting = try? setting?.resolved(weights: weights), setting.aggregation == .summed
    else { return nil }
    if setting.isUndithered { return 0 }
    if setting != known {
      noiseShare = NoiseShare(
        policy, batch: batch, levels: levels, setting: setting,
        lossAggregation: recipe.update.surrogate.lossAggregation)
      known = setting
    }
    return noiseShare?.share(policy, batch: trainer.batch)
  }
}
