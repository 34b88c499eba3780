import Analysis
import GRPO

/// What `redit sweep` and `redit exact` write. The first 24 columns never change their place.
enum SweepTable {
  /// Exact rows of equal prompts differ in their names alone, and all of a setting in their names and values.
  static let table = Table<LabelledRow>(
    [policy] + identity.map(\.ofSetting) + measured + further + optional + [note],
    keys: Table.Keys(
      row: { $0.row.figures.isShared ? $0.row.figures : nil },
      setting: { $0.isOfMany ? $0.row.figures.shared : nil },
      numbers: { $0.row.figures.exactValues.numbers }))

  private static let policy = Column<LabelledRow>(
    "policy", "",
    "name of the prompt; `all` is the whole set, `p=RATE` a bandit of that pass rate"
  ) { .text($0.policy) }

  private static let identity: [Column<LabelledRow>] = [
    Column(
      "advantage", "",
      "the name it was asked for by: a kind (`standardized`) or a system (`trl`, `dr-grpo`)"
    ) { .text($0.advantage) },
    Column(
      "noise", "",
      """
      family of the dither; behind it `multiplicative`, `on-advantages`, `correlation RHO` where it is not \
      independent and added to the rewards
      """
    ) { .text($0.noise) },
    Column("group_size", "completions", "G, the completions of a group") {
      .count($0.row.figures.shared.setting.groupSize)
    },
    Column("ddof", "", "0 or 1: the standard deviation divides by G - ddof") {
      .count($0.row.figures.shared.setting.advantage.ddof)
    },
    Column("stabilizer", "reward", "added to the standard deviation") {
      .number($0.row.figures.shared.setting.advantage.stabilizer)
    },
    Column(
      "sigma", "reward",
      """
      standard deviation of the noise, of `multiplicative` a share of the reward, of `on-advantages` in units \
      of advantage; a sweep always has a row at 0
      """
    ) {
      .number($0.row.figures.shared.setting.sigma)
    },
    Column("groups", "groups", "simulated groups per prompt, pilots included; 0 for none") {
      .count($0.row.figures.groups)
    },
    Column("seed", "", "seed of the random streams") { .count($0.row.figures.seed) },
  ]

  private static let measured =
    [Quantity.gradientNorm, .secondMoment, .variance].flatMap {
      [estimate($0), error($0), exact($0)]
    } + [Quantity.signalToNoise, .cosine, .silentFraction].flatMap { [estimate($0), exact($0)] }

  private static let further =
    [Quantity.signalToNoise, .cosine, .silentFraction].map(error)
    + [
      estimate(.largestAdvantage), error(.largestAdvantage), estimate(.maximumAdvantage),
      Column("clamp", "advantage", "bound put on absolute advantages, empty for none") {
        .number($0.row.figures.shared.setting.advantage.clamp)
      }.ofSetting,
      Column(
        "law", "",
        "what `advantage` is: its kind, and what that reads: `standardized ddof 1 eps 0.0001`"
      ) { .text($0.law) }.ofSetting,
      Column(
        "objective", "",
        """
        what else a row is of: `on policy`, or the logits that sample, the level of the ratio and its clip; \
        how the loss is added up, if not summed; the KL term; what a grader makes of the rewards; of the noise \
        its degrees of freedom and (relative) components; the groups of a batch
        """
      ) { .text($0.objective) }.ofSetting,
    ]

  private static let optional = improvement + batch + vectors

  private static let steps = Column<LabelledRow>.Presence(words: "with `--learning-rate`") {
    $0.contains { $0.row.figures.improvement != nil }
  }

  private static let improvement: [Column<LabelledRow>] = [
    Column(
      "improvement_exact", "reward",
      """
      rise of the expected reward by one step of SGD, to second order (claim OneStepImprovement); empty \
      for `all`
      """, only: steps
    ) { .number($0.row.figures.improvement) },
    Column(
      "improvement_rest", "reward",
      """
      what that leaves out, at most, (M/6) eta^3 E norm(g)^3 or a bound of it; a change of the improvement \
      by noise has its sign for certain only where it exceeds the rests of both rows; empty where no bound \
      is known (other policies than a bandit, off policy, clamps, leave-one-out or batch standardization, \
      Student's t of at most 4 degrees of freedom)
      """, only: steps
    ) { .number($0.row.figures.improvementRest) },
  ]

  private static let sharesBatches = Column<LabelledRow>.Presence(
    words: "where some row is batch-standardized"
  ) { $0.contains { $0.row.figures.shared.setting.advantage.kind == .batchStandardized } }

