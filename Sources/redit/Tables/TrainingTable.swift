import GRPO
import Training

/// One recorded step, and what every row of its recipe says of itself.
struct TrainingLine {
  let record: StepRecord
  let labels: RecipeLabels
}

/// A recipe in words, made once for all its rows.
struct RecipeLabels {
  let task, advantage, law, objective, noise, schedule, optimizer: String
  let groupSize: Int

  init(_ recipe: Recipe, task: AnyTrainingTask) {
    self.task = task.name
    advantage = recipe.advantageName
    law = recipe.rule.law
    objective = RecipeWords.objective(recipe)
    noise = recipe.noise.first?.dither.label ?? "none"
    schedule = recipe.noise.first?.schedule.name ?? ""
    groupSize = recipe.rollout.groupSize
    optimizer = recipe.update.optimizer.name
  }
}

/// What `redit train` writes: one row for each run and every `--every`-th step, and the last one.
enum TrainingTable {
  static let table = Table<TrainingLine>(policy + gradient + setting + events + target + words)

  private static let policy: [Column<TrainingLine>] = [
    Column("run", "", "number of the run, from 0") { .count($0.record.run) },
    Column("step", "steps", "steps taken") { .count($0.record.step) },
    Column(
      "value", "reward",
      """
      V after the step: expected raw reward over all completions, mean over prompts by their weights; exact
      """
    ) { .number($0.record.value) },
    Column("entropy", "nats", "of a completion, mean over prompts; exact") {
      .number($0.record.entropy)
    },
    Column("kl", "nats", "KL(pi, policy at the start) of a completion, mean over prompts; exact") {
      .number($0.record.divergence)
    },
    Column(
      "mean_reward", "reward",
      "mean raw reward of the completions used by the step; empty where none was"
    ) { .number($0.record.meanReward) },
  ]

  private static let gradient: [Column<TrainingLine>] = [
    Column(
      "gradient_norm", "advantage",
      "at the first inner step, before it is shortened; 0 where no group was used"
    ) { .number($0.record.gradientNorm) },
    Column(
      "noise_share", "share",
      """
      expected share of the dither in that squared norm, given the completions drawn: exact; empty where no \
      law is known
      """
    ) { .number($0.record.noiseShare) },
    Column("silent_raw", "share", "groups drawn whose rewards are all equal, before the dither") {
      .number($0.record.silentShareRaw)
    },
    Column("silent_dithered", "share", "the same after the dither") {
      .number($0.record.silentShareDithered)
    },
    Column(
      "clip_share", "share", "tokens, over all inner steps, whose ratio clip stops the gradient"
    ) { .number($0.record.clipShare) },
    Column("used_share", "share", "groups used, of those the batch has room for") {
      .number($0.record.usedShare)
    },
  ]

  private static let setting: [Column<TrainingLine>] = [
    Column("learning_rate", "", "at this step") { .number($0.record.learningRate) },
    Column("sigma", "reward", "standard deviation of the dither at this step") {
      .number($0.record.sigma)
    },
  ]

  private static let events: [Column<TrainingLine>] = [
    Column(
      "vanishing", "steps", "since the last row whose gradient had a norm below 1e-6"
    ) { .count($0.record.vanishing) },
    Column(
      "exploding", "steps",
      "since the last row whose gradient had a norm above ten times the median of the up to 64 before it"
    ) { .count($0.record.exploding) },
  ]

  private static let target: [Column<TrainingLine>] = [
    Column(
      "gradient_distance", "advantage",
      """
      norm(E g - grad V) at the policy before the step, without clip and penalty, of the summed loss, over the \
      whole batch (one group of every prompt, or as many drawn as `--prompts-per-step` says): exact; empty \
      where no law is known or the tables would be large
      """
    ) { .number($0.record.gradientDistance) },
    Column("gradient_cosine", "", "between the two, likewise") {
      .number($0.record.gradientCosine)
    },
    Column(
      "diverged", "",
      """
      1 once a step would have left the finite numbers; the policy then stays as it is
      """
    ) { .count($0.record.hasDiverged ? 1 : 0) },
  ]

  private static let words: [Column<TrainingLine>] = [
    Column("task", "", "what is learned") { .text($0.labels.task) },
    Column("advantage", "", "as it was asked for") { .text($0.labels.advantage) },
    Column("law", "", "what the advantage is, with its parameters") { .text($0.labels.law) },
    Column("objective", "", "all that no other column tells, as in `redit compare`") {
      .text($0.labels.objective)
    },
    Column("noise", "", "family of the dither, or `none`") { .text($0.labels.noise) },
    Column("schedule", "", "of sigma") { .text($0.labels.schedule) },
    Column("group_size", "completions", "G, the completions of a group") {
      .count($0.labels.groupSize)
    },
    Column("optimizer", "", "what takes the step") { .text($0.labels.optimizer) },
  ]
}
