import Analysis
import Platform
import GRPO
import Training

/// A comparison for people and for programs.
struct ComparisonText {
  let task: AnyTrainingTask
  let plan: RunPlan
  let runs: Int
  let sampling: Sampling
  /// Rows by advantage; the first of each is the one without noise.
  let families: [[ComparisonRow]]
  /// As they were asked for; families go through them for each group size.
  let advantages: [NamedAdvantage]

  /// - Parameter width: of the terminal; nil for every column.
  func text(_ format: OutputFormat, width: Int?) throws -> String {
    switch format {
    case .table: table(.terminal, width: width)
    case .markdown: table(.markdown, width: nil)
    case .csv: ComparisonTable.table.csv(lines)
    case .json: try ComparisonTable.table.json(lines)
    }
  }

  private var lines: [ComparisonLine] {
    families.joined().map { ComparisonLine(row: $0, task: task, plan: plan, seed: sampling.seed) }
  }

  private func table(_ style: FittedTable.Style, width: Int?) -> String {
    let rows = Array(families.joined())
    let noises = rows.flatMap(\.recipe.noise)
    let families = Set(noises.map(\.dither.label))
    let schedules = Set(noises.map(\.schedule.name))
    let table = FittedTable(
      Self.identity(families: families, schedules: schedules) + Self.found, of: lines)
    let text = table.text(style, width: width) { common in
      let shared = common.isEmpty ? "" : "\n" + common.joined(separator: ", ")
      return [heading + shared, NamedAdvantage.legend(advantages)].filter { !$0.isEmpty }
        .joined(separator: "\n")
    }
    return text + RatioText.marks(rows).wrapped(to: width)
      + (style == .markdown ? "" : Glossary.pointer + "\n")
  }

  /// A family that all noisy rows share stands for the row without noise too, and so moves up.
  private static func identity(
    families: Set<String>, schedules: Set<String>
  ) -> [ShownColumn<ComparisonLine>] {
    let table = ComparisonTable.table
    return [
      table.shown("advantage", lift: ""),
      table.shown("group_size", as: "G", isNumber: true, lift: "G"),
      table.shown("noise", lift: "", same(families)),
      table.shown("sigma", isNumber: true),
      table.shown("schedule", lift: "", same(schedules)),
    ]
  }

  /// The one name that there is, in every row; nil where there are several.
  private static func same(_ names: Set<String>) -> (@Sendable (ComparisonLine) -> String)? {
    guard names.count == 1, let name = names.first else { return nil }
    return { _ in name }
  }

  private static let found: [ShownColumn<ComparisonLine>] = [
    ComparisonTable.table.shown("restricted_mean", as: "steps", isNumber: true) {
      fixed($0.row.steps, 2)
    },
    ComparisonTable.table.shown("ratio", "ratio_low", "ratio_high", "censored", isNumber: true) {
      RatioText.ratio($0.row.change)
    },
    ComparisonTable.table.shown("reached", isNumber: true, lift: "reached") {
      percent($0.row.reachedShare)
    },
    ComparisonTable.table.shown("final_value", as: "V at end", isNumber: true, rank: 1) {
      fixed($0.row.finalValue, 4)
    },
    ComparisonTable.table.shown(
      "difference", "difference_low", "difference_high", isNumber: true, rank: 2
    ) { RatioText.interval($0.row.change?.finalDifference, digits: 4) },
    ComparisonTable.table.shown(
      "collapsed", "collapsed_low", "collapsed_high", isNumber: true, rank: 3, lift: "collapsed"
    ) { collapse($0.row) },
  ]

  private var heading: String {
    let start = Self.fixed(task.initialValue, 3)
    return "\(task.name): V \(start) at the start, \(Self.fixed(task.bestValue, 3)) at best, "
      + "learned at \(Self.fixed(plan.threshold, 3)); \(runs) runs of \(plan.steps) steps, seed "
      + "\(sampling.seed); ratio and difference against no noise"
  }

  private static func collapse(_ row: ComparisonRow) -> String {
    let share = percent(Double(row.collapsed) / Double(row.runs))
    let (low, high) = (row.collapseInterval.lowerBound, row.collapseInterval.upperBound)
    return "\(share) [\(percent(low)), \(percent(high))]"
  }

  private static func percent(_ share: Double) -> String {
    NumberText.printed("%.3g%%", 100 * share)
  }

  private static func fixed(_ value: Double, _ digits: Int) -> String {
    NumberText.fixed(value, digits: digits)
  }
}
