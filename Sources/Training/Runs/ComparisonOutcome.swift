package import Analysis
import GSL
import RealModule

/// What a comparison found, recipe by recipe and pair by pair.
public struct ComparisonOutcome: Sendable {
  /// By recipe, then run.
  public let summaries: [[RunSummary]]
  /// Length of the runs and what counts as learned.
  public let plan: RunPlan
  /// The smallest V that any policy can have, from which ratios of V are taken: so they do not depend on
  /// where rewards begin, nor on their unit.
  public let worstValue: Double
  private let bootstrap: PairedBootstrap

  init(summaries: [[RunSummary]], plan: RunPlan, worstValue: Double, seed: UInt64) {
    self.summaries = summaries
    self.plan = plan
    self.worstValue = worstValue
    bootstrap = PairedBootstrap(count: summaries[0].count, seed: seed)
  }

  /// Runs of each recipe.
  public var count: Int { summaries[0].count }

  /// The share of runs not yet at the threshold, over the steps.
  public func curve(_ recipe: Int) -> SurvivalCurve {
    SurvivalCurve(
      summaries[recipe].map { run in
        .init(time: Double(run.reached ?? plan.steps), isObserved: run.reached != nil)
      })
  }

  /// Share of the runs that reached the threshold.
  public func reachedShare(_ recipe: Int) -> Double {
    Double(summaries[recipe].count { $0.reached != nil }) / Double(count)
  }

  /// Restricted mean steps to the threshold: the mean of `min(T, steps of the run)`.
  public func steps(_ recipe: Int) -> Double {
    curve(recipe).restrictedMean(to: Double(plan.steps))
  }

  /// Restricted mean steps of one recipe over those of another, with its interval; nil where no run of
  /// either got there.
  public func stepRatio(_ recipe: Int, to other: Int) -> BootstrapInterval? {
    change(recipe, from: other).stepRatio
  }

  /// V at the end, mean over runs.
  public func finalValue(_ recipe: Int) -> Double { mean(summaries[recipe].map(\.finalValue)) }

  /// The share of runs that has to get there for steps to be compared.
  static let leastReachedShare = 0.1

  /// The recipe with the fewest restricted mean steps, the first of equals, and those that the runs
  /// cannot tell from it, as positions in the list.
  ///
  /// A recipe is as fast unless the paired interval of its steps over those of the fastest lies above 1.
  /// The intervals hold jointly at about 95% (Bonferroni over the others): the recipe that truly is the
  /// fastest is left out in fewer than one case of twenty.
  ///
  /// - Returns: nil where fewer than a tenth of the runs got there with any of the recipes.
  public func fastest(among recipes: [Int]) -> (first: Int, asFast: [Int])? {
    fastest(among: recipes, error: 0.05 / Double(max(1, recipes.count - 1)))
  }

  /// - Parameter error: of each interval alone.
  func fastest(among recipes: [Int], error: Double) -> (first: Int, asFast: [Int])? {
    guard recipes.contains(where: { reachedShare($0) >= Self.leastReachedShare }) else {
      return nil
    }
    let columns = recipes.map { times($0) }
    let means = columns.map { mean($0) }
    let first = means.indices.min { means[$0] < means[$1] }!
    let intervals = bootstrap.intervals(columns, error: error) { m in
      m.map { $0 / m[first] }
    }
    // Without an interval nothing tells it from the fastest, unless it takes more steps in all runs
    // alike.
    return (
      first,
      means.indices.filter { index in
        guard let interval = intervals[index] else { return true }
        return interval.low.map { $0 <= 1 }
          ?? (interval.estimate <= 1 || count < PairedBootstrap.fewestRuns)
      }
    )
  }

  /// All paired differences of one recipe from another, from the same resamples of the runs.
  public func change(_ recipe: Int, from other: Int) -> ComparisonRow.Change {
    change(recipe, from: other, bootstrap.resample([recipe, other].flatMap(columns)), [0, 1])
  }

