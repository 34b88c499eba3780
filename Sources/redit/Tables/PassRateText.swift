import Analysis
import Foundation
import GRPO

/// What observed pass rates say of the true ones, in every format.
struct PassRateText {
  let rows: [(name: String, row: PassRateRow)]
  let posterior: PassRatePosterior

  func text(_ format: OutputFormat, width: Int?) throws -> String {
    switch format {
    case .table: table(.terminal, width: width)
    case .markdown: table(.markdown, width: nil)
    case .csv: PassRateTable.table.csv(lines)
    case .json: try PassRateTable.table.json(lines)
    }
  }

  private var lines: [PassRateLine] {
    rows.map { PassRateLine(name: $0.name, row: $0.row, posterior: posterior) }
  }

  private func table(_ style: FittedTable.Style, width: Int?) -> String {
    let columns = [
      FittedTable.Column(title: "advantage", lift: ""),
      FittedTable.Column(title: "noise", lift: ""),
      FittedTable.Column(title: "G", isNumber: true, lift: "G"),
      FittedTable.Column(title: "sigma", isNumber: true),
      FittedTable.Column(title: "silent", isNumber: true),
      FittedTable.Column(title: "signal share", isNumber: true, rank: 1),
      FittedTable.Column(title: "signal kept", isNumber: true),
      FittedTable.Column(title: "plug-in: silent", isNumber: true, rank: 2),
      FittedTable.Column(title: "signal kept", isNumber: true, rank: 2),
      FittedTable.Column(title: "unbiased silent", isNumber: true, rank: 3),
    ]
    let table = FittedTable(
      columns,
      rows: rows.map { name, row in
        [
          name, row.setting.dither.family.name, "\(row.setting.groupSize)",
          NumberText.short(row.setting.sigma), interval(row.silentShare.posterior),
          interval(row.signalShare.posterior), interval(row.keptSignal.posterior),
          short(row.silentShare.plugIn), short(row.keptSignal.plugIn),
          row.unbiasedSilentShare.map(NumberText.withError) ?? "",
        ]
      })
    return table.text(style, width: width) { common in
      (common + [heading]).filter { !$0.isEmpty }.joined(separator: ", ")
    }
  }

  private var heading: String {
    "\(posterior.counts.promptCount) prompts, true rates Beta(\(short(posterior.fit.alpha)), "
      + "\(short(posterior.fit.beta))) by their counts; [95% interval]"
  }

  private func short(_ value: Double?) -> String { value.map { String(format: "%.3g", $0) } ?? "" }

  private func interval(_ value: PassRatePosterior.Interval?) -> String {
    value.map { String(format: "%.3g [%.3g, %.3g]", $0.mean, $0.low, $0.high) } ?? ""
  }
}