  /// Elsewhere groups are independent: a batch has 1/B of the variance.
  private static let batch: [Column<LabelledRow>] = [
    Column(
      "batch_groups", "groups",
      """
      B, the groups of a step. Those of one prompt with advantages of their own are independent: variance \
      over B, B times the ratio; batch-standardized ones share their divisor, and are simulated from whole \
      batches by the method `plain` only. In the row `all` the B groups are of different prompts, whose \
      gradients are orthogonal: variance over B, the ratio of `snr`; prompts of a set have none of their \
      own when they share a divisor
      """, only: sharesBatches
    ) { .count($0.row.figures.batch?.groups) },
    Column(
      "batch_variance", "advantage^2", "trace of Cov of the mean of these B group gradients",
      only: sharesBatches
    ) { .number($0.row.figures.batch?.variance?.mean) },
    Column("batch_variance_se", "advantage^2", "its standard error", only: sharesBatches) {
      .number($0.row.figures.batch?.variance?.standardError)
    },
    Column("batch_variance_exact", "advantage^2", "its exact value", only: sharesBatches) {
      .number($0.row.figures.batch?.varianceExact)
    },
    Column(
      "batch_snr", "", "norm(E g)^2 over that variance", only: sharesBatches
    ) { .number($0.row.figures.batch?.signalToNoise?.mean) },
    Column("batch_snr_se", "", "its standard error", only: sharesBatches) {
      .number($0.row.figures.batch?.signalToNoise?.standardError)
    },
    Column("batch_snr_exact", "", "its exact value", only: sharesBatches) {
      .number($0.row.figures.batch?.signalToNoiseExact)
    },
  ]

  private static let inJSON = Column<LabelledRow>.Presence(words: "in JSON", isInCSV: false)

  private static let vectors: [Column<LabelledRow>] = [
    Column(
      "expected_gradient", "advantage",
      "E g, one number for each parameter; null for `all` and beyond 2^18 completions",
      only: inJSON
    ) { $0.expectedGradient.map { .list($0) } ?? .empty },
    Column("expected_gradient_exact", "advantage", "its exact value, likewise", only: inJSON) {
      $0.expectedGradientExact.map { .list($0) } ?? .empty
    },
    Column(
      "shrinkage", "",
      """
      E[A given K correct] with dither over A without, for K = 1 .. G-1 (binary rewards, standardized \
      advantages)
      """, only: inJSON
    ) { $0.shrinkage.map { .list($0) } ?? .empty },
  ]

  private static let note = Column<LabelledRow>(
    "note", "",
    """
    always last: why fields of the row are empty and what simulated errors do not tell, phrases joined by \
    `; `; on the terminal footnotes below the table
    """
  ) { .text($0.note) }

  /// Of rows of many, which have no simulation, none has any.
  private static func estimate(_ quantity: Quantity) -> Column<LabelledRow> {
    let (unit, meaning) = words(quantity)
    let place = quantity.position
    return Column(quantity.rawValue, unit, meaning) {
      .number($0.row.figures.simulated?.known[place]?.mean)
    }.ofSetting
  }

  private static func error(_ quantity: Quantity) -> Column<LabelledRow> {
    let name = quantity.rawValue
    let place = quantity.position
    return Column(name + "_se", words(quantity).unit, "standard error of `\(name)`") {
      .number($0.row.figures.simulated?.known[place]?.standardError)
    }.ofSetting
  }

  private static func exact(_ quantity: Quantity) -> Column<LabelledRow> {
    let name = quantity.rawValue
    let place = quantity.position
    return Column(
      name + "_exact", words(quantity).unit,
      "exact value of `\(name)`, `inf` where it is infinite; empty where no law is known"
    ) { .number($0.row.figures.exactValues[place], keepsInfinite: true) }.of(number: place)
  }

  private static func words(_ quantity: Quantity) -> (unit: String, meaning: String) {
    switch quantity {
    case .gradientNorm:
      (
        "advantage",
        """
        norm(E g); the estimate is corrected for its own noise, so it may differ a little from the norm of \
        the mean gradient, and is 0 where the correction exceeds it
        """
      )
    case .secondMoment: ("advantage^2", "E norm(g)^2")
    case .variance: ("advantage^2", "trace of Cov g")
    case .signalToNoise: ("", "norm(E g)^2 / variance, of one group")
    case .cosine: ("", "between E g and grad V; empty where one of them is 0")
    case .silentFraction: ("share", "groups whose raw rewards are all equal")
    case .largestAdvantage:
      (
        "advantage",
        """
        mean over groups of the largest absolute advantage; of one group in 64 in runs of 65,536 groups and \
        more that are drawn by counts (few arms or rewards); empty by a `conditional` method, which knows no single \
        advantages
        """
      )
    case .maximumAdvantage:
      (
        "advantage",
        """
        largest absolute advantage of the run, of the same groups; grows with `groups` where there is no \
        bound
        """
      )
    }
  }
}
