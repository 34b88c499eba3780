import Platform

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
  /// A field that an object lacks is an empty cell, and so is null.
  init(json data: Data, file: String) throws {
    let decoder = JSONDecoder()
    let isList = data.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) } == UInt8(ascii: "[")
    // First, for the decoder passes over a comma before the end of an object that is in a list.
    if isList, let fault = JSONSyntax.fault(in: data) {
      throw PlotError.malformedJSON(file, fault)
    }
    if let rows = try? decoder.decode([[String: JSONCell]].self, from: data) {
      try self.init(rows, lines: JSONSyntax.elementLines(of: data), file: file)
      return
    }
    let lines = data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    var rows: [[String: JSONCell]] = []
    var places: [Int] = []
    for (index, line) in lines.enumerated()
    where !line.allSatisfy({ [0x20, 0x09, 0x0D].contains($0) }) {
      do {
        rows.append(try decoder.decode([String: JSONCell].self, from: Data(line)))
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

  private init(_ rows: [[String: JSONCell]], lines: [Int], file: String) throws {
    let names = Set(rows.flatMap(\.keys)).sorted()
    if rows.isEmpty { throw PlotError.noRows(file: file) }
    do throws(CSVError) {
      self.init(
        file: file,
        rows: rows.enumerated().map { index, row in
          Row(
            cells: names.map { row[$0]?.text ?? "" },
            line: index < lines.count ? lines[index] : index + 1)
        },
        columns: try CSVHeader(names, line: nil), isJSON: true)
    } catch {
      throw PlotError.malformedFile(file, reason: "\(error)")
    }
  }
}

/// A value of a JSON object as the text of a cell; a list has spaces between its elements.
private struct JSONCell: Decodable {
  let text: String

  init(from decoder: any Decoder) throws {
    if let list = try? [JSONCell](from: decoder) {
      text = list.map(\.text).joined(separator: " ")
      return
    }
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      text = ""
    } else if let flag = try? value.decode(Bool.self) {
      text = "\(flag)"
    } else if let count = try? value.decode(UInt64.self) {
      text = "\(count)"
    } else if let number = try? value.decode(Double.self) {
      text = "\(number)"
    } else {
      text = try value.decode(String.self)
    }
  }
}
