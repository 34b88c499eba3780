import Platform

/// How a text holds its records, and the columns that the first ones show.
struct TextLayout {
  enum Kind: Hashable {
    case lines
    case list
    case table
    case separated(UInt8)
  }

  let kind: Kind
  let fields: [Field]

  /// Records that are looked at.
  private static let records = 32
  /// Bytes that are looked at, unless the first record is longer.
  private static let reach = 1 << 22

  /// Looks at the beginning of a text; nil where there is nothing but blanks. What stands before
  /// the first row is consumed, rows are not.
  init?(_ bytes: ByteSource) throws(LogError) {
    try bytes.skipByteOrderMark()
    guard let first = try Self.firstByte(bytes) else { return nil }
    switch first {
    case UInt8(ascii: "["):
      kind = .list
      bytes.consume(to: bytes.start + 1)
      fields = try Self.rows(bytes) { (cursor: inout JSONCursor) throws(RecordFault) in
        try cursor.fields()
      }
    case UInt8(ascii: "{"):
      if let names = try Self.table(bytes) {
        kind = .table
        fields = try Self.rows(bytes) { (cursor: inout JSONCursor) throws(RecordFault) in
          try Self.cells(&cursor, names)
        }
      } else {
        kind = .lines
        fields = try Self.lines(bytes)
      }
    default:
      try Self.refuseBinary(bytes)
      let header = try CSVHeader(bytes)
      kind = .separated(header.delimiter)
      fields = header.fields
      bytes.consume(to: bytes.start + header.size)
      bytes.line += 1
    }
  }

  /// Consumes blanks and looks at the byte behind them.
  private static func firstByte(_ bytes: ByteSource) throws(LogError) -> UInt8? {
    while true {
      var p = bytes.start
      while p < bytes.limit, p[0] == 32 || p[0] == 10 || p[0] == 13 {
        if p[0] == 10 { bytes.line += 1 }
        p += 1
      }
      bytes.consume(to: p)
      if p < bytes.limit { return p[0] }
      guard try bytes.fill() else { return nil }
    }
  }

  private static func refuseBinary(_ bytes: ByteSource) throws(LogError) {
    while bytes.count < 4, try bytes.fill() {}
    let magic = UnsafeBufferPointer(start: bytes.start, count: min(4, bytes.count))
    if magic.elementsEqual("PAR1".utf8) {
      throw LogError(file: bytes.name, reason: "parquet is read from files named *.parquet only")
    }
    if magic.elementsEqual("SQLi".utf8) {
      throw LogError(file: bytes.name, reason: Refusal.database)
    }
    if magic.first == 0x80 || magic.elementsEqual([0x50, 0x4b, 3, 4]) {
      throw LogError(file: bytes.name, reason: Refusal.pickle)
    }
    if magic.contains(0) { throw LogError(file: bytes.name, reason: "is no text") }
    if magic.starts(with: [0x1f, 0x8b]) || magic.elementsEqual([0x28, 0xb5, 0x2f, 0xfd]) {
      throw LogError(file: bytes.name, reason: "packed: its name must end in .gz or .zst")
    }
  }

  /// The columns of `{"columns": [...], "data": [`, in either order, with everything up to the rows
  /// consumed; nil for another object.
  ///
  /// Where the rows come first all of them are held until the columns are known.
  private static func table(_ bytes: ByteSource) throws(LogError) -> [String]? {
    while true {
      var cursor = JSONCursor(p: bytes.start, end: bytes.limit)
      var isData = false
      do throws(RecordFault) {
        try cursor.expect(UInt8(ascii: "{"), "")
        let first = try cursor.key()
        isData = first == "data"
        guard isData || first == "columns", try cursor.next() == UInt8(ascii: "[") else {
          return nil
        }
        var rows = cursor.p + 1
        var names: [String]?
        if isData { try cursor.skipValue(depth: 1) } else { names = try Self.names(&cursor) }
        try cursor.expect(UInt8(ascii: ","), "")
        let second = try cursor.key()
        guard second == (isData ? "columns" : "data"), try cursor.next() == UInt8(ascii: "[")
        else { return nil }
        if isData { names = try Self.names(&cursor) } else { rows = cursor.p + 1 }
        guard let names else { return nil }
        bytes.consume(to: rows)
        return names
      } catch {
        guard case .cut = error, isData || bytes.count < reach,
          try bytes.fill(max(1, bytes.count))
        else { return nil }
      }
    }
  }

  /// A list of texts, opened at the cursor; nil where it holds something else.
  private static func names(_ cursor: inout JSONCursor) throws(RecordFault) -> [String]? {
    cursor.p += 1
    var names: [String] = []
    repeat {
      guard try cursor.next() == 0x22 else { return nil }
      names.append(String(decoding: try cursor.string(), as: UTF8.self))
    } while try !cursor.isLast(UInt8(ascii: "]"))
    return names
  }

