public import Analysis
public import Policies

/// Several recipes on one task, run by run on the same uniform numbers.
///
///     let comparison = Comparison(task, recipes: [plain, dithered], plan: plan)
///     let outcome = comparison.run(256, Sampling(groups: 0, seed: 1, threads: 2))
///     print(outcome.stepRatio(1, to: 0)?.estimate ?? "unreached")
public struct Comparison<P: PromptedPolicy>: Sendable {
  /// The task that all recipes learn.
  public let task: TrainingTask<P>
  /// The recipes; the first is what the others are compared with.
  public let recipes: [Recipe]
  /// Length of the runs and what counts as learned.
  public let plan: RunPlan
  /// Whether every recipe sees the same numbers; false in negative controls only.
  var isPaired = true

  /// A comparison of at least one recipe.
  public init(_ task: TrainingTask<P>, recipes: [Recipe], plan: RunPlan) {
    precondition(!recipes.isEmpty, "a comparison has at least one recipe")
    self.task = task
    self.recipes = recipes
    self.plan = plan
  }

  /// Runs every recipe that often.
  ///
  /// - Parameters:
  ///   - count: runs of each recipe, at least 2.
  ///   - sampling: seed, generator and threads; its number of groups is not read.
  ///   - first: number of the first run; comparisons of other numbers see other random numbers.
  ///   - progress: told the finished share.
  public func run(
    _ count: Int, _ sampling: Sampling, first: Int = 0, progress: (Double) -> Void = { _ in }
  ) -> ComparisonOutcome {
    precondition(count >= 2, "an interval takes two runs")
    let byRun = ParallelMap(threads: sampling.threads, piecesPerWave: 16).map(
      first..<first + count, progress: progress
    ) {
      var runners = recipes.map {
        Runner(task, recipe: $0, plan: plan, sampling: sampling)
      }
      return { number in
        // Unpaired, each recipe has a block of run numbers of its own.
        runners.indices.map { runners[$0].run(isPaired ? number : number + $0 * count) }
      }
    }
    let byRecipe = recipes.indices.map { recipe in byRun.map { $0[recipe] } }
    return ComparisonOutcome(
      summaries: byRecipe, plan: plan, worstValue: task.worstValue, seed: sampling.seed)
  }
}
