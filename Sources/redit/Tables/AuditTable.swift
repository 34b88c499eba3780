import Audit
import GRPO

/// What `redit audit` writes of each step.
enum AuditStepTable {
  static let table = Table<StepSummary>([
    Column("step", "", "its number as logged; empty where nothing tells") { .count($0.step) },
    Column("groups", "", "groups of more than one completion") { .count($0.groups) },
    Column("completions", "", "in them") { .count($0.completions) },
    Column("silent", "", "groups whose rewards, without noise, are all the same") {
      .count($0.silent)
    },
    Column("silent_share", "share", "of the groups") { .number($0.silentShare) },
    Column("mean_reward", "reward", "of the completions, without noise where it is known") {
      .number($0.meanReward)
    },
    Column("energy", "advantage^2", "sum of the squares of the logged advantages") {
      .number($0.energy)
    },
    Column("energy_silent", "advantage^2", "of that, in silent groups") {
      .number($0.silentEnergy)
    },
    Column("residue_groups", "", "silent groups with advantages that are not 0") {
      .count($0.residueGroups)
    },
    Column("noise_sigma", "reward", "standard deviation of the noise found; empty for none") {
      .number($0.noise.count > 1 ? $0.noise.standardDeviation(ddof: 1) : nil)
    },
  ])
}

/// What `redit audit --table forecast` writes: one row for each advantage and sigma.
enum AuditForecastTable {
  static let table = Table<ForecastEntry>([
    Column("advantage", "", "that of this run, a change of it, or another") { .text($0.name) },
    Column("drops_silent", "", "whether groups silent before the noise are left out") {
      .flag($0.dropsSilent)
    },
    Column("sigma", "reward", "standard deviation of Gaussian noise") { .number($0.sigma) },
    Column("kept", "share", "of the signal to noise, where scores of completions are uncorrelated")
    {
      .number($0.kept?.value)
    },
    Column("kept_low", "share", "end of its interval of 95%, clustered by prompt") {
      .number($0.kept?.interval?.lowerBound)
    },
    Column("kept_high", "share", "end of its interval of 95%, clustered by prompt") {
      .number($0.kept?.interval?.upperBound)
    },
    Column("noise_share", "share", "of the energy of the advantages") { .number($0.noiseShare) },
    Column("gain", "", "E[A] along A without noise, over the latter") { .number($0.gain) },
    Column("note", "", "why fields are empty") { .text($0.gap) },
  ])
}

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
  ])
}
