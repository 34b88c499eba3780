public import Analysis
import GSL
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
    let numbers = first..<first + count
    let byRun =
      goesInLanes(sampling)
      ? laneMap(sampling).map(
        bundles(numbers), progress: progress, makeWorker: laneWorker(sampling, numbers)
      ).flatMap(\.self)
      : map(sampling).map(
        numbers, progress: progress, makeWorker: worker(sampling, runs: count))
    let byRecipe = recipes.indices.map { recipe in byRun.map { $0[recipe] } }
    return ComparisonOutcome(
      summaries: byRecipe, plan: plan, worstValue: task.worstValue, seed: sampling.seed)
  }

  /// Runs every recipe on some run numbers and hands over what was found, wave by wave in order: by run,
  /// then recipe.
  ///
  /// - Throws: what `body` throws, which ends the work.
  package func forEachWave(
    _ numbers: Range<Int>, _ sampling: Sampling, progress: (Double) -> Void = { _ in },
    body: ([[RunSummary]]) throws -> Void
  ) throws {
    // Not generic in what is thrown: the compiler would then make no code for the policy at hand.
    guard goesInLanes(sampling) else {
      return try map(sampling).forEachWave(
        numbers, progress: progress, makeWorker: worker(sampling, runs: numbers.count), body: body)
    }
    try laneMap(sampling).forEachWave(
      bundles(numbers), progress: progress, makeWorker: laneWorker(sampling, numbers)
    ) { try body($0.flatMap(\.self)) }
  }

  private func map(_ sampling: Sampling) -> ParallelMap {
    ParallelMap(threads: sampling.threads, piecesPerWave: 16)
  }

  /// As many runs in a wave as run by run.
  private func laneMap(_ sampling: Sampling) -> ParallelMap {
    ParallelMap(threads: sampling.threads, piecesPerWave: max(1, 16 / RunLanes.scalarCount))
  }

  private func bundles(_ numbers: Range<Int>) -> Range<Int> {
    0..<(numbers.count + RunLanes.scalarCount - 1) / RunLanes.scalarCount
  }

  /// Makes what a thread does its runs with, each by its number, of so many.
  private func worker(
    _ sampling: Sampling, runs count: Int
  ) -> @Sendable () -> (Int) -> [RunSummary] {
    {
      var runners = recipes.map {
        Runner(task, recipe: $0, plan: plan, sampling: sampling)
      }
      return { number in
        // Unpaired, each recipe has a block of run numbers of its own.
        runners.indices.map { runners[$0].run(isPaired ? number : number + $0 * count) }
      }
    }
  }

  /// Whether some recipe goes many runs at a time.
  private func goesInLanes(_ sampling: Sampling) -> Bool {
    isPaired && LaneRunner.takes(anyOf: recipes, on: task, sampling)
  }

  /// Makes what a thread does a bundle of runs with, as many as there are lanes, each by the number of the
  /// bundle; the recipes that do not go so are run one by one.
  private func laneWorker(
    _ sampling: Sampling, _ numbers: Range<Int>
  ) -> @Sendable () -> (Int) -> [[RunSummary]] {
    {
      let lanes = LaneRunner(task, recipes: recipes, plan: plan, sampling: sampling)!
      var runners = recipes.map { Runner(task, recipe: $0, plan: plan, sampling: sampling) }
      return { bundle in
        let first = numbers.lowerBound + bundle * RunLanes.scalarCount
        let runs = first..<min(first + RunLanes.scalarCount, numbers.upperBound)
        let byRecipe = lanes.run(runs).enumerated().map { recipe, found in
          found ?? runs.map { runners[recipe].run($0) }
        }
        return runs.indices.map { run in byRecipe.map { $0[run - first] } }
      }
    }
  }
}
