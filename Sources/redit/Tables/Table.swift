/// The columns of a kind of table, and every way in which programs read it.
struct Table<Row>: Sendable {
  let columns: [Column<Row>]
  /// Rows of one key have the same cells but for the first column; nil for a row like no other.
  private let key: @Sendable (Row) -> ObjectIdentifier?

  init(
    _ columns: [Column<Row>], key: @escaping @Sendable (Row) -> ObjectIdentifier? = { _ in nil }
  ) {
    precondition(Set(columns.map(\.name)).count == columns.count, "each column once")
    self.columns = columns
    self.key = key
  }

  /// One line for the header and one for each row.
  func csv(_ rows: [Row]) -> String {
    let shown = shown(rows) { $0.isInCSV }
    var text = shown.map(\.name).joined(separator: ",") + "\n"
    var known: [ObjectIdentifier: String] = [:]
    for row in rows {
      shown[0].cell(row).append(to: &text)
      guard let key = key(row) else {
        append(row, shown.dropFirst(), to: &text)
        continue
      }
      if known[key] == nil {
        var rest = ""
        append(row, shown.dropFirst(), to: &rest)
        known[key] = rest
      }
      text += known[key]!
    }
    return text
  }

  private func append(_ row: Row, _ columns: ArraySlice<Column<Row>>, to text: inout String) {
    for column in columns {
      text += ","
      column.cell(row).append(to: &text)
    }
    text += "\n"
  }

  /// A list of objects; null where there is no value.
  func json(_ rows: [Row]) throws -> String {
    let shown = shown(rows) { _ in true }
    return try JSONText.text(
      rows.map { row in
        Dictionary(uniqueKeysWithValues: shown.map { ($0.name, $0.cell(row)) })
      })
  }

  /// One object a line, the names in the order of the columns; what has no value is left out.
  func lines(_ rows: [Row]) throws -> String {
    let shown = try shown(rows) { _ in true }.map { (key: try JSONText.word($0.name), $0.cell) }
    var text = ""
    for row in rows {
      var isFirst = true
      for (key, cell) in shown {
        let cell = cell(row)
        if cell == .empty { continue }
        text += isFirst ? "{" : ","
        isFirst = false
        text += key + ":"
        switch cell {
        case .text(let word): text += try JSONText.word(word)
        case .list(let values):
          text += String(decoding: try JSONText.data(values, .line), as: UTF8.self)
        case .real, .count, .whole, .flag, .empty: cell.append(to: &text)
        }
      }
      text += "}\n"
    }
    return text
  }

  /// Words and numbers as programs read them, in a table of Markdown.
  func markdown(_ rows: [Row]) -> String {
    let shown = shown(rows) { $0.isInCSV }
    let cells = rows.map { row in shown.map { $0.cell(row).text } }
    return FittedTable(shown.map { FittedTable.Column(title: $0.name) }, rows: cells)
      .layout(.markdown, width: nil).table
  }

  private func shown(
    _ rows: [Row], _ isWanted: (Column<Row>.Presence) -> Bool
  ) -> [Column<Row>] {
    columns.filter { column in column.presence.map { isWanted($0) && $0.holds(rows) } ?? true }
  }
}
