import Training

/// What `redit map` writes: the columns of a comparison, then its own.
enum MapTable {
  static let table = Table<MapLine>(
    ComparisonTable.columns.map { $0.of(\.comparison) } + plain + causes + choice
      + [ComparisonTable.note.of(\.comparison)])

  private static let plain: [Column<MapLine>] = [
    Column(
      "inner_steps", "steps",
      "gradient steps on each batch; above 1 with the ratio clipped to [.8, 1.2]"
    ) { .count($0.cell.regime.recipe.update.innerSteps) },
    Column(
      "effect", "",
      """
      `helps` or `hurts`: the interval of `ratio` lies on one side of 1; `neutral`; `unreached`: fewer than \
      a tenth of the runs got there with or without noise
      """
    ) { .text($0.cell.effect.rawValue) },
    Column("restricted_mean_plain", "steps", "`restricted_mean` without noise") {
      .number($0.cell.plain.steps)
    },
    Column("reached_plain", "share", "`reached` without noise") {
      .number($0.cell.plain.reachedShare)
    },
    Column("final_value_plain", "reward", "`final_value` without noise") {
      .number($0.cell.plain.finalValue)
    },
    Column("collapsed_plain", "share", "`collapsed` without noise") {
      .number(Double($0.cell.plain.collapsed) / Double($0.cell.plain.runs))
    },
  ]

  private static let causes: [Column<MapLine>] = [
    Column(
      "silent_share", "share",
      "probability that the raw rewards of a group are all equal, at the start"
    ) { .number($0.cell.explanation.silentShare) },
    Column(
      "noise_share", "share",
      "of the dither in the energy of the advantages, at the start: exact; empty where no law is known"
    ) { .number($0.cell.explanation.noiseShare) },
    Column(
      "gain", "",
      "E g . grad V with the dither over that without it, at the start: exact, likewise"
    ) { .number($0.cell.explanation.gain) },
    Column(
      "drift", "reward",
      """
      what the dither adds to V in one step beyond the gradient (ExplorationDrift), bandits with SGD and \
      linear advantages only
      """
    ) { .number($0.cell.explanation.drift) },
    Column(
      "rise", "",
      """
      rise of V by the first step of SGD with the dither over that without it, to second order \
      (OneStepImprovement), one bandit with SGD only
      """
    ) { .number($0.cell.explanation.rise) },
    Column(
      "cosine", "",
      """
      between E g and grad V at the start, with the dither: exact, likewise. It tells where dither can help \
      many times: near-ties divided by the group's deviation turn E g away from grad V, noise turns it back
      """
    ) { .number($0.cell.explanation.cosine) },
    Column("cosine_plain", "", "the same without noise") {
      .number($0.cell.explanation.cosinePlain)
    },
    Column(
      "collapse_steps", "steps",
      """
      restricted mean until a policy that sees equal rewards, hence noise alone, has lost 95% of its \
      entropy (16 runs)
      """
    ) { .number($0.cell.explanation.collapseSteps) },
  ]

  private static let choice: [Column<MapLine>] = [
    Column(
      "sigma_predicted", "reward",
      """
      of no noise and the sigmas of this way to train, law and schedule the one with the largest `rise`, 0 \
      where none is above 1; empty where one is not known
      """
    ) { .number($0.cell.choice.predicted) },
    Column(
      "sigma_fastest", "reward",
      """
      of the same the one with the fewest restricted mean steps; empty where fewer than a tenth of the runs \
      got there with any
      """
    ) { .number($0.cell.choice.fastest) },
    Column(
      "sigmas_as_fast", "reward",
      """
      those the runs cannot tell from it, that one among them, with spaces between (in JSON a list): their \
      paired interval over the fastest does not lie above 1; the intervals hold jointly at 95%
      """
    ) { .list($0.cell.choice.asFast) },
  ]
}
