import Platform

/// A row of numbers that are all it says.
protocol PackedRow: Sendable {
  /// A row to be filled.
  static var empty: Self { get }
  /// Every number of it.
  static var fields: [PackedField<Self>] { get }
}

/// A number of a row, as 64 bits.
enum PackedField<Row: Sendable>: Sendable {
  case double(WritableKeyPath<Row, Double> & Sendable)
  case int(WritableKeyPath<Row, Int> & Sendable)
  /// Nil as the smallest number there is.
  case optionalInt(WritableKeyPath<Row, Int?> & Sendable)
  case bool(WritableKeyPath<Row, Bool> & Sendable)

  fileprivate func bits(_ row: Row) -> UInt64 {
    switch self {
    case .double(let path): row[keyPath: path].bitPattern
    case .int(let path): UInt64(bitPattern: Int64(row[keyPath: path]))
    case .optionalInt(let path): UInt64(bitPattern: row[keyPath: path].map { Int64($0) } ?? .min)
    case .bool(let path): row[keyPath: path] ? 1 : 0
    }
  }

  fileprivate func set(_ row: inout Row, _ bits: UInt64) {
    switch self {
    case .double(let path): row[keyPath: path] = Double(bitPattern: bits)
    case .int(let path): row[keyPath: path] = Int(Int64(bitPattern: bits))
    case .optionalInt(let path):
      let number = Int64(bitPattern: bits)
      row[keyPath: path] = number == .min ? nil : Int(number)
    case .bool(let path): row[keyPath: path] = bits != 0
    }
  }
}

/// Rows as one text in a piece: their bits, little end first, in base 64.
///
/// Bits cost next to nothing and are the same whatever the number, or what is no number. The digits of all numbers
/// of a row would cost a good part of the time that a bandit takes to make it.
struct PackedRows<Row: PackedRow>: Codable {
  let rows: [Row]

  init(_ rows: [Row]) { self.rows = rows }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let fields = Row.fields
    let width = 8 * fields.count
    guard let data = Data(base64Encoded: try container.decode(String.self)),
      data.count.isMultiple(of: width)
    else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "no packed rows")
    }
    rows = data.withUnsafeBytes { bytes in
      (0..<data.count / width).map { index in
        var row = Row.empty
        for (place, field) in fields.enumerated() {
          let bits = bytes.loadUnaligned(fromByteOffset: index * width + 8 * place, as: UInt64.self)
          field.set(&row, UInt64(littleEndian: bits))
        }
        return row
      }
    }
  }

  func encode(to encoder: any Encoder) throws {
    let fields = Row.fields
    var bits: [UInt64] = []
    bits.reserveCapacity(fields.count * rows.count)
    for row in rows { for field in fields { bits.append(field.bits(row).littleEndian) } }
    var container = encoder.singleValueContainer()
    try container.encode(bits.withUnsafeBytes { Data($0) }.base64EncodedString())
  }
}
