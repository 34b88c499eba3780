public import Analysis
import GRPO
public import Policies

/// A task of one of the kinds of policies there are, chosen while the program runs.
///
/// The choice is made once for each call; everything inside is compiled for the kind at hand.
public enum AnyTrainingTask: Sendable {
  /// Prompts with tables of their own: bandits, sequence policies.
  case tabular(TrainingTask<TabularPolicies>)
  /// Prompts that share a recurrent network.
  case neural(TrainingTask<NeuralSequencePolicy>)

  /// Its name in tables.
  public var name: String {
    switch self {
    case .tabular(let task): task.name
    case .neural(let task): task.name
    }
  }

  /// Number of the policy's parameters.
  public var parameterCount: Int {
    switch self {
    case .tabular(let task): task.policy.parameters.count
    case .neural(let task): task.policy.parameters.count
    }
  }

  /// V at the start of a run.
  public var initialValue: Double {
    switch self {
    case .tabular(let task): task.initialValue
    case .neural(let task): task.initialValue
    }
  }

  /// The largest value that any policy can have.
  public var bestValue: Double {
    switch self {
    case .tabular(let task): task.bestValue
    case .neural(let task): task.bestValue
    }
  }

  /// The task with a grader between its rewards and the advantages.
  ///
  /// - Throws: `PolicyError` for a reward that the grader does not know, ``TrainingError`` for rewards of several
  ///   components.
  public func observed(through channel: RewardChannel) throws -> AnyTrainingTask {
    switch self {
    case .tabular(let task): .tabular(try task.observed(through: channel))
    case .neural(let task): .neural(try task.observed(through: channel))
    }
  }

  /// Runs several recipes on it, paired; see ``Comparison``.
  public func compare(
    _ recipes: [Recipe], plan: RunPlan, runs: Int, _ sampling: Sampling,
    progress: (Double) -> Void = { _ in }
  ) -> ComparisonOutcome {
    switch self {
    case .tabular(let task):
      Comparison(task, recipes: recipes, plan: plan).run(runs, sampling, progress: progress)
    case .neural(let task):
      Comparison(task, recipes: recipes, plan: plan).run(runs, sampling, progress: progress)
    }
  }

  /// The runs of such a comparison of some numbers, wave by wave; see ``Comparison/forEachWave(_:_:progress:body:)``.
  package func forEachWave(
    of recipes: [Recipe], plan: RunPlan, runs: Range<Int>, _ sampling: Sampling,
    progress: (Double) -> Void = { _ in }, body: ([[RunSummary]]) throws -> Void
  ) throws {
    switch self {
    case .tabular(let task):
      try Comparison(task, recipes: recipes, plan: plan)
        .forEachWave(runs, sampling, progress: progress, body: body)
    case .neural(let task):
      try Comparison(task, recipes: recipes, plan: plan)
        .forEachWave(runs, sampling, progress: progress, body: body)
    }
  }

  /// What these runs come to.
  ///
  /// - Parameter summaries: by recipe, then run, in order from run 0.
  package func outcome(
    _ summaries: [[RunSummary]], plan: RunPlan, _ sampling: Sampling
  ) -> ComparisonOutcome {
    let worst =
      switch self {
      case .tabular(let task): task.worstValue
      case .neural(let task): task.worstValue
      }
    return ComparisonOutcome(
      summaries: summaries, plan: plan, worstValue: worst, seed: sampling.seed)
  }

  /// What each component of a reward counts in the sum; nil for rewards without parts.
  public var componentWeights: [Double]? {
    switch self {
    case .tabular(let task): task.components?.weights
    case .neural(let task): task.components?.weights
    }
  }

  /// The largest number of tokens of a completion.
  public var length: Int {
    switch self {
    case .tabular(let task): task.policy.length
    case .neural(let task): task.policy.length
    }
  }

  private var endToken: Int? {
    switch self {
    case .tabular(let task): task.policy.endToken
    case .neural(let task): task.policy.endToken
    }
  }

  /// Refuses a recipe whose steps would not fit into memory on this task, that speaks of other
  /// components than its rewards have, or that whitens over tokens of completions of different length.
  ///
  /// - Throws: ``TrainingError`` with the size of a step, or with what does not go together.
  public func validate(_ recipe: Recipe) throws {
    if recipe.aggregation == .decoupled, componentWeights == nil {
      throw TrainingError("\(name): rewards of one component cannot be decoupled")
    }
    if let count = componentWeights?.count,
      let noise = recipe.noise.first(where: {
        ComponentNoiseSizes.scales($0.dither, count: count) == nil
      })
    {
      throw TrainingError(
        "\(name): noise of \(noise.dither.components.count) components on rewards of \(count)")
    }
    if let whitening = recipe.whitening, whitening.countsTokens, endToken != nil {
      throw TrainingError(
        "\(name): no \(whitening.rawValue) whitening of completions that end at different lengths")
    }
    switch self {
    case .tabular(let task):
      try recipe.rollout.validate(
        promptCount: task.policy.promptCount, length: task.policy.length)
    case .neural(let task):
      try recipe.rollout.validate(
        promptCount: task.policy.promptCount, length: task.policy.length)
    }
  }

  /// Takes recorded runs up to a step; see ``RecordedRuns``.
  public func advance(
    _ states: [RunState], recipe: Recipe, steps: Int, stride: Int, to goal: Int,
    _ sampling: Sampling
  ) -> [RunState] {
    switch self {
    case .tabular(let task):
      RecordedRuns(task, recipe: recipe, steps: steps, stride: stride, sampling: sampling)
        .advance(states, to: goal)
    case .neural(let task):
      RecordedRuns(task, recipe: recipe, steps: steps, stride: stride, sampling: sampling)
        .advance(states, to: goal)
    }
  }
}
