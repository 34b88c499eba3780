import Analysis
import Platform
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
    let columns: [ShownColumn<LabelledRow>] =
      identity
      + measured.flatMap { quantity, rank in
        estimates(quantity, rank: rank, simulates: simulates)
      }
      + [
        known(.cosine, rank: 3, isAlone: rows.count == 1),
        known(.silentFraction, rank: 4, isAlone: rows.count == 1),
        SweepTable.table.shown("improvement_exact", as: "step dV", isNumber: true, lift: "") {
          $0.improvement.map(NumberText.short) ?? ""
        },
        SweepTable.table.shown("improvement_rest", as: "rest", isNumber: true, lift: "") {
          $0.improvementRest.map(NumberText.short) ?? ""
        },
        SweepTable.table.shown("note", lift: "note") { note($0, notes, style) },
      ]
    return FittedTable(columns, of: rows)
  }

  private static let identity: [ShownColumn<LabelledRow>] = [
    SweepTable.table.shown("policy", lift: ""), SweepTable.table.shown("advantage", lift: ""),
    SweepTable.table.shown("noise", lift: ""),
    SweepTable.table.shown("group_size", as: "G", isNumber: true, lift: "G"),
    SweepTable.table.shown("objective", rank: 5, lift: ""),
    SweepTable.table.shown("sigma", isNumber: true),
  ]

  /// What the names of the advantages stand for, where they do not say it themselves.
  private static func laws(_ rows: [LabelledRow]) -> String {
    NamedAdvantage.legend(
      rows.map { NamedAdvantage(name: $0.advantage, rule: $0.setting.rule) })
  }

  /// The simulated value with its error, where there is one, and the exact one beside it.
  private static func estimates(
    _ quantity: Quantity, rank: Int, simulates: Bool
  ) -> [ShownColumn<LabelledRow>] {
    let name = quantity.rawValue
    let exact = SweepTable.table.shown(
      name + "_exact", as: simulates ? "exact" : title(quantity), isNumber: true, rank: rank
    ) { $0.exact[quantity].map { NumberText.short($0.mean) } ?? "" }
    guard simulates else { return [exact] }
    let simulated = SweepTable.table.shown(
      name, name + "_se", as: title(quantity), isNumber: true, rank: rank
    ) { $0.simulated?[quantity].map(NumberText.withError) ?? "" }
    return [simulated, exact]
  }

  /// The exact value where it is known, else the simulated one.
  private static func known(
    _ quantity: Quantity, rank: Int, isAlone: Bool
  ) -> ShownColumn<LabelledRow> {
    let (name, heading) = (quantity.rawValue, title(quantity))
    return SweepTable.table.shown(
      name + "_exact", name, name + "_se", as: heading, isNumber: true, rank: rank,
      lift: isAlone ? nil : heading
    ) { row in
      row.exact[quantity].map { NumberText.short($0.mean) } ?? row.simulated?[quantity].map(
        NumberText.withError) ?? ""
    }
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
