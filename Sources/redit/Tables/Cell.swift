/// What stands in one field of a row.
enum Cell: Equatable, Sendable {
  case text(String)
  case real(Double)
  case count(UInt64)
  case whole(Int)
  case flag(Bool)
  case list([Double])
  /// There is no value; the row's note says why.
  case empty

  /// Empty where there is no number; `keepsInfinite` where a value may well be.
  static func number(_ value: Double?, keepsInfinite: Bool = false) -> Cell {
    guard let value, value.isFinite || (keepsInfinite && value.isInfinite) else { return .empty }
    return .real(value)
  }

  static func count(_ value: Int?) -> Cell { value.map { .count(UInt64($0)) } ?? .empty }

  /// A number that may be negative, as somebody's steps may.
  static func whole(_ value: Int?) -> Cell { value.map { .whole($0) } ?? .empty }

  static func text(_ value: String?) -> Cell { value.map { .text($0) } ?? .empty }
}

extension Cell {
  /// Appends the cell as CSV has it: nothing for an empty one, spaces between the numbers of a list.
  func append(to line: inout ByteText) {
    switch self {
    case .text(let text): line.append(field: text)
    case .real(let value): value.write(to: &line)
    case .count(let value): line.append(value)
    case .whole(let value):
      if value < 0 { line.append(UInt8(ascii: "-")) }
      line.append(UInt64(value.magnitude))
    case .flag(let value): line.write(value ? "true" : "false")
    case .list(let values):
      for (place, value) in values.enumerated() {
        if place > 0 { line.append(UInt8(ascii: " ")) }
        value.write(to: &line)
      }
    case .empty: break
    }
  }
}

extension Cell {
  /// The cell in words.
  var text: String {
    if case .text(let text) = self { return text }
    var text = ByteText()
    append(to: &text)
    return text.text
  }
}

extension Cell: Encodable {
  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .text(let text): try container.encode(text)
    case .real(let value): try container.encode(value)
    case .count(let value): try container.encode(value)
    case .whole(let value): try container.encode(value)
    case .flag(let value): try container.encode(value)
    case .list(let values): try container.encode(values)
    case .empty: try container.encodeNil()
    }
  }
}
