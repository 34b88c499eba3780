import Foundation

extension CSVTable {
  /// Reads a file that the tool wrote: CSV, or JSON or JSON Lines, whose objects are rows and whose
  /// names are columns.
  ///
  /// - Throws: ``PlotError`` when the file is missing, is none of these, or has no rows.
  static func read(_ path: String) throws -> CSVTable {
    guard let data = try? InputFile.read(path, option: "FILE") else {
      throw PlotError.unreadableFile(path)
    }
    let first = data.first { ![0xEF, 0xBB, 0xBF, 0x20, 0x09, 0x0A, 0x0D].contains($0) }
    guard first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else {
      // Not by its path: a pipe is empty when it is read again.
      return try CSVTable(data: data, file: path)
    }
    return try CSVTable(json: data, file: path)
  }

  /// An array of objects, or one object a line.
  ///
  /// A field that an object lacks is an empty cell, and so is null; a field of an object within it is
  /// `outer_inner`.
  init(json data: Data, file: String) throws {
    let decoder = JSONDecoder()
    if let rows = try? decoder.decode([JSONRow].self, from: data) {
      try self.init(rows, lines: JSONSyntax.elementLines(of: data), file: file)
      return
    }
    let isList = data.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) } == UInt8(ascii: "[")
    if isList, let fault = JSONSyntax.fault(in: data) {
      throw PlotError.malformedJSON(file, fault)
    }
    let lines = data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    var rows: [JSONRow] = []
    var places: [Int] = []
    for (index, line) in lines.enumerated()
    where !line.allSatisfy({ [0x20, 0x09, 0x0D].contains($0) }) {
      do {
        rows.append(try decoder.decode(JSONRow.self, from: Data(line)))
        places.append(index + 1)
      } catch {
        let fault = JSONSyntax.fault(in: Data(line))
        throw PlotError.malformedJSON(
          file,
          JSONSyntax.Fault(
            line: index + 1, column: fault?.column ?? 1,
            reason: fault?.reason ?? "neither a list of objects nor one object a line"))
      }
    }
    try self.init(rows, lines: places, file: file)
  }

  private init(_ rows: [JSONRow], lines: [Int], file: String) throws {
    let names = Set(rows.flatMap(\.cells.keys)).sorted()
    if rows.isEmpty { throw PlotError.noRows(file: file) }
    do throws(CSVError) {
      self.init(
        file: file,
        rows: rows.enumerated().map { index, row in
          Row(
            cells: names.map { row.cells[$0] ?? "" },
            line: index < lines.count ? lines[index] : index + 1)
        },
        columns: try CSVHeader(names, line: nil), isJSON: true)
    } catch {
      throw PlotError.malformedFile(file, reason: "\(error)")
    }
  }
}

/// A JSON object as the cells of a row.
private struct JSONRow: Decodable {
  let cells: [String: String]

  init(from decoder: any Decoder) throws {
    var cells: [String: String] = [:]
    for (name, value) in try [String: JSONCell](from: decoder) {
      switch value {
      case .text(let text): cells[name] = text
      case .row(let inner):
        cells.merge(inner.cells.map { ("\(name)_\($0)", $1) }) { first, _ in first }
      }
    }
    self.cells = cells
  }
}

/// A value of a JSON object: the text of a cell, in which a list has spaces between its elements, or
/// several cells.
private enum JSONCell: Decodable {
  case text(String)
  case row(JSONRow)

  init(from decoder: any Decoder) throws {
    if let list = try? [JSONCell](from: decoder) {
      let texts = list.map { if case .text(let text) = $0 { text } else { "" } }
      self = .text(texts.joined(separator: " "))
      return
    }
    if let row = try? JSONRow(from: decoder) {
      self = .row(row)
      return
    }
    self = .text(try Self.text(decoder.singleValueContainer()))
  }

  private static func text(_ value: any SingleValueDecodingContainer) throws -> String {
    if value.decodeNil() { return "" }
    if let flag = try? value.decode(Bool.self) { return "\(flag)" }
    // Whole numbers first: a seed above 2^53 would lose digits as a double.
    if let count = try? value.decode(UInt64.self) { return "\(count)" }
    if let number = try? value.decode(Double.self) { return "\(number)" }
    return try value.decode(String.self)
  }
}