  private static func cells(
    _ cursor: inout JSONCursor, _ names: [String]
  ) throws(RecordFault) -> [Field] {
    try cursor.expect(UInt8(ascii: "["), "a row of the table is expected")
    var fields: [Field] = []
    for (index, name) in names.enumerated() {
      fields.append(try cursor.field(name))
      guard try cursor.isLast(UInt8(ascii: "]")) == (index == names.count - 1) else {
        throw .uneven
      }
    }
    return fields
  }

  /// What the first rows of a document hold.
  private static func rows(
    _ bytes: ByteSource, _ row: (inout JSONCursor) throws(RecordFault) -> [Field]
  ) throws(LogError) -> [Field] {
    var fields: [Field] = []
    var offset = 0
    var seen = 0
    while seen < records, seen == 0 || offset < reach {
      var cursor = JSONCursor(p: bytes.start + offset, end: bytes.limit)
      do throws(RecordFault) {
        if try cursor.next() == UInt8(ascii: "]") { break }
        if seen > 0 { try cursor.expect(UInt8(ascii: ","), "a comma is expected between rows") }
        let found = try row(&cursor)
        _ = try cursor.next()
        Field.merge(found, into: &fields)
        offset = cursor.p - bytes.start
        seen += 1
      } catch {
        if case .cut = error {
          if try bytes.fill(max(1, bytes.count)) { continue }
          if seen > 0 { break }
        }
        let plan = RecordPlan([], [])
        throw error.error(plan, file: bytes.name, line: seen + 1)
      }
    }
    return fields
  }

  /// What the first lines hold.
  private static func lines(_ bytes: ByteSource) throws(LogError) -> [Field] {
    var fields: [Field] = []
    var offset = 0
    var seen = 0
    while seen < records {
      guard let end = try bytes.lineEnd(from: offset) else { break }
      if seen > 0, end > reach { break }
      var cursor = JSONCursor(p: bytes.start + offset, end: bytes.start + end)
      do throws(RecordFault) {
        cursor.skipSpace()
        if cursor.p < cursor.end { Field.merge(try cursor.fields(), into: &fields) }
      } catch {
        if seen == 0 { throw try complaint(bytes, error) }
        break
      }
      if seen == 0, fields.kind("log_history") != nil { throw try complaint(bytes, .cut) }
      seen += 1
      offset = end + 1
      if end >= bytes.count { break }
    }
    return fields
  }

  /// Why the first line is no record.
  private static func complaint(
    _ bytes: ByteSource, _ fault: RecordFault
  ) throws(LogError) -> LogError {
    if bytes.count < reach { _ = try bytes.fill(reach - bytes.count) }
    var cursor = JSONCursor(p: bytes.start, end: bytes.limit)
    let names = (try? cursor.fields(partial: true))?.map(\.name) ?? []
    if let reason = Refusal.metrics(names, silent: try silentShares(bytes, names)) {
      return LogError(file: bytes.name, reason: reason)
    }
    if case .cut = fault, try bytes.hasLineEnd() {
      return LogError(
        file: bytes.name, line: bytes.line + 1,
        reason: "one JSON object a line is expected, this one goes on in the next line")
    }
    return fault.error(RecordPlan([], []), file: bytes.name, line: bytes.line + 1)
  }
}

extension TextLayout {
  /// The values of `frac_reward_zero_std` in the state of a trainer.
  private static func silentShares(
    _ bytes: ByteSource, _ names: [String]
  ) throws(LogError) -> [Double] {
    guard names.contains("log_history") else { return [] }
    while bytes.count < 1 << 26, try bytes.fill(1 << 20) {}
    let key = Array(#""frac_reward_zero_std""#.utf8)
    var values: [Double] = []
    var p = bytes.start
    while p < bytes.limit, let found = memchr(p, 0x22, bytes.limit - p) {
      let quote = UnsafePointer(found.assumingMemoryBound(to: UInt8.self))
      p = quote + 1
      guard bytes.limit - quote > key.count, memcmp(quote, key, key.count) == 0 else { continue }
      var cursor = JSONCursor(p: quote + key.count, end: bytes.limit)
      cursor.skipSpace()
      guard cursor.p < bytes.limit, cursor.p[0] == UInt8(ascii: ":") else { continue }
      cursor.p += 1
      cursor.skipSpace()
      if let value = NumberScanner.scan(&cursor.p), value.isFinite { values.append(value) }
    }
    return values
  }
}

extension JSONCursor {
  /// A key with its colon.
  fileprivate mutating func key() throws(RecordFault) -> String {
    guard try next() == 0x22 else { throw .broken("a key in double quotes is expected") }
    let name = String(decoding: try string(), as: UTF8.self)
    try expect(UInt8(ascii: ":"), "a colon is expected behind a key")
    return name
  }
}
