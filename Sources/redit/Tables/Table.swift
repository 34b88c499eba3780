/// The columns of a kind of table, and every way in which programs read it.
struct Table<Row>: Sendable {
  let columns: [Column<Row>]
  private let keys: Keys

  /// What tells rows that have cells in common.
  struct Keys: Sendable {
    /// Rows of one key have the same cells but for the first column; nil for a row like no other.
    var row: @Sendable (Row) -> AnyObject? = { _ in nil }
    /// Rows of one setting have the same cells in the columns `ofSetting`; nil for a row of none.
    var setting: @Sendable (Row) -> AnyObject? = { _ in nil }
    /// What stands in the columns `of(number:)` of a row, NaN where there is no value.
    var numbers: @Sendable (Row) -> SIMD8<Double> = { _ in .init(repeating: .nan) }
  }

  init(_ columns: [Column<Row>], keys: Keys = Keys()) {
    precondition(Set(columns.map(\.name)).count == columns.count, "each column once")
    self.columns = columns
    self.keys = keys
  }

  /// One line for the header and one for each row.
  func csv(_ rows: [Row]) -> String {
    var (lines, text) = (csvLines(among: rows), ByteText())
    lines.header(to: &text)
    for row in rows { lines.append(row, to: &text) }
    return text.text
  }

  /// What writes rows one by one; the columns are those of some rows that have every column there is.
  func csvLines(among rows: [Row]) -> CSVLines<Row> {
    CSVLines(shown(rows) { $0.isInCSV }, keys: keys)
  }

  /// A list of objects; null where there is no value.
  func json(_ rows: [Row]) throws -> String {
    let shown = shown(rows) { _ in true }
    return try JSONText.text(
      rows.map { row in
        Dictionary(uniqueKeysWithValues: shown.map { ($0.name, $0.cell(row)) })
      })
  }

  /// What writes rows one by one as ``json(_:)`` writes all: a row as the lines that it has there, without the comma
  /// behind it.
  func jsonItem(among rows: [Row]) -> (Row) throws -> [UInt8] {
    let shown = shown(rows) { _ in true }
    return { row in
      let list = [Dictionary(uniqueKeysWithValues: shown.map { ($0.name, $0.cell(row)) })]
      // Without the brackets around a list of one, and their line breaks.
      return [UInt8](try JSONText.data(list).dropFirst(2).dropLast(2))
    }
  }

  /// One object a line, the names in the order of the columns; what has no value is left out.
  func lines(_ rows: [Row]) throws -> String {
    let shown = try shown(rows) { _ in true }.map { (key: try JSONText.word($0.name), $0.cell) }
    var text = ByteText()
    for row in rows {
      var isFirst = true
      for (key, cell) in shown {
        let cell = cell(row)
        if cell == .empty { continue }
        text.append(UInt8(ascii: isFirst ? "{" : ","))
        isFirst = false
        text.write(key)
        text.append(UInt8(ascii: ":"))
        switch cell {
        case .text(let word): text.write(try JSONText.word(word))
        case .list(let values): text.append([UInt8](try JSONText.data(values, .line)))
        case .real, .count, .whole, .flag, .empty: cell.append(to: &text)
        }
      }
      text.write("}\n")
    }
    return text.text
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
