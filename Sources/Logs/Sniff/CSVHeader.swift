/// The first records of comma-separated values.
struct CSVHeader {
  let delimiter: UInt8
  let names: [String]
  let fields: [Field]
  /// Where the rows begin, from the first byte.
  let size: Int

  /// Bytes that are looked at.
  static let reach = 1 << 18
  /// Records that are looked at.
  static let records = 32

  /// Reads the header and what the first rows hold, without consuming anything.
  init(_ bytes: ByteSource) throws(LogError) {
    if bytes.count < Self.reach { _ = try bytes.fill(Self.reach - bytes.count) }
    let limit = bytes.start + min(bytes.count, Self.reach)
    let isAll = bytes.isAtEnd && bytes.count <= Self.reach
    delimiter = Self.guess(bytes.start, limit)
    var p = bytes.start
    guard let header = Self.record(&p, limit, delimiter, isAll: isAll) else {
      throw LogError(
        file: bytes.name, line: 1, reason: "neither JSON nor a CSV header in the first 256 KB")
    }
    names = header
    size = p - bytes.start
    if let name = header.indices.first(where: { header[..<$0].contains(header[$0]) }) {
      throw LogError(
        file: bytes.name, line: 1, reason: "column \(Words.shown(header[name])) stands twice")
    }
    var fields = header.map { Field(name: $0, kind: .missing) }
    for _ in 0..<Self.records where p < limit {
      guard let cells = Self.record(&p, limit, delimiter, isAll: isAll) else { break }
      for (index, cell) in cells.prefix(fields.count).enumerated() {
        fields[index].add(Self.field(header[index], cell))
      }
    }
    self.fields = fields
  }

  private static func field(_ name: String, _ cell: String) -> Field {
    var text = Array(cell.utf8)
    text += [UInt8](repeating: 0, count: 16)
    return text.withUnsafeBufferPointer { text in
      switch ScannedNumber(text.baseAddress!, text.count - 16) {
      case .missing: Field(name: name, kind: .missing)
      case .value, .infinite: Field(name: name, kind: .number)
      case .other: Field(name: name, kind: .text, example: String(cell.prefix(64)))
      }
    }
  }

  /// The separator that stands in the first line most often, outside quotes: a comma, a semicolon
  /// or a tab.
  private static func guess(_ start: UnsafePointer<UInt8>, _ limit: UnsafePointer<UInt8>) -> UInt8 {
    var counts: [UInt8: Int] = [:]
    var isQuoted = false
    var p = start
    while p < limit, isQuoted || (p[0] != 10 && p[0] != 13) {
      if p[0] == 0x22 { isQuoted.toggle() } else if !isQuoted { counts[p[0], default: 0] += 1 }
      p += 1
    }
    let candidates: [UInt8] = [UInt8(ascii: ","), 9, UInt8(ascii: ";")]
    return candidates.max { counts[$0, default: 0] < counts[$1, default: 0] } ?? candidates[0]
  }

  /// The fields of a record, quotes taken off; nil where it does not end before `limit`.
  static func record(
    _ p: inout UnsafePointer<UInt8>, _ limit: UnsafePointer<UInt8>, _ delimiter: UInt8, isAll: Bool
  ) -> [String]? {
    var q = p
    var fields: [String] = []
    var field: [UInt8] = []
    var isQuoted = false
    while q < limit {
      let byte = q[0]
      q += 1
      if byte == 0x22 {
        if isQuoted, q < limit, q[0] == 0x22 {
          field.append(byte)
          q += 1
        } else {
          isQuoted.toggle()
        }
      } else if isQuoted {
        field.append(byte)
      } else if byte == delimiter {
        fields.append(String(decoding: field, as: UTF8.self))
        field = []
      } else if byte == 10 || byte == 13 {
        guard byte == 10 || q < limit || isAll else { return nil }
        if byte == 13, q < limit, q[0] == 10 { q += 1 }
        p = q
        return fields + [String(decoding: field, as: UTF8.self)]
      } else {
        field.append(byte)
      }
    }
    guard isAll, !isQuoted else { return nil }
    p = q
    return fields + [String(decoding: field, as: UTF8.self)]
  }
}
