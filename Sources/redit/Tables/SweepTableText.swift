import Analysis
import Foundation
import GRPO

/// A sweep for people: what all rows share in one line, then one line per row.
///
/// Estimates carry their standard errors and have the exact value beside them. To fit a terminal, the
/// cosine and the silent share are shown exactly where they are known, else simulated.
enum SweepTableText {
  /// Rows of single prompts shown on a terminal before the rest is counted.
  static let promptRows = 20

  /// - Parameter width: of the terminal; nil for every column and row.
  static func text(_ rows: [LabelledRow], _ format: OutputFormat, width: Int?) throws -> String {
    switch format {
    case .table: table(rows, .terminal, width: width)
    case .markdown: table(rows, .markdown, width: nil)
    case .csv: SweepTable.table.csv(rows)
    case .json: try SweepTable.table.json(rows)
    }
  }

  private static func table(_ rows: [LabelledRow], _ style: FittedTable.Style, width: Int?)
    -> String
  {
    guard let first = rows.first else { return "" }
    let sets = rows.filter(\.isSet)
    let prompts = rows.filter { !$0.isSet }
    let isCut = width != nil && !sets.isEmpty && prompts.count > promptRows
    let shown = sets + (isCut ? Array(prompts.prefix(promptRows)) : prompts)
    let notes = shown.flatMap(\.notes).inOrderOfAppearance
    let table = table(of: shown, notes: notes, style).text(style, width: width) { common in
      let run = first.groups > 0 ? ["\(first.groups) groups", "seed \(first.seed)"] : ["exact"]
      let lines = [(common + run).joined(separator: ", "), laws(rows)]
      return lines.filter { !$0.isEmpty }.joined(separator: "\n")
    }
    let left = prompts.count - promptRows
    let more = "\(left) more rows of single prompts: --wide, --format csv or --out FILE.csv\n"
    return table
      + (style == .markdown ? "" : (footnotes(notes) + Glossary.pointer).wrapped(to: width) + "\n")
      + (isCut ? more.wrapped(to: width) : "")
  }

  /// Why fields are empty.
  private static func footnotes(_ notes: [String]) -> String {
    notes.enumerated().map { "[\($0.offset + 1)] \($0.element)\n" }.joined()
  }

  /// In Markdown the words; on a terminal the numbers of the footnotes.
  private static func note(
    _ row: LabelledRow, _ notes: [String], _ style: FittedTable.Style
  ) -> String {
    if style == .markdown { return row.note }
    return row.notes.map { "[\(notes.firstIndex(of: $0)! + 1)]" }.joined()
  }

  private static func table(
    of rows: [LabelledRow], notes: [String], _ style: FittedTable.Style
  ) -> FittedTable {
    let simulates = rows.contains { $0.simulated != nil }
    let measured: [(Quantity, rank: Int)] = [
      (.gradientNorm, 2), (.variance, 0), (.signalToNoise, simulates ? 1 : 0),
    ]
    let columns =
      [
        FittedTable.Column(title: "policy", lift: ""),
        FittedTable.Column(title: "advantage", lift: ""),
        FittedTable.Column(title: "noise", lift: ""),
        FittedTable.Column(title: "G", isNumber: true, lift: "G"),
        FittedTable.Column(title: "objective", rank: 5, lift: ""),
        FittedTable.Column(title: "sigma", isNumber: true),
      ]
      + measured.flatMap { quantity, rank in
        (simulates ? [title(quantity), "exact"] : [title(quantity)]).map {
          FittedTable.Column(title: $0, isNumber: true, rank: rank)
        }
      }
      + [(Quantity.cosine, 3), (.silentFraction, 4)].map { quantity, rank in
        FittedTable.Column(
          title: title(quantity), isNumber: true, rank: rank,
          lift: rows.count > 1 ? title(quantity) : nil)
      }
      + [
        FittedTable.Column(title: "step dV", isNumber: true, lift: ""),
        FittedTable.Column(title: "rest", isNumber: true, lift: ""),
        FittedTable.Column(title: "note", lift: "note"),
      ]
    return FittedTable(
      columns,
      rows: rows.map { row in
        identity(row) + measured.flatMap { cells(row, $0.0, simulates: simulates) }
          + [
            known(row, .cosine), known(row, .silentFraction),
            row.improvement.map(NumberText.short) ?? "",
            row.improvementRest.map(NumberText.short) ?? "",
            note(row, notes, style),
          ]
      })
  }

  private static func identity(_ row: LabelledRow) -> [String] {
    [
      row.policy, row.advantage, row.setting.dither.family.name, "\(row.setting.groupSize)",
      row.objective, NumberText.short(row.setting.sigma),
    ]
  }

  /// What the names of the advantages stand for, where they do not say it themselves.
  private static func laws(_ rows: [LabelledRow]) -> String {
    NamedAdvantage.legend(
      rows.map { NamedAdvantage(name: $0.advantage, estimator: $0.setting.advantage) })
  }

  private static func cells(
    _ row: LabelledRow, _ quantity: Quantity, simulates: Bool
  ) -> [String] {
    let exact = row.exact[quantity].map { NumberText.short($0.mean) } ?? ""
    return simulates ? [row.simulated?[quantity].map(NumberText.withError) ?? "", exact] : [exact]
  }

  private static func known(_ row: LabelledRow, _ quantity: Quantity) -> String {
    row.exact[quantity].map { NumberText.short($0.mean) } ?? row.simulated?[quantity].map(
      NumberText.withError) ?? ""
  }

  private static func title(_ quantity: Quantity) -> String {
    switch quantity {
    case .gradientNorm: "norm E g"
    case .secondMoment: "E norm(g)^2"
    case .variance: "tr Cov g"
    case .signalToNoise: "snr"
    case .cosine: "cosine"
    case .silentFraction: "silent"
    case .largestAdvantage: "largest A"
    case .maximumAdvantage: "max A"
    }
  }
}
