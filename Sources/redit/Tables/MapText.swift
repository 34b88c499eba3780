import Analysis
import Foundation
import Training

/// A map for people and for programs.
struct MapText {
  let cells: [RegimeCell]
  let runs: Int
  let seed: UInt64

  /// - Parameter width: of the terminal; nil for every column.
  func text(_ format: OutputFormat, width: Int?) throws -> String {
    switch format {
    case .table: table(.terminal, width: width)
    case .markdown: table(.markdown, width: nil)
    case .csv: csv
    case .json: try MapTable.table.json(lines)
    }
  }

  /// What programs and figures read.
  var csv: String { MapTable.table.csv(lines) }

  private var lines: [MapLine] { cells.map { MapLine(cell: $0, seed: seed) } }

  private func table(_ style: FittedTable.Style, width: Int?) -> String {
    let columns =
      RegimeName.columns + [
        FittedTable.Column(title: "steps", isNumber: true, rank: 1),
        FittedTable.Column(title: "ratio", isNumber: true),
        FittedTable.Column(title: "effect"),
        FittedTable.Column(title: "silent", isNumber: true, rank: 4, lift: "silent"),
        FittedTable.Column(title: "noise share", isNumber: true, rank: 5, lift: "noise share"),
        FittedTable.Column(title: "gain", isNumber: true, rank: 3, lift: "gain"),
        FittedTable.Column(title: "cosine", isNumber: true, rank: 4, lift: "cosine"),
        FittedTable.Column(title: "rise", isNumber: true, rank: 2, lift: "rise"),
        FittedTable.Column(title: "noise alone", isNumber: true, rank: 6, lift: "noise alone"),
      ]
    let rows = cells.map { cell in
      let why = cell.explanation
      return RegimeName(cell).cells + [
        Self.fixed(cell.plain.steps, 1), RatioText.ratio(cell.dithered.change),
        cell.effect.rawValue, Self.fixed(why.silentShare, 2), Self.optional(why.noiseShare, 3),
        Self.optional(why.gain, 3), Self.cosine(why), Self.optional(why.rise, 3),
        Self.fixed(why.collapseSteps, 0),
      ]
    }
    let text = FittedTable(columns, rows: rows).text(style, width: width) { common in
      heading + (common.isEmpty ? "" : "\n" + common.joined(separator: ", "))
    }
    return text + summary.wrapped(to: width)
      + RatioText.marks(cells.map(\.dithered)).wrapped(to: width)
      + (SigmaChoiceText(cells)?.text(style, width: width) ?? "")
      + (style == .markdown ? "" : Glossary.pointer + "\n")
  }

  private var heading: String {
    "\(runs) runs of \(cells.first?.regime.plan.steps ?? 0) steps each, seed \(seed); ratio of "
      + "restricted mean steps with noise to those without, with its interval of 95%"
  }

  private var summary: String {
    let counts = RegimeCell.Effect.allCases.map { effect in
      "\(effect.rawValue) \(cells.count { $0.effect == effect })"
    }
    let least = cells.filter { $0.effect != .unreached }
      .compactMap { $0.dithered.change?.stepRatio?.estimate }.min()
    let smallest = least.map { "; the smallest ratio is \(Self.fixed($0, 3))" } ?? ""
    return "\(cells.count) cells: \(counts.joined(separator: ", "))\(smallest)\n"
  }

  /// Without noise, and with it.
  private static func cosine(_ why: Explanation) -> String {
    guard let plain = why.cosinePlain, let dithered = why.cosine else { return "" }
    return "\(fixed(plain, 3)) to \(fixed(dithered, 3))"
  }

  private static func optional(_ value: Double?, _ digits: Int) -> String {
    value.map { fixed($0, digits) } ?? ""
  }

  private static func fixed(_ value: Double, _ digits: Int) -> String {
    NumberText.fixed(value, digits: digits)
  }
}
