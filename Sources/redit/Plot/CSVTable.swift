import Platform

/// The rows of a CSV file with their line numbers, cells looked up by column name.
struct CSVTable {
  /// One row: its cells, in the order of the header, and the line on which it starts.
  struct Row {
    let cells: [String]
    let line: Int
  }

  let file: String
  let rows: [Row]
  /// Whether a row may lack a column, whose cell is then empty.
  let isJSON: Bool
  private let columns: CSVHeader

  /// The names of the columns, in order.
  var header: [String] { columns.names }

  /// Reads the file at `path`.
  ///
  /// - Throws: ``PlotError`` when the file is missing, is no CSV, or has no rows.
  init(contentsOfFile path: String) throws {
    guard let data = try? InputFile.read(path, option: "FILE") else {
      throw PlotError.unreadableFile(path)
    }
    try self.init(data: data, file: path)
  }

  /// Reads `text`; `file` is its name in error messages.
  init(text: String, file: String) throws { try self.init(data: Data(text.utf8), file: file) }

  /// Reads `data`; `file` is its name in error messages.
  init(data: Data, file: String) throws {
    self.file = file
    do throws(CSVError) {
      var scanner = try CSVScanner(data)
      columns = try CSVHeader(&scanner)
      var rows: [Row] = []
      while try scanner.next() {
        try columns.check(scanner)
        rows.append(Row(cells: scanner.cells.map(scanner.text), line: scanner.line))
      }
      self.rows = rows
      isJSON = false
    } catch {
      throw PlotError.malformedFile(file, reason: "\(error)")
    }
    if rows.isEmpty { throw PlotError.noRows(file: file) }
  }

  /// The table with some of its rows.
  func with(rows: [Row]) -> CSVTable {
    CSVTable(file: file, rows: rows, columns: columns, isJSON: isJSON)
  }

  init(file: String, rows: [Row], columns: CSVHeader, isJSON: Bool) {
    (self.file, self.rows, self.columns, self.isJSON) = (file, rows, columns, isJSON)
  }

  /// Whether the header names `column`.
  func has(_ column: String) -> Bool { columns[column] != nil }

  /// The text of a cell, without surrounding blanks.
  ///
  /// - Throws: ``PlotError/missingColumn(_:file:)``, of a CSV file.
  func text(_ column: String, in row: Row) throws -> String {
    guard let index = columns[column] else {
      if isJSON { return "" }
      throw PlotError.missingColumn(column, file: file)
    }
    return row.cells[index].trimmingBlanks
  }

  /// The number in a cell; nil when the cell is empty or not finite (a ratio 0/0, say).
  ///
  /// - Throws: ``PlotError/notANumber(_:column:line:file:)``.
  func number(_ column: String, in row: Row) throws -> Double? {
    let text = try text(column, in: row)
    if text.isEmpty { return nil }
    guard let value = Double(text) else {
      throw PlotError.notANumber(text, column: column, line: row.line, file: file)
    }
    return value.isFinite ? value : nil
  }

  /// A number that must be there.
  ///
  /// - Throws: ``PlotError/notANumber(_:column:line:file:)`` also for an empty or infinite one.
  func requiredNumber(_ column: String, in row: Row) throws -> Double {
    if let number = try number(column, in: row) { return number }
    throw PlotError.notANumber(
      try text(column, in: row), column: column, line: row.line, file: file)
  }

  /// A share that must be there.
  ///
  /// - Throws: ``PlotError`` for what is no number in 0...1.
  func share(_ column: String, in row: Row) throws -> Double {
    try requiredNumber(column, within: 0...1, in: row)
  }

  /// A number in a range that must be there.
  ///
  /// - Throws: ``PlotError/outside(_:range:column:line:file:)``.
  func requiredNumber(
    _ column: String, within range: ClosedRange<Double>, in row: Row
  ) throws -> Double {
    let value = try requiredNumber(column, in: row)
    if range.contains(value) { return value }
    throw PlotError.outside(value, range: range, column: column, line: row.line, file: file)
  }

  /// A word of a list.
  ///
  /// - Throws: ``PlotError/notOneOf(_:found:column:line:file:)`` for any other.
  func text(_ column: String, oneOf known: [String], in row: Row) throws -> String {
    let text = try text(column, in: row)
    guard known.contains(text) else {
      throw PlotError.notOneOf(known, found: text, column: column, line: row.line, file: file)
    }
    return text
  }
}
