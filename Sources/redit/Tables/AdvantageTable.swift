import Analysis
import GRPO

/// One completion under one advantage and one noise.
struct AdvantageLine {
  let group: DitheredGroupLine
  let completion: Int

  /// A value of the completion; nil where the group has none.
  func own<Value>(_ values: [Value]?) -> Value? { values.map { $0[completion] } }
}

/// One group under one advantage and one noise.
struct DitheredGroupLine {
  /// From 1.
  let number: Int
  /// Of each completion, components between slashes.
  let rewards: [String]
  let advantage: NamedAdvantage
  /// nil for no noise.
  let dither: Dither?
  let sigma: Double
  /// Advantages without noise.
  let undithered: [Double]
  /// The same in the system's own arithmetic.
  let single: [Float]?
  /// With noise; nil where no law is known.
  let dithered: DitheredAdvantages?
  let findings: [GroupFinding]
  /// Why there is no law.
  let gap: String?

  var noise: String { dither?.label ?? "none" }

  var mean: [Double]? { sigma > 0 ? dithered?.mean : undithered }

  var standardDeviation: [Double]? {
    sigma > 0 ? dithered?.standardDeviation : undithered.map { _ in 0 }
  }

  var energy: Double? { sigma > 0 ? dithered?.energy : undithered.reduce(0) { $0 + $1 * $1 } }

  var noiseShare: Double? { sigma > 0 ? dithered?.noiseShare : 0 }

  /// No advantage is larger, whatever the rewards; nil for no bound or one that takes the batch.
  var bound: Double? {
    if dither?.mode == .onAdvantages { return nil }
    return advantage.rule.aggregation == .summed && advantage.rule.whitening == nil
      ? advantage.estimator.sup(groupSize: rewards.count) : nil
  }

  var lines: [AdvantageLine] { rewards.indices.map { AdvantageLine(group: self, completion: $0) } }
}

/// What `redit advantages` writes: one row for each completion of each group, advantage and sigma.
enum AdvantageTable {
  static let table = Table<AdvantageLine>(setting + values + group)

  private static let setting: [Column<AdvantageLine>] = [
    Column("group", "", "number of the group, from 1, as --rewards was given") {
      .count($0.group.number)
    },
    Column("completion", "", "number of the completion in its group, from 1") {
      .count($0.completion + 1)
    },
    Column("reward", "reward", "as it was given, components between slashes") {
      .text($0.group.rewards[$0.completion])
    },
    Column("advantage", "", "the name it was asked for by") { .text($0.group.advantage.name) },
    Column("law", "", "what the name stands for") { .text($0.group.advantage.rule.law) },
    Column("noise", "", "family of the dither, drawn for each component") { .text($0.group.noise) },
    Column("sigma", "reward", "standard deviation of the noise on each component") {
      .number($0.group.sigma)
    },
  ]

  private static let values: [Column<AdvantageLine>] = [
    Column("undithered", "advantage", "A without noise, the groups as one batch; exact") {
      .number($0.own($0.group.undithered))
    },
    Column(
      "float32", "advantage",
      "A without noise as the system computes it in single precision, bit for bit"
    ) { .number($0.own($0.group.single).map(Double.init)) },
    Column("mean", "advantage", "E[A given the rewards] over the noise; exact") {
      .number($0.own($0.group.mean))
    },
    Column("standard_deviation", "advantage", "of A over the noise; exact") {
      .number($0.own($0.group.standardDeviation))
    },
  ]

  private static let group: [Column<AdvantageLine>] = [
    Column("group_energy", "advantage^2", "E sum of A^2 over the group; exact") {
      .number($0.group.energy)
    },
    Column("noise_share", "share", "of that energy: sum of Var A over E sum of A^2; exact") {
      .number($0.group.noiseShare)
    },
    Column(
      "bound", "advantage", "no abs(A) of a group of this size is larger; empty for none known"
    ) {
      .number($0.group.bound)
    },
    Column("finding", "", "what is worth knowing of the group") {
      .text($0.group.findings.map(\.words).joined(separator: "; "))
    },
    Column("note", "", "why fields are empty") { .text($0.group.gap) },
  ]
}
