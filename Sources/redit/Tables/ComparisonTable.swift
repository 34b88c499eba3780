import Analysis
import GRPO
import Training

/// One recipe of a comparison, and what all its recipes share.
struct ComparisonLine {
  let row: ComparisonRow
  let task: AnyTrainingTask
  let plan: RunPlan
  let seed: UInt64
}

/// What `redit compare` writes.
enum ComparisonTable {
  static let table = Table(columns + [note])

  /// All but the last, which a map shares.
  static let columns = identity + found + changes + words

  private static let identity: [Column<ComparisonLine>] = [
    Column("task", "", "what is learned") { .text($0.task.name) },
    Column("advantage", "", "as it was asked for") { .text($0.row.recipe.advantageName) },
    Column("noise", "", "family of the dither, `none` in the first row") {
      .text($0.row.recipe.noise.first?.dither.label ?? "none")
    },
    Column("sigma", "reward", "root mean square over the run of its standard deviation") {
      .number($0.row.recipe.noise.first?.sigma ?? 0)
    },
    Column("schedule", "", "of sigma") { .text($0.row.recipe.noise.first?.schedule.name ?? "") },
    Column("group_size", "completions", "G, the completions of a group") {
      .count($0.row.recipe.rollout.groupSize)
    },
    Column("optimizer", "", "what takes the step") { .text($0.row.recipe.update.optimizer.name) },
    Column("learning_rate", "", "at its peak") { .number($0.row.recipe.update.learningRate.peak) },
    Column("runs", "runs", "of each recipe") { .count($0.row.runs) },
    Column("steps", "steps", "of a run") { .count($0.plan.steps) },
    Column("seed", "", "seed of the random streams") { .count($0.seed) },
    Column("threshold", "reward", "the V that counts as learned") { .number($0.plan.threshold) },
  ]

  private static let found: [Column<ComparisonLine>] = [
    Column(
      "restricted_mean", "steps",
      "mean steps to the threshold: area under the Kaplan-Meier curve up to `steps`"
    ) { .number($0.row.steps) },
    Column("median", "steps", "first step at which half of the runs have got there") {
      .number($0.row.medianSteps)
    },
    Column("reached", "share", "runs that reached the threshold") { .number($0.row.reachedShare) },
    Column("final_value", "reward", "V at the end, mean over runs") { .number($0.row.finalValue) },
    Column(
      "collapsed", "share",
      """
      runs that ended with less than a twentieth of their entropy and V below the threshold, or diverged
      """
    ) { .number(Double($0.row.collapsed) / Double($0.row.runs)) },
    Column("collapsed_low", "share", "Clopper and Pearson's 95% interval, lower end") {
      .number($0.row.collapseInterval.lowerBound)
    },
    Column("collapsed_high", "share", "its upper end") {
      .number($0.row.collapseInterval.upperBound)
    },
  ]

  private static let changes =
    interval(
      "ratio", "",
      """
      `restricted_mean` over that without noise; empty in the first row, and where no run of either got \
      there. Intervals: paired percentile bootstrap, 95%, expanded for few runs (Hesterberg 2015); empty \
      where the runs are all alike
      """
    ) { $0.stepRatio }
    + interval(
      "early_ratio", "",
      """
      V after a quarter of the run over that without noise, both less the smallest V there can be: so it \
      does not depend on where rewards begin
      """
    ) { $0.earlyRatio }
    + interval("final_ratio", "", "the same at the end of the run") { $0.finalRatio }
    + interval("difference", "reward", "V at the end less that without noise") {
      $0.finalDifference
    }

  private static func interval(
    _ name: String, _ unit: String, _ meaning: String,
    _ part: @escaping @Sendable (ComparisonRow.Change) -> BootstrapInterval?
  ) -> [Column<ComparisonLine>] {
    let ends: [(String, String, @Sendable (BootstrapInterval) -> Double?)] = [
      ("", meaning, { $0.estimate }),
      ("_low", "lower end of the interval of `\(name)`", { $0.low }),
      ("_high", "its upper end", { $0.high }),
    ]
    return ends.map { end, meaning, value in
      Column(name + end, unit, meaning) { .number($0.row.change.flatMap(part).flatMap(value)) }
    }
  }

  private static let words: [Column<ComparisonLine>] = [
    Column("law", "", "what the advantage is, with its parameters") {
      .text($0.row.recipe.rule.law)
    },
    Column(
      "objective", "",
      "all that no other column tells: ratio and clip, loss aggregation, KL term, whitening, filter, norm limit, decay"
    ) { .text(RecipeWords.objective($0.row.recipe)) },
    Column(
      "censored", "",
      """
      whose runs were over before the threshold: `none`; `dithered` (`ratio` is a lower bound); `plain` (an \
      upper bound); `both` (it depends on `steps`); `unreached` (no run of either: no ratio)
      """
    ) { .text($0.row.change?.censoring.rawValue) },
  ]

  /// The last column of comparisons and maps.
  static let note = Column<ComparisonLine>(
    "note", "", "always last: what the row cannot say, phrases joined by `; `"
  ) { .text($0.row.notes.joined(separator: "; ")) }
}
