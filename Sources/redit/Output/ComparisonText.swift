import Analysis
import Foundation
import GRPO
import TextTable
import Training

/// A comparison for people and for programs.
struct ComparisonText {
  let task: AnyTrainingTask
  let plan: RunPlan
  let runs: Int
  let sampling: Sampling
  /// Rows by advantage; the first of each is the one without noise.
  let families: [[ComparisonRow]]

  func text(_ format: OutputFormat) throws -> String {
    switch format {
    case .table: table(Style.simple)
    case .markdown: table(Style.pipe)
    case .csv: ComparisonColumns.csv(records)
    case .json: try ComparisonColumns.json(records)
    }
  }

  private var records: [ComparisonRecord] {
    families.joined().map { ComparisonRecord($0, task: task, plan: plan, seed: sampling.seed) }
  }

  private func table(_ style: any TextTableStyle.Type) -> String {
    let rows = Array(families.joined())
    let shown = Set(rows.flatMap(\.recipe.noise).map(\.schedule.name)).count > 1
    let sizes = Set(rows.map(\.recipe.rollout.groupSize)).count
    let table = TextTable<ComparisonRow> { row in
      [Column(title: "advantage", value: row.recipe.advantage.text)]
        + (sizes > 1 ? [Column(title: "G", value: "\(row.recipe.rollout.groupSize)")] : [])
        + noise(row, withSchedule: shown)
        + [
          Column(title: "steps", value: Self.fixed(row.steps, 2), align: .right),
          Column(title: "ratio", value: Self.interval(row.change?.stepRatio), align: .right),
          Column(title: "reached", value: Self.percent(row.reachedShare), align: .right),
          Column(title: "V at end", value: Self.fixed(row.finalValue, 4), align: .right),
          Column(
            title: "difference", value: Self.interval(row.change?.finalDifference, digits: 4),
            align: .right),
          Column(title: "collapsed", value: Self.collapse(row), align: .right),
        ]
    }
    return heading + "\n\n" + (table.string(for: rows, style: style) ?? "") + "\n"
  }

  private var heading: String {
    let start = Self.fixed(task.initialValue, 3)
    return "\(task.name): V \(start) at the start, \(Self.fixed(task.bestValue, 3)) at best, "
      + "learned at \(Self.fixed(plan.threshold, 3)); \(runs) runs of \(plan.steps) steps, seed "
      + "\(sampling.seed); ratio and difference against no noise"
  }

  private func noise(_ row: ComparisonRow, withSchedule: Bool) -> [Column] {
    let noise = row.recipe.noise.first
    let columns = [
      Column(title: "noise", value: noise?.dither.family.name ?? "none"),
      Column(title: "sigma", value: SweepTableText.short(noise?.sigma ?? 0), align: .right),
    ]
    let schedule = Column(title: "schedule", value: noise?.schedule.name ?? "")
    return withSchedule ? columns + [schedule] : columns
  }

  private static func collapse(_ row: ComparisonRow) -> String {
    let share = percent(Double(row.collapsed) / Double(row.runs))
    let (low, high) = (row.collapseInterval.lowerBound, row.collapseInterval.upperBound)
    return "\(share) [\(percent(low)), \(percent(high))]"
  }

  private static func percent(_ share: Double) -> String { String(format: "%.3g%%", 100 * share) }

  private static func fixed(_ value: Double, _ digits: Int) -> String {
    SweepTableText.fixed(value, digits: digits)
  }

  private static func interval(_ value: BootstrapInterval?, digits: Int = 3) -> String {
    guard let value else { return "" }
    return "\(fixed(value.estimate, digits)) [\(fixed(value.low, digits)), "
      + "\(fixed(value.high, digits))]"
  }
}
