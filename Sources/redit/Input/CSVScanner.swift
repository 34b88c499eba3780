import Platform

/// Reads the rows of a CSV one after another, without a copy of the text.
///
/// RFC 4180, and what real files do besides: lines end in LF, CRLF or CR, lines without text are
/// passed over, the last line needs no end, a byte order mark is skipped. What cannot be meant is refused by line: a
/// quote inside a cell that has none around it, text after a closing quote, a quote that is never
/// closed, a NUL, bytes that are not UTF-8.
struct CSVScanner {
  /// One cell: its bytes without the quotes around it.
  struct Field {
    fileprivate(set) var range: Range<Int>
    /// Inside quotes, where a quote stands twice for one.
    fileprivate(set) var hasDoubledQuotes: Bool
    fileprivate(set) var isQuoted: Bool
  }

  let bytes: [UInt8]
  let delimiter: UInt8
  /// The cells of the row read last.
  private(set) var cells: [Field] = []
  /// The line on which that row starts, from 1.
  private(set) var line = 0

  private var position: Int
  private var nextLine = 1

  /// - Throws: ``CSVError`` for bytes that are not UTF-8 text.
  init(_ data: Data, delimiter: Delimiter = .comma) throws(CSVError) {
    bytes = [UInt8](data)
    self.delimiter = delimiter.rawValue
    position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    try Self.checkText(bytes)
  }

  /// Reads the next row that is not empty into `cells`; false at the end.
  mutating func next() throws(CSVError) -> Bool {
    while position < bytes.count {
      line = nextLine
      cells.removeAll(keepingCapacity: true)
      repeat { try readCell() } while passDelimiter()
      passLineEnd()
      if cells.contains(where: { $0.isQuoted || !$0.range.isEmpty }) { return true }
    }
    return false
  }

  /// The text of a cell.
  func text(_ cell: Field) -> String {
    let text = String(decoding: bytes[cell.range], as: UTF8.self)
    return cell.hasDoubledQuotes ? text.replacing("\"\"", with: "\"") : text
  }

  private mutating func readCell() throws(CSVError) {
    if position < bytes.count, bytes[position] == .quote { return try readQuotedCell() }
    let start = position
    while position < bytes.count {
      let byte = bytes[position]
      if byte == delimiter || byte == .lineFeed || byte == .carriageReturn { break }
      if byte == .quote {
        throw CSVError(
          nextLine, "a quote in a cell that has none around it (quote the cell, double the quote)")
      }
      position += 1
    }
    cells.append(Field(range: start..<position, hasDoubledQuotes: false, isQuoted: false))
  }

  private mutating func readQuotedCell() throws(CSVError) {
    let opened = nextLine
    position += 1
    var cell = Field(range: position..<position, hasDoubledQuotes: false, isQuoted: true)
    while position < bytes.count {
      let byte = bytes[position]
      if byte == .quote {
        guard position + 1 < bytes.count, bytes[position + 1] == .quote else { break }
        cell.hasDoubledQuotes = true
        position += 1
      } else if byte == .lineFeed || byte == .carriageReturn && !isBeforeLineFeed {
        // CR LF is one line, counted at its LF.
        nextLine += 1
      }
      position += 1
    }
    guard position < bytes.count else {
      throw CSVError(opened, "the quote that is opened here is never closed")
    }
    cell.range = cell.range.lowerBound..<position
    position += 1
    guard position == bytes.count || isAtCellEnd else {
      throw CSVError(nextLine, "text after the quote that closes a cell")
    }
    cells.append(cell)
  }

  private var isBeforeLineFeed: Bool {
    position + 1 < bytes.count && bytes[position + 1] == .lineFeed
  }

  private var isAtCellEnd: Bool {
    [delimiter, .lineFeed, .carriageReturn].contains(bytes[position])
  }

  private mutating func passDelimiter() -> Bool {
    guard position < bytes.count, bytes[position] == delimiter else { return false }
    position += 1
    return true
  }

  private mutating func passLineEnd() {
    guard position < bytes.count else { return }
    position += bytes[position] == .carriageReturn && isBeforeLineFeed ? 2 : 1
    nextLine += 1
  }

  private static func checkText(_ bytes: [UInt8]) throws(CSVError) {
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw CSVError(nil, "UTF-16 text; save it as UTF-8")
    }
    if let zero = bytes.firstIndex(of: 0) {
      throw CSVError(Self.line(of: zero, in: bytes), "a NUL, which no text has")
    }
    if String(validating: bytes, as: UTF8.self) != nil { return }
    var start = 0
    for part in bytes.split(
      omittingEmptySubsequences: false, whereSeparator: { $0 == .lineFeed || $0 == .carriageReturn }
    ) {
      start = part.startIndex
      if String(validating: part, as: UTF8.self) == nil { break }
    }
    throw CSVError(Self.line(of: start, in: bytes), "not UTF-8 text")
  }

  private static func line(of index: Int, in bytes: [UInt8]) -> Int {
    // As rows are counted: a line ends with LF, CR LF or CR.
    1
      + bytes[..<index].indices.count {
        bytes[$0] == .lineFeed
          || bytes[$0] == .carriageReturn && ($0 + 1 == bytes.count || bytes[$0 + 1] != .lineFeed)
      }
  }
}

extension CSVScanner {
  /// What stands between two cells.
  enum Delimiter: UInt8, CaseIterable {
    case comma = 0x2C
    case semicolon = 0x3B
    case tab = 0x09

    /// The one that stands most often in the first line, outside of quotes.
    static func guessed(from data: Data) -> Delimiter {
      var counts: [UInt8: Int] = [:]
      var isQuoted = false
      for byte in data.prefix(1 << 20) {
        // A doubled quote toggles twice, which is right.
        if byte == .quote { isQuoted.toggle() }
        if !isQuoted && (byte == .lineFeed || byte == .carriageReturn) { break }
        if !isQuoted { counts[byte, default: 0] += 1 }
      }
      return allCases.max { counts[$0.rawValue, default: 0] < counts[$1.rawValue, default: 0] }
        .flatMap { counts[$0.rawValue, default: 0] > counts[comma.rawValue, default: 0] ? $0 : nil }
        ?? .comma
    }
  }
}

extension UInt8 {
  fileprivate static let quote: UInt8 = 0x22
  fileprivate static let lineFeed: UInt8 = 0x0A
  fileprivate static let carriageReturn: UInt8 = 0x0D
}
