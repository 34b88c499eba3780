/// A kind of table that the tool writes, as `redit columns` and data/README tell it.
struct TableKind {
  /// What a column is, without its rows.
  struct Entry {
    let name, unit: String
    let type: ColumnType
    let meaning, presence: String
  }

  /// The command that writes it; `pass-rates` is `exact --pass-rates posterior`.
  let name: String
  let entries: [Entry]

  private init(_ name: String, _ table: Table<some Any>) {
    self.name = name
    entries = table.columns.map {
      Entry(
        name: $0.name, unit: $0.unit, type: $0.type, meaning: $0.meaning,
        presence: $0.presence.map { "only \($0.words)" } ?? "")
    }
  }

  /// Every kind, by the command that writes it.
  static let all = [
    TableKind("sweep", SweepTable.table), TableKind("exact", SweepTable.table),
    TableKind("pass-rates", PassRateTable.table), TableKind("train", TrainingTable.table),
    TableKind("advantages", AdvantageTable.table), TableKind("audit", AuditStepTable.table),
    TableKind("audit-forecast", AuditForecastTable.table),
    TableKind("audit-groups", AuditGroupTable.table),
    TableKind("audit-prompts", AuditPromptTable.table),
    TableKind("advise", AuditForecastTable.table), TableKind("advise-sizes", PlanSizeTable.table),
    TableKind("compare", ComparisonTable.table),
    TableKind("map", MapTable.table),
    TableKind("verify", VerdictTable.table), TableKind("calibrate", CalibrationTable.table),
    TableKind("claims", ClaimTable.table), TableKind("columns", ColumnTable.table),
  ]
}

extension TableKind {
  /// As data/README has it.
  var markdown: String {
    let rows = entries.map { entry in
      let presence = entry.presence.isEmpty ? "" : "; \(entry.presence)"
      return ["`\(entry.name)`", entry.unit, entry.meaning + presence]
    }
    let columns = ["column", "unit", "meaning"].map { FittedTable.Column(title: $0) }
    return FittedTable(columns, rows: rows).layout(.markdown, width: nil).table
  }
}

/// A column of a kind of table.
struct ColumnLine {
  let kind: TableKind
  let entry: TableKind.Entry
}

/// What `redit columns` writes.
enum ColumnTable {
  static let table = Table<ColumnLine>([
    Column("table", "", "the command that writes it") { .text($0.kind.name) },
    Column("column", "", "its name, in CSV and JSON") { .text($0.entry.name) },
    Column("unit", "", "of its numbers") { .text($0.entry.unit) },
    Column("type", "", "text, integer, number, boolean, or list: numbers with spaces between") {
      .text($0.entry.type.rawValue)
    },
    Column("meaning", "", "what it holds") { .text($0.entry.meaning) },
    Column("presence", "", "when it is there, if not always") { .text($0.entry.presence) },
  ])
}
