import Analysis
import Policies

/// Runs one recipe from start to end again and again, in buffers made once.
struct Runner<P: PromptedPolicy>: Sendable {
  let plan: RunPlan
  let sampling: Sampling
  private var trainer: Trainer<P>
  private var evaluator: Evaluator<P>
  private let start: Evaluation

  init(
    _ task: TrainingTask<P>, recipe: Recipe, plan: RunPlan, sampling: Sampling
  ) {
    self.plan = plan
    self.sampling = sampling
    trainer = Trainer(task, recipe: recipe, steps: plan.steps, faults: sampling.faults)
    evaluator = Evaluator(task)
    start = evaluator.evaluate(task.policy)
  }

  /// The run of that number, in a few numbers.
  mutating func run(_ number: Int) -> RunSummary {
    var streams = RunStreams(sampling, run: number)
    var summary = RunSummary()
    var isEarly = true
    // The buffers stay; each step overwrites them.
    trainer.restart()
    summary.initialValue = start.value
    if start.value >= plan.threshold { summary.reached = 0 }
    for step in 0..<plan.steps {
      streams.move(to: step)
      trainer.step(completions: &streams.completions, noise: &streams.noise)
      guard plan.isLook(after: step + 1) else { continue }
      let value = evaluator.value(of: trainer.policy)
      if summary.reached == nil, value >= plan.threshold { summary.reached = step + 1 }
      if isEarly, 4 * (step + 1) >= plan.steps { (summary.earlyValue, isEarly) = (value, false) }
      summary.finalValue = value
      if plan.watchesEntropy, summary.sureAfter == nil, entropyShare < RunSummary.sureShare {
        summary.sureAfter = step + 1
      }
    }
    summary.hasDiverged = trainer.observation.hasDiverged
    summary.entropyShare = entropyShare
    return summary
  }

  /// What is left of the entropy; 1 where there was none.
  private var entropyShare: Double {
    mutating get {
      start.entropy > 0 ? evaluator.evaluate(trainer.policy).entropy / start.entropy : 1
    }
  }
}
