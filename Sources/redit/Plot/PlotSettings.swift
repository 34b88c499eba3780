/// What tells one curve of a sweep from another, as the sweep wrote it; empty where it does not apply.
struct PlotSettings: Hashable {
  /// As it was asked for: `standardized`, `trl`.
  let advantage: String
  /// What that is, where the sweep has a column for it.
  let law: String
  let noise: String
  let groupSize: String
  let ddof: String
  let stabilizer: String
  let clamp: String

  init(row: CSVTable.Row, of table: CSVTable) throws {
    let optional = { (column: String) in
      table.has(column) ? try table.text(column, in: row) : ""
    }
    advantage = try table.text("advantage", in: row)
    law = try optional("law")
    noise = try table.text("noise", in: row)
    groupSize = try table.count("group_size", in: row)
    // The law tells them where there is one; of an advantage that does not divide they say nothing.
    let tells = law.isEmpty && advantage.contains("standardized")
    ddof = tells ? try table.count("ddof", in: row, least: 0) : ""
    stabilizer = tells ? try table.finite("stabilizer", in: row) : ""
    clamp = law.isEmpty && table.has("clamp") ? try table.finite("clamp", in: row) : ""
  }
}

extension CSVTable {
  /// The text of a whole number, empty for an empty cell.
  ///
  /// - Throws: ``PlotError/notANumber(_:column:line:file:)`` for any other, `inf` and `nan` among
  ///   them.
  func count(_ column: String, in row: Row, least: Double = 1) throws -> String {
    let text = try text(column, in: row)
    if text.isEmpty { return "" }
    guard let value = Double(text), value.isFinite, value >= least, value.rounded() == value else {
      throw PlotError.notANumber(text, column: column, line: row.line, file: file)
    }
    return decimalText(value)
  }

  /// The text of a finite number, short; empty for an empty cell.
  ///
  /// - Throws: ``PlotError/notANumber(_:column:line:file:)`` for any other.
  func finite(_ column: String, in row: Row) throws -> String {
    let text = try text(column, in: row)
    if text.isEmpty { return "" }
    guard let value = Double(text), value.isFinite else {
      throw PlotError.notANumber(text, column: column, line: row.line, file: file)
    }
    return decimalText(value)
  }
}

/// As few digits as tell a number: "0.0001", "1e-06", "8".
func decimalText(_ value: Double) -> String {
  let text = "\(value)"
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}
