import Analysis
import Platform

/// The rows of sweeps without a simulation on their way into a file: made while it is written, and not kept.
struct ExactStream {
  private let rows: [ExactRows]
  private let labellers: [RowLabels.Labeller]
  private let note: PlugInNote?

  /// Works out the exact laws; nothing fails after that but the writing.
  ///
  /// - Parameters:
  ///   - sampling: of no groups.
  ///   - table: the prompts, where they were observed.
  init(_ sweeps: [Sweep], _ sampling: Sampling, labels: RowLabels, of table: PromptTable?) throws {
    rows = try sweeps.map { try ExactRows($0, sampling) }
    labellers = rows.map { labels.labeller(of: $0.settings) }
    note = PlugInNote(of: table)
  }

  /// The content in a format; nil for one that sees all rows at once.
  func content(_ format: OutputFormat) -> OutputContent? {
    switch format {
    case .csv: .made(writeCSV)
    case .json: .made(writeJSON)
    case .table, .markdown: nil
    }
  }

  private func writeCSV(to sink: inout OutputSink) throws {
    var lines = SweepTable.table.csvLines(among: kinds)
    lines.header(to: &sink.text)
    try forEach {
      lines.append($0, to: &sink.text)
      try sink.passOn()
    }
  }

  private func writeJSON(to sink: inout OutputSink) throws {
    let item = SweepTable.table.jsonItem(among: kinds)
    var start = "[\n"
    try forEach {
      sink.text.write(start)
      sink.text.append(try item($0))
      start = ",\n"
      try sink.passOn()
    }
    sink.text.write("\n]\n")
  }

  /// Rows that have every column there is.
  private var kinds: [LabelledRow] {
    var kinds: [LabelledRow] = []
    let words = RowWords(advantage: "", noise: "", law: "", objective: "")
    for part in rows {
      part.forEachKind { kinds.append(LabelledRow(row: $0, words: words, isSet: false)) }
    }
    return kinds
  }

  private func forEach(_ body: (LabelledRow) throws -> Void) throws {
    var note = note
    for (part, labeller) in zip(rows, labellers) {
      var labeller = labeller
      try part.forEach { row in
        guard note != nil else { return try body(labeller.label(row)) }
        var row = row
        note!.add(to: &row)
        try body(labeller.label(row))
      }
    }
  }
}
