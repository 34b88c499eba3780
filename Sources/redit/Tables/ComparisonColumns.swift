import Analysis
import Foundation
import GRPO
import Training

/// One recipe of a comparison as programs read it; data/README.md describes the fields.
struct ComparisonRecord: Encodable {
  let task, advantage, noise: String
  let sigma: Double
  let schedule: String
  let groupSize: Int
  let optimizer: String
  let learningRate: Double
  let runs, steps: Int
  let seed: UInt64
  let threshold, restrictedMean: Double
  let median: Double?
  let reached, finalValue, collapsed, collapsedLow, collapsedHigh: Double
  let ratio, ratioLow, ratioHigh: Double?
  let earlyRatio, earlyRatioLow, earlyRatioHigh: Double?
  let finalRatio, finalRatioLow, finalRatioHigh: Double?
  let difference, differenceLow, differenceHigh: Double?
  let law, objective: String
  let censored: String?
  let note: String

  init(_ row: ComparisonRow, task: AnyTrainingTask, plan: RunPlan, seed: UInt64) {
    let recipe = row.recipe
    self.task = task.name
    advantage = recipe.advantageName
    noise = recipe.noise.first?.dither.family.name ?? "none"
    sigma = recipe.noise.first?.sigma ?? 0
    schedule = recipe.noise.first?.schedule.name ?? ""
    groupSize = recipe.rollout.groupSize
    optimizer = recipe.update.optimizer.name
    learningRate = recipe.update.learningRate.peak
    runs = row.runs
    steps = plan.steps
    self.seed = seed
    threshold = plan.threshold
    restrictedMean = row.steps
    median = row.medianSteps
    reached = row.reachedShare
    finalValue = row.finalValue
    collapsed = Double(row.collapsed) / Double(row.runs)
    collapsedLow = row.collapseInterval.lowerBound
    collapsedHigh = row.collapseInterval.upperBound
    let change = row.change
    (ratio, ratioLow, ratioHigh) = Self.parts(change?.stepRatio)
    (earlyRatio, earlyRatioLow, earlyRatioHigh) = Self.parts(change?.earlyRatio)
    (finalRatio, finalRatioLow, finalRatioHigh) = Self.parts(change?.finalRatio)
    (difference, differenceLow, differenceHigh) = Self.parts(change?.finalDifference)
    law = recipe.advantage.law
    objective = RecipeWords.objective(recipe)
    censored = change?.censoring.rawValue
    note = row.notes.joined(separator: "; ")
  }

  private static func parts(_ interval: BootstrapInterval?) -> (Double?, Double?, Double?) {
    (interval?.estimate, interval?.low, interval?.high)
  }
}

/// Comparisons as CSV and JSON.
enum ComparisonColumns {
  static func csv(_ records: [ComparisonRecord]) -> String {
    ([names + ["note"]] + records.map { cells($0) + [note($0)] })
      .map { $0.joined(separator: ",") + "\n" }.joined()
  }

  /// What the row cannot say, for the last column.
  static func note(_ record: ComparisonRecord) -> String { SweepColumns.quoted(record.note) }

  /// The columns' names, but for the last, `note`.
  static var names: [String] { columns.map(\.name) }

  /// The text of each column.
  static func cells(_ record: ComparisonRecord) -> [String] { columns.map { $0.text(record) } }

  static func json(_ records: [ComparisonRecord]) throws -> String {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(records), as: UTF8.self) + "\n"
  }

  private typealias Column = (name: String, text: (ComparisonRecord) -> String)

  private static var columns: [Column] { identity + found + changes + words }

  private static var words: [Column] {
    [
      ("law", { SweepColumns.quoted($0.law) }),
      ("objective", { SweepColumns.quoted($0.objective) }),
      ("censored", { $0.censored ?? "" }),
    ]
  }

  private static var identity: [Column] {
    [
      ("task", { SweepColumns.quoted($0.task) }),
      ("advantage", { SweepColumns.quoted($0.advantage) }), ("noise", { $0.noise }),
      ("sigma", { "\($0.sigma)" }), ("schedule", { $0.schedule }),
      ("group_size", { "\($0.groupSize)" }), ("optimizer", { $0.optimizer }),
      ("learning_rate", { "\($0.learningRate)" }), ("runs", { "\($0.runs)" }),
      ("steps", { "\($0.steps)" }), ("seed", { "\($0.seed)" }),
      ("threshold", { "\($0.threshold)" }),
    ]
  }

  private static var found: [Column] {
    [
      ("restricted_mean", { "\($0.restrictedMean)" }), ("median", { number($0.median) }),
      ("reached", { "\($0.reached)" }), ("final_value", { "\($0.finalValue)" }),
      ("collapsed", { "\($0.collapsed)" }), ("collapsed_low", { "\($0.collapsedLow)" }),
      ("collapsed_high", { "\($0.collapsedHigh)" }),
    ]
  }

  private static var changes: [Column] {
    [
      ("ratio", { number($0.ratio) }), ("ratio_low", { number($0.ratioLow) }),
      ("ratio_high", { number($0.ratioHigh) }), ("early_ratio", { number($0.earlyRatio) }),
      ("early_ratio_low", { number($0.earlyRatioLow) }),
      ("early_ratio_high", { number($0.earlyRatioHigh) }),
      ("final_ratio", { number($0.finalRatio) }),
      ("final_ratio_low", { number($0.finalRatioLow) }),
      ("final_ratio_high", { number($0.finalRatioHigh) }),
      ("difference", { number($0.difference) }),
      ("difference_low", { number($0.differenceLow) }),
      ("difference_high", { number($0.differenceHigh) }),
    ]
  }

  /// Empty where there is no value.
  static func number(_ value: Double?) -> String {
    guard let value, value.isFinite else { return "" }
    return "\(value)"
  }
}
