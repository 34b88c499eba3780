import Analysis
import Foundation
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
    let families = Set(noises.map(\.dither.family.name))
    let schedules = Set(noises.map(\.schedule.name))
    let columns = [
      FittedTable.Column(title: "advantage", lift: ""),
      FittedTable.Column(title: "G", isNumber: true, lift: "G"),
      FittedTable.Column(title: "noise", lift: ""),
      FittedTable.Column(title: "sigma", isNumber: true),
      FittedTable.Column(title: "schedule", lift: ""),
      FittedTable.Column(title: "steps", isNumber: true),
      FittedTable.Column(title: "ratio", isNumber: true),
      FittedTable.Column(title: "reached", isNumber: true, lift: "reached"),
      FittedTable.Column(title: "V at end", isNumber: true, rank: 1),
      FittedTable.Column(title: "difference", isNumber: true, rank: 2),
      FittedTable.Column(title: "collapsed", isNumber: true, rank: 3, lift: "collapsed"),
    ]
    let table = FittedTable(
      columns,
      rows: rows.map { row in
        identity(row, families: families, schedules: schedules) + [
          Self.fixed(row.steps, 2), RatioText.ratio(row.change), Self.percent(row.reachedShare),
          Self.fixed(row.finalValue, 4),
          RatioText.interval(row.change?.finalDifference, digits: 4), Self.collapse(row),
        ]
      })
    let text = table.text(style, width: width) { common in
      let shared = common.isEmpty ? "" : "\n" + common.joined(separator: ", ")
      return [heading + shared, NamedAdvantage.legend(advantages)].filter { !$0.isEmpty }
        .joined(separator: "\n")
    }
    return text + RatioText.marks(rows).wrapped(to: width)
      + (style == .markdown ? "" : Glossary.pointer + "\n")
  }

  /// A family that all noisy rows share stands for the row without noise too, and so moves up.
  private func identity(
    _ row: ComparisonRow, families: Set<String>, schedules: Set<String>
  ) -> [String] {
    let recipe = row.recipe
    let noise = recipe.noise.first
    return [
      recipe.advantageName, "\(recipe.rollout.groupSize)",
      families.count == 1 ? families.first! : noise?.dither.family.name ?? "none",
      NumberText.short(noise?.sigma ?? 0),
      schedules.count == 1 ? schedules.first! : noise?.schedule.name ?? "",
    ]
  }

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

  private static func percent(_ share: Double) -> String { String(format: "%.3g%%", 100 * share) }

  private static func fixed(_ value: Double, _ digits: Int) -> String {
    NumberText.fixed(value, digits: digits)
  }
}
