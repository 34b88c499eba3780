package import Analysis
import GRPO
public import GSL
public import Policies

/// A policy in training: takes one step after another by one recipe.
///
/// One step draws a batch of groups, adds noise to the rewards, turns them into advantages and ascends
/// the surrogate objective, averaged over the completions that are kept,
///
/// ```
/// g = 1/N sum_i w_i [ sum_t min(rho_it A_i, clip(rho_it) A_i) - beta KL_it ]'
/// ```
///
/// or means over tokens of it (`LossAggregation`), as often as there are inner steps; w is the weight of the prompt, of mean 1, where a step takes every
/// prompt once, and 1 where prompts are drawn by their weights. All buffers are made once; a step allocates nothing.
///
///     var trainer = Trainer(task, recipe: recipe, steps: 400)
///     for step in 0..<400 { trainer.step(completions: &completions, noise: &noise) }
///     print(trainer.value)
///
/// Completions and noise come from two streams: a run with and a run without dither then see the same
/// uniform numbers and differ by the dither alone.
public struct Trainer<P: PromptedPolicy>: Sendable {
  /// The task that is learned.
  public let task: TrainingTask<P>
  /// The way to train: sampling, noise, advantages and update.
  public let recipe: Recipe
  /// Length of the run, which the schedules are stretched to.
  public let steps: Int
  /// The policy as it is now.
  public internal(set) var policy: P
  /// The optimiser with its moments.
  public internal(set) var optimizer: Optimizer
  /// How many steps have been taken.
  public internal(set) var stepsTaken = 0
  /// What the last step showed.
  public internal(set) var observation = StepDiagnostics()

  var batch: Batch
  var grader: Grader
  var ascent: Ascent<P>
  private let prompts: Int?

  /// A trainer at the start of a run.
  ///
  /// - Parameter steps: length of the run, at least 1.
  public init(_ task: TrainingTask<P>, recipe: Recipe, steps: Int) {
    self.init(task, recipe: recipe, steps: steps, faults: Faults(nil))
  }

  /// A trainer with a deliberate mistake, for negative controls.
  package init(
    _ task: TrainingTask<P>, recipe: Recipe, steps: Int, faults: Faults
  ) {
    precondition(steps >= 1, "a run has at least one step")
    let recipe = recipe.changed(by: faults)
    self.task = task
    self.recipe = recipe
    self.steps = steps
    policy = task.policy
    optimizer = Optimizer(recipe.update.optimizer, parameterCount: task.policy.parameterCount)
    prompts = recipe.rollout.promptsPerStep
    batch = Batch(
      groupCount: prompts ?? task.policy.promptCount, groupSize: recipe.rollout.groupSize,
      length: task.policy.length, components: task.components?.weights.count ?? 0,
      comparesComponents: recipe.aggregation == .decoupled)
    grader = Grader(recipe, steps: steps, weights: task.components?.weights, faults: faults)
    ascent = Ascent(task.policy, batch: batch, update: recipe.update)
  }

  /// Goes back to the start of a run.
  public mutating func restart() {
    policy = task.policy
    optimizer = Optimizer(recipe.update.optimizer, parameterCount: policy.parameterCount)
    stepsTaken = 0
    observation = StepDiagnostics()
  }

  /// Takes one step.
  ///
  /// - Parameters:
  ///   - completions: draws prompts and completions.
  ///   - noise: draws the dither.
  public mutating func step(
    completions: inout RandomStream, noise: inout RandomStream
  ) {
    precondition(stepsTaken < steps, "the run is over")
    rollOut(&completions, &noise)
    grader.grade(&batch)
    ascend()
    stepsTaken += 1
  }

  /// Draws the groups of a step, each again while the filter refuses it.
  private mutating func rollOut(
    _ completions: inout RandomStream, _ noise: inout RandomStream
  ) {
    var (drawn, raw, dithered) = (0, 0, 0)
    for group in 0..<batch.groupCount {
      var isKept = false
      // Shares are of all groups drawn, those that the filter refused among them.
      for _ in 0..<recipe.rollout.maximumDraws where !isKept {
        draw(group, &completions, &noise)
        let isSilentRaw = batch.isSilentRaw(group)
        let isSilentDithered = batch.isSilentDithered(group)
        drawn += 1
        if isSilentRaw { raw += 1 }
        if isSilentDithered { dithered += 1 }
        isKept = !refuses(raw: isSilentRaw, dithered: isSilentDithered)
      }
      batch.isKept[group] = isKept
    }
    observation.silentShareRaw = Double(raw) / Double(drawn)
    observation.silentShareDithered = Double(dithered) / Double(drawn)
  }

  private func refuses(raw: Bool, dithered: Bool) -> Bool {
    switch recipe.rollout.filter {
    case .none: false
    case .raw: raw
    case .dithered: dithered
    }
  }

  private func pickPrompt(_ group: Int, _ completions: inout RandomStream) -> Int {
    if prompts == nil { return group }
    // Only weights that are all equal have no law: prompts are then alike.
    return task.promptLaw?.draw(using: &completions)
      ?? completions.index(below: policy.promptCount)
  }

  /// One group: prompt, completions, rewards, noise.
  private mutating func draw(
    _ group: Int, _ completions: inout RandomStream, _ noise: inout RandomStream
  ) {
    let prompt = pickPrompt(group, &completions)
    batch.prompts[group] = prompt
    // Prompts drawn by their weights have these in their odds already.
    batch.weights[group] = prompts == nil ? task.weights[prompt] : 1
    let slots = batch.slots(group)
    policy.sample(
      prompt: prompt, slots: slots, tokens: &batch.tokens,
      logProbabilities: &batch.oldLogProbabilities, using: &completions,
      workspace: &ascent.workspace)
    let start = prompt * ascent.completionCount
    let observed = task.observed
    for slot in slots {
      var number = 0
      for t in slot * batch.length..<(slot + 1) * batch.length {
        // The digits of the number in base V, as in `PromptedPolicy.completion(slot:of:)`.
        number = number * ascent.vocabulary + batch.tokens[t]
      }
      batch.completions[slot] = number
      batch.tokenCounts[slot] = policy.tokenCount(slot: slot, of: batch.tokens)
      let reward = task.rewards[start + number]
      // By the stream of completions: recipes that sample the same see the same.
      batch.rewards[slot] = observed?.draw(reward, using: &completions) ?? reward
      for k in batch.componentRewards.indices {
        batch.componentRewards[k][slot] = task.components!.values[k][start + number]
      }
    }
    grader.dither(&batch, group: group, step: stepsTaken, using: &noise)
  }
}

extension Trainer {
  /// Goes to where a run was stopped.
  mutating func resume(
    _ step: Int, parameters: [Double], memory: Optimizer.Memory, hasDiverged: Bool
  ) {
    policy.update { $0 = parameters }
    optimizer.memory = memory
    stepsTaken = step
    observation.hasDiverged = hasDiverged
  }
}
