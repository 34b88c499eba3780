import Platform

/// Where a text stops being JSON (RFC 8259), which `JSONDecoder` does not tell everywhere.
struct JSONSyntax {
  /// What stands in the wrong place.
  struct Fault: Error, Equatable, CustomStringConvertible {
    /// From 1.
    let line: Int
    /// From 1, in Unicode scalars.
    let column: Int
    let reason: String

    var description: String { "line \(line), column \(column): \(reason)" }
  }

  /// Lists and objects within each other that a decoder follows.
  static let deepest = 512

  /// The first fault of a document; nil where there is none.
  static func fault(in data: Data) -> Fault? {
    var scanner = JSONSyntax(data)
    do throws(Fault) {
      try scanner.check()
      return nil
    } catch {
      return error
    }
  }

  /// The lines on which the elements of the outermost list begin; none of another document.
  static func elementLines(of data: Data) -> [Int] {
    var scanner = JSONSyntax(data)
    guard (try? scanner.check()) != nil else { return [] }
    var (line, place) = (1, 0)
    return scanner.elements.map { start in
      line += scanner.bytes[place..<start].count { $0 == UInt8(ascii: "\n") }
      place = start
      return line
    }
  }

  private enum Expected: String {
    case value = "a value"
    case firstElement = "a value or ']'"
    case firstKey = "a name in quotes or '}'"
    case key = "a name in quotes"
    case colon = "':'"
    case separator = "',' or what closes"
  }

  private static let literals = ["true", "false", "null"].map { Array($0.utf8) }

  private let bytes: [UInt8]
  private var position = 0
  /// The closing brackets that are due.
  private var open: [UInt8] = []
  private var elements: [Int] = []

  private init(_ data: Data) {
    bytes = [UInt8](data)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  private mutating func check() throws(Fault) {
    try checkEncoding()
    var expected = Expected.value
    while true {
      while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) {
        position += 1
      }
      guard position < bytes.count else {
        if expected == .separator && open.isEmpty { return }
        throw fault("the text ends where \(words(expected)) is due")
      }
      expected = try next(expected)
    }
  }

  /// Reads one thing; what may follow it.
  private mutating func next(_ expected: Expected) throws(Fault) -> Expected {
    let byte = bytes[position]
    switch (expected, byte) {
    case (.separator, UInt8(ascii: ",")) where !open.isEmpty:
      position += 1
      return open.last == UInt8(ascii: "}") ? .key : .value
    case (.separator, _), (.firstElement, UInt8(ascii: "]")), (.firstKey, UInt8(ascii: "}")):
      guard byte == open.last else { throw unexpected(expected) }
      open.removeLast()
      position += 1
      return .separator
    case (.firstKey, UInt8(ascii: "\"")), (.key, UInt8(ascii: "\"")):
      try string()
      return .colon
    case (.colon, UInt8(ascii: ":")):
      position += 1
      return .value
    case (.value, _), (.firstElement, _):
      // Directly within the outermost list.
      if open == [UInt8(ascii: "]")] { elements.append(position) }
      return try value(byte, expected)
    default: throw unexpected(expected)
    }
  }

  private mutating func value(_ byte: UInt8, _ expected: Expected) throws(Fault) -> Expected {
    switch byte {
    case UInt8(ascii: "["), UInt8(ascii: "{"):
      guard open.count < Self.deepest else {
        throw fault("more than \(Self.deepest) lists and objects within each other")
      }
      // In ASCII either closing bracket stands two places behind the opening one.
      open.append(byte + 2)
      position += 1
      return byte == UInt8(ascii: "[") ? .firstElement : .firstKey
    case UInt8(ascii: "\""):
      try string()
    default:
      if let literal = Self.literals.first(where: { bytes[position...].starts(with: $0) }) {
        position += literal.count
      } else {
        try number(expected)
      }
    }
    return .separator
  }

  private mutating func string() throws(Fault) {
    position += 1
    while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
      if bytes[position] < 0x20 { throw fault("a control character or line break in a text") }
      if bytes[position] == UInt8(ascii: "\\") {
        let rest = bytes[(position + 1)...].prefix(5)
        guard let kind = rest.first, "\"\\/bfnrtu".utf8.contains(kind) else {
          throw fault("no escape of JSON: '\\\(excerpt(from: position + 1))'")
        }
        if kind == UInt8(ascii: "u") {
          let digits = rest.dropFirst()
          guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit })
          else { throw fault("'\\u' needs four hexadecimal digits") }
        }
        position += 1
      }
      position += 1
    }
    guard position < bytes.count else {
      position = bytes.count
      throw fault("the text ends within quotes")
    }
    position += 1
  }

  /// `-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?`, byte by byte: a regular expression takes some 50 microseconds for
  /// each number of a long list.
  private mutating func number(_ expected: Expected) throws(Fault) {
    let start = position
    _ = take { $0 == UInt8(ascii: "-") }
    guard take({ $0 == UInt8(ascii: "0") }) || digits() else {
      position = start
      throw unexpected(expected)
    }
    takeWhole {
      $0.take { $0 == UInt8(ascii: ".") } && $0.digits()
    }
    takeWhole {
      guard $0.take({ $0 | 0x20 == UInt8(ascii: "e") }) else { return false }
      _ = $0.take { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
      return $0.digits()
    }
  }

  /// Passes a byte of this kind, if one is next.
  @inline(__always)
  private mutating func take(_ isMeant: (UInt8) -> Bool) -> Bool {
    guard position < bytes.count, isMeant(bytes[position]) else { return false }
    position += 1
    return true
  }

  /// Passes decimal digits; whether there was one.
  private mutating func digits() -> Bool {
    let start = position
    while take({ $0 &- UInt8(ascii: "0") < 10 }) {}
    return position > start
  }

  /// Passes what is read to its end, and else nothing.
  @inline(__always)
  private mutating func takeWhole(_ read: (inout Self) -> Bool) {
    let start = position
    if !read(&self) { position = start }
  }

  private mutating func checkEncoding() throws(Fault) {
    guard String(validating: bytes, as: UTF8.self) == nil else { return }
    var decoder = UTF8()
    var iterator = bytes[position...].makeIterator()
    while case .scalarValue(let scalar) = decoder.decode(&iterator) {
      position += UTF8.width(scalar)
    }
    throw fault("not UTF-8")
  }

  private func words(_ expected: Expected) -> String {
    guard expected == .separator else { return expected.rawValue }
    return open.last.map { "',' or '\(Character(Unicode.Scalar($0)))'" } ?? "the end"
  }

  private func unexpected(_ expected: Expected) -> Fault {
    fault("\(words(expected)) is due, not '\(excerpt(from: position))'")
  }

  /// A word, or else one character.
  private func excerpt(from start: Int) -> String {
    let text = String(decoding: bytes[min(start, bytes.count)...].prefix(80), as: UTF8.self)
    let word = text.prefix { $0.isLetter || $0.isNumber || "+-._".contains($0) }
    return (word.isEmpty ? String(text.prefix(1)) : String(word.prefix(20))).inOneLine
  }

  private func fault(_ reason: String) -> Fault {
    let before = bytes[..<position]
    let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    let column =
      String(decoding: bytes[start..<position], as: UTF8.self).unicodeScalars
      .count { $0 != "\u{FEFF}" } + 1
    return Fault(
      line: before.count { $0 == UInt8(ascii: "\n") } + 1, column: column, reason: reason)
  }
}
