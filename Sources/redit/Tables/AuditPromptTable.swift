import Audit

/// A prompt of a log, by its place.
struct PromptLine {
  /// From 1, in the order in which prompts are met.
  let number: Int
  let file: String
  let summary: PromptSummary
}

/// What `redit audit --table prompts` writes: what `redit exact --prompts` reads.
enum AuditPromptTable {
  static let table = Table<PromptLine>([
    Column("prompt", "", "its number, in the order in which prompts are met") {
      .text("prompt \($0.number)")
    },
    Column(
      "pass_rate", "share",
      "posterior mean, all prompts being of one beta law; the mean reward without one"
    ) { .number($0.summary.passRate ?? $0.summary.meanReward) },
    Column("completions", "", "of it in the log") { .count($0.summary.completions) },
    Column("correct", "", "completions on the upper of two rewards; empty for other rewards") {
      .count($0.summary.correct)
    },
    Column("mean_reward", "reward", "of its completions, without noise where it is known") {
      .number($0.summary.meanReward)
    },
    Column("groups", "", "of it in the log") { .count($0.summary.groups) },
    Column("silent", "", "of them, with rewards that are all the same") {
      .count($0.summary.silent)
    },
    Column("file", "", "where it stands first") { .text($0.file) },
    Column("line", "", "the line there, or row of a parquet file, from 1") {
      .count($0.summary.line)
    },
    Column("pass_rate_low", "share", "the posterior's quantile at .025; empty without one") {
      .number($0.summary.passRateInterval?.lowerBound)
    },
    Column("pass_rate_high", "share", "its quantile at .975") {
      .number($0.summary.passRateInterval?.upperBound)
    },
  ])
}
