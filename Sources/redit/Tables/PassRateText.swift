import Analysis
import Platform
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
    let table = FittedTable(Self.columns, of: lines)
    return table.text(style, width: width) { common in
      (common + [heading]).filter { !$0.isEmpty }.joined(separator: ", ")
    }
  }

  private static let columns: [ShownColumn<PassRateLine>] = [
    PassRateTable.table.shown("advantage", lift: ""), PassRateTable.table.shown("noise", lift: ""),
    PassRateTable.table.shown("group_size", as: "G", isNumber: true, lift: "G"),
    PassRateTable.table.shown("sigma", isNumber: true),
    trueShare("silent_fraction", as: "silent") { $0.silentShare },
    trueShare("signal_share", as: "signal share", rank: 1) { $0.signalShare },
    trueShare("signal_kept", as: "signal kept") { $0.keptSignal },
    plugInShare("silent_fraction_plug_in", as: "plug-in: silent") { $0.silentShare },
    plugInShare("signal_kept_plug_in", as: "signal kept") { $0.keptSignal },
    PassRateTable.table.shown(
      "silent_fraction_unbiased", "silent_fraction_unbiased_se", as: "unbiased silent",
      isNumber: true, rank: 3
    ) { $0.row.unbiasedSilentShare.map(NumberText.withError) ?? "" },
  ]

  private static func trueShare(
    _ name: String, as title: String, rank: Int = 0,
    _ part: @escaping @Sendable (PassRateRow) -> PassRateRow.Value
  ) -> ShownColumn<PassRateLine> {
    PassRateTable.table.shown(
      name, name + "_low", name + "_high", as: title, isNumber: true, rank: rank
    ) { interval(part($0.row).posterior) }
  }

  private static func plugInShare(
    _ name: String, as title: String,
    _ part: @escaping @Sendable (PassRateRow) -> PassRateRow.Value
  ) -> ShownColumn<PassRateLine> {
    PassRateTable.table.shown(name, as: title, isNumber: true, rank: 2) {
      short(part($0.row).plugIn)
    }
  }

  private var heading: String {
    "\(posterior.counts.promptCount) prompts, true rates Beta(\(Self.short(posterior.fit.alpha)), "
      + "\(Self.short(posterior.fit.beta))) by their counts; [95% interval]"
  }

  private static func short(_ value: Double?) -> String {
    value.map { NumberText.printed("%.3g", $0) } ?? ""
  }

  private static func interval(_ value: PassRatePosterior.Interval?) -> String {
    value.map { NumberText.printed("%.3g [%.3g, %.3g]", $0.mean, $0.low, $0.high) } ?? ""
  }
}