  /// The differences of all recipes but the first from it, from the same resamples, drawn once.
  func changesFromFirst() -> [ComparisonRow.Change] {
    guard summaries.count > 1 else { return [] }
    let resamples = bootstrap.resample(summaries.indices.flatMap(columns))
    return summaries.indices.dropFirst().map { change($0, from: 0, resamples, [$0, 0]) }
  }

  /// Steps, V after a quarter and V at the end, by run.
  private func columns(_ recipe: Int) -> [[Double]] {
    [times(recipe), early(recipe), values(recipe)]
  }

  /// - Parameter places: of the two recipes in the resamples.
  private func change(
    _ recipe: Int, from other: Int, _ resamples: PairedBootstrap.Resamples, _ places: [Int]
  ) -> ComparisonRow.Change {
    let (above, below) = (3 * places[0], 3 * places[1])
    let columns = [above, below, above + 1, below + 1, above + 2, below + 2]
    let found = bootstrap.intervals(resamples, columns) { m in
      [m[0] / m[1], m[2] / m[3], m[4] / m[5], m[4] - m[5]]
    }
    let censoring = Censoring(reachedShare(other), reachedShare(recipe))
    return .init(
      stepRatio: censoring == .unreached ? nil : found[0], earlyRatio: found[1],
      finalRatio: found[2],
      finalDifference: found[3] ?? BootstrapInterval(estimate: .nan, ends: nil),
      censoring: censoring)
  }

  /// Restricted mean steps of one recipe over those of another, with its standard error.
  package func stepRatioEstimate(_ recipe: Int, to other: Int) -> Estimate {
    ratioEstimate(times(recipe), times(other))
  }

  /// V after a quarter of the run of one recipe over that of another, both above the smallest
  /// possible, with its standard error.
  package func earlyRatioEstimate(_ recipe: Int, to other: Int) -> Estimate {
    ratioEstimate(early(recipe), early(other))
  }

  /// V at the end of one recipe over that of another, both above the smallest possible, with its
  /// standard error.
  package func finalRatioEstimate(_ recipe: Int, to other: Int) -> Estimate {
    ratioEstimate(values(recipe), values(other))
  }

  /// Runs that collapsed, with the exact interval of Clopper and Pearson at 95%.
  ///
  /// - Throws: `GSLError` where a quantile of the beta law is out of range.
  public func collapse(_ recipe: Int) throws -> (count: Int, interval: ClosedRange<Double>) {
    var rate = ObservedRate(nominal: 0)
    for run in summaries[recipe] { rate.note(run.hasCollapsed(threshold: plan.threshold)) }
    return (rate.count, try rate.interval(error: 0.05))
  }

  private func times(_ recipe: Int) -> [Double] {
    summaries[recipe].map { Double($0.reached ?? plan.steps) }
  }

  private func early(_ recipe: Int) -> [Double] {
    summaries[recipe].map { $0.earlyValue - worstValue }
  }

  private func values(_ recipe: Int) -> [Double] {
    summaries[recipe].map { $0.finalValue - worstValue }
  }

  /// Runs below which the spread of a ratio tells nothing of its error: where learning is a matter of
  /// luck, a handful of runs may all have been lucky, and look alike.
  package static let fewestRuns = 20

  /// By the delta method, over pairs; of fewer runs than ``fewestRuns`` no error is known.
  private func ratioEstimate(_ above: [Double], _ below: [Double]) -> Estimate {
    let (top, bottom, n) = (mean(above), mean(below), Double(count))
    // Nothing is known of a ratio to 0; of 0 over 0, as when neither has learned, the best guess is 1.
    guard bottom != 0 else {
      return Estimate(
        mean: top == 0 ? 1 : top / bottom, standardError: .infinity, count: count)
    }
    let ratio = top / bottom
    // d(top / bottom) = (d top - ratio d bottom) / bottom: pairs keep what both have in common.
    let squares = zip(above, below).reduce(0) { sum, pair in
      let residue = (pair.0 - top) - ratio * (pair.1 - bottom)
      return sum + residue * residue
    }
    let error = (squares / (n - 1) / n).squareRoot() / abs(bottom)
    return Estimate(
      mean: ratio, standardError: count < Self.fewestRuns ? .infinity : error, count: count)
  }

  private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
}
