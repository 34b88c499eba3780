import Analysis
import Foundation
import GRPO

/// What observed pass rates say of the true ones, in every format.
struct PassRateText {
  let rows: [(name: String, row: PassRateRow)]
  let posterior: PassRatePosterior

  /// A value by the name of its column.
  enum Cell {
    case text(String)
    case whole(Int)
    case number(Double?)
  }

  func text(_ format: OutputFormat, width: Int?) throws -> String {
    switch format {
    case .table: table(.terminal, width: width)
    case .markdown: table(.markdown, width: nil)
    case .csv: csv
    case .json: try json
    }
  }

  private func cells(_ name: String, _ row: PassRateRow) -> [(String, Cell)] {
    let setting = row.setting
    var cells: [(String, Cell)] = [
      ("advantage", .text(name)), ("noise", .text(setting.dither.family.name)),
      ("group_size", .whole(setting.groupSize)), ("sigma", .number(setting.sigma)),
      ("prompts", .whole(posterior.counts.promptCount)),
      ("alpha", .number(posterior.fit.alpha)), ("beta", .number(posterior.fit.beta)),
    ]
    let values = [
      ("silent_fraction", row.silentShare), ("signal_share", row.signalShare),
      ("signal_kept", row.keptSignal),
    ]
    for (name, value) in values {
      cells += [
        (name, .number(value.posterior?.mean)), (name + "_low", .number(value.posterior?.low)),
        (name + "_high", .number(value.posterior?.high)),
        (name + "_plug_in", .number(value.plugIn)),
      ]
    }
    return cells + [
      ("silent_fraction_unbiased", .number(row.unbiasedSilentShare?.mean)),
      ("silent_fraction_unbiased_se", .number(row.unbiasedSilentShare?.standardError)),
    ]
  }

  private var csv: String {
    let table = rows.map { cells($0.name, $0.row) }
    let lines = [table[0].map(\.0)] + table.map { $0.map { Self.plain($0.1) } }
    return lines.map { $0.joined(separator: ",") + "\n" }.joined()
  }

  private static func plain(_ cell: Cell) -> String {
    switch cell {
    case .text(let text): SweepColumns.quoted(text)
    case .whole(let number): "\(number)"
    case .number(let number): number.map { "\($0)" } ?? ""
    }
  }

  private var json: String {
    get throws {
      let objects = rows.map { pair in
        Dictionary(
          uniqueKeysWithValues: cells(pair.name, pair.row).map { ($0.0, JSONCell(cell: $0.1)) })
      }
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      return String(decoding: try encoder.encode(objects), as: UTF8.self) + "\n"
    }
  }

  private struct JSONCell: Encodable {
    let cell: Cell

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch cell {
      case .text(let text): try container.encode(text)
      case .whole(let number): try container.encode(number)
      case .number(let number?): try container.encode(number)
      case .number(nil): try container.encodeNil()
      }
    }
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
