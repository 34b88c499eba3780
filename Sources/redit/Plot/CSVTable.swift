import Foundation
import SwiftCSV

/// The rows of a CSV file with their line numbers, cells looked up by column name.
struct CSVTable {
  /// One row: its cells, in the order of the header, and the line on which it starts.
  struct Row {
    let cells: [String]
    let line: Int
  }

  let file: String
  /// The names of the columns, in order.
  let header: [String]
  let rows: [Row]
  private let columns: [String: Int]

  /// Reads the file at `path`.
  ///
  /// - Throws: ``PlotError`` when the file is missing, is no CSV, or has no rows.
  init(contentsOfFile path: String) throws {
    guard let data = try? InputFile.read(path, option: "FILE"),
      let text = String(data: data, encoding: .utf8)
    else { throw PlotError.unreadableFile(path) }
    try self.init(text: text, file: path)
  }

  /// Reads `text`; `file` is its name in error messages.
  init(text: String, file: String) throws {
    self.file = file
    let csv: CSV<Enumerated>
    do {
      csv = try CSV<Enumerated>(string: text, delimiter: .comma, loadColumns: false)
    } catch {
      throw PlotError.malformedFile(file, reason: "\(error)")
    }
    let names = csv.header.map { $0.trimmingCharacters(in: .whitespaces) }
    header = names
    columns = Dictionary(zip(names, names.indices), uniquingKeysWith: { first, _ in first })
    rows = Self.numbered(csv.rows).filter { row in row.cells.contains { !$0.isEmpty } }
    if rows.isEmpty { throw PlotError.noRows(file: file) }
  }

  /// The table with some of its rows.
  func with(rows: [Row]) -> CSVTable {
    CSVTable(file: file, header: header, rows: rows, columns: columns)
  }

  private init(file: String, header: [String], rows: [Row], columns: [String: Int]) {
    (self.file, self.header, self.rows, self.columns) = (file, header, rows, columns)
  }

  private static func numbered(_ rows: [[String]]) -> [Row] {
    var line = 2
    return rows.map { cells in
      defer { line += 1 + cells.reduce(0) { $0 + $1.count(where: \.isNewline) } }
      return Row(cells: cells, line: line)
    }
  }

  /// Whether the header names `column`.
  func has(_ column: String) -> Bool { columns[column] != nil }

  /// The text of a cell, without surrounding blanks.
  ///
  /// - Throws: ``PlotError/missingColumn(_:file:)``.
  func text(_ column: String, in row: Row) throws -> String {
    guard let index = columns[column] else {
      throw PlotError.missingColumn(column, file: file)
    }
    guard index < row.cells.count else { return "" }
    return row.cells[index].trimmingCharacters(in: .whitespaces)
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
