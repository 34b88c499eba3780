/// The names of a CSV's columns, each of them once.
struct CSVHeader: Equatable {
  /// In order, without surrounding blanks.
  let names: [String]
  private let positions: [String: Int]

  /// Reads the first row.
  ///
  /// - Throws: ``CSVError`` for an empty file, or a name that two columns have.
  init(_ scanner: inout CSVScanner) throws(CSVError) {
    guard try scanner.next() else { throw CSVError(nil, "empty") }
    try self.init(scanner.cells.map { scanner.text($0).trimmingBlanks }, line: scanner.line)
  }

  /// These names.
  ///
  /// - Throws: ``CSVError`` for a name that two columns have.
  init(_ names: [String], line: Int?) throws(CSVError) {
    self.names = names
    var positions: [String: Int] = [:]
    // Columns without a name, as of an index, may be several: nobody asks for them.
    for (index, name) in names.enumerated() where !name.isEmpty {
      if let first = positions.updateValue(index, forKey: name) {
        throw CSVError(
          line, "columns \(first + 1) and \(index + 1) are both called '\(name.oneLine())'")
      }
    }
    self.positions = positions
  }

  /// The place of a column.
  subscript(name: String) -> Int? { positions[name] }

  /// Refuses a row that has not as many cells as there are columns.
  func check(_ scanner: CSVScanner) throws(CSVError) {
    let found = scanner.cells.count
    guard found != names.count else { return }
    let hint = found > names.count ? "; text with a comma in it needs quotes around it" : ""
    let cells = found == 1 ? "1 cell" : "\(found) cells"
    let columns = names.count == 1 ? "1 column" : "\(names.count) columns"
    throw CSVError(scanner.line, "\(cells) under \(columns)\(hint)")
  }
}

extension String {
  /// Without blanks at either end.
  var trimmingBlanks: String {
    guard let first = unicodeScalars.first, let last = unicodeScalars.last,
      first.properties.isWhitespace || last.properties.isWhitespace
    else { return self }
    let isBlank = { (character: Character) in character.isWhitespace }
    return String(drop(while: isBlank).reversed().drop(while: isBlank).reversed())
  }
}
