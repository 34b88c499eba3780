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
    let first = data.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
    guard first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else {
      return try CSVTable(contentsOfFile: path)
    }
    return try CSVTable(json: data, file: path)
  }

  /// An array of objects, or one object a line.
  init(json data: Data, file: String) throws {
    let decoder = JSONDecoder()
    if let rows = try? decoder.decode([[String: JSONCell]].self, from: data) {
      try self.init(objects: rows, file: file)
      return
    }
    let lines = data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let rows = try lines.enumerated().compactMap { number, line -> [String: JSONCell]? in
      if line.allSatisfy({ [0x20, 0x09, 0x0D].contains($0) }) { return nil }
      guard let row = try? decoder.decode([String: JSONCell].self, from: Data(line)) else {
        throw PlotError.malformedJSON(file, line: number + 1)
      }
      return row
    }
    try self.init(objects: rows, file: file)
  }

  private init(objects: [[String: JSONCell]], file: String) throws {
    let names = Set(objects.flatMap(\.keys)).sorted()
    let lines = [names] + objects.map { row in names.map { row[$0]?.text ?? "" } }
    let text = lines.map { $0.map(CSVText.quoted).joined(separator: ",") + "\n" }.joined()
    try self.init(text: text, file: file)
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
