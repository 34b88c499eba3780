#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Comma-separated values (RFC 4180), a record a row: quoted fields may hold separators, line ends
/// and doubled quotes.
final class CSVSource: RowSource {
  private let bytes: ByteSource
  private let plan: RecordPlan
  private let notes: ReadingNotes
  private let delimiter: UInt8
  /// The files whose rows these are, where columns say file and line of each row; none where lines
  /// are counted.
  private let files: [String]
  private var countsLines: Bool { files.isEmpty }
  /// Line ends within the fields of the record that is read.
  private var innerLines = 0

  /// The bytes must stand behind the header.
  init(
    _ bytes: ByteSource, _ plan: RecordPlan, delimiter: UInt8, files: [String] = [],
    _ notes: ReadingNotes
  ) {
    self.bytes = bytes
    self.plan = plan
    self.delimiter = delimiter
    self.files = files
    self.notes = notes
  }

  func read(into builder: StepBuilder) throws(LogError) -> Bool {
    while builder.ready.isEmpty {
      do throws(RecordFault) {
        while builder.ready.isEmpty, try record(into: builder) {}
      } catch {
        if case .cut = error, !bytes.isAtEnd {
          // As much again as is there: a record that goes on for long is not scanned too often.
          _ = try bytes.fill(max(1, bytes.count))
          continue
        }
        try skipCut(error, builder)
        return false
      }
      if bytes.count == 0, try !bytes.fill() { return !builder.ready.isEmpty }
    }
    return true
  }

  /// Passes over a last record that has no end; another one is an error.
  private func skipCut(_ fault: RecordFault, _ builder: StepBuilder) throws(LogError) {
    guard countsLines else {
      let file = files.indices.contains(builder.file) ? files[builder.file] : bytes.name
      throw fault.error(plan, file: file, line: builder.line)
    }
    let line = bytes.line + 1
    let isLast: Bool
    if case .cut = fault {
      isLast = bytes.count < 1 << 20
    } else {
      isLast = try !bytes.hasLineEnd()
    }
    guard isLast else { throw fault.error(plan, file: bytes.name, line: line) }
    notes.cut.append((bytes.name, line))
    bytes.consume(to: bytes.limit)
  }

  /// Reads one record; false where there is none in what was read. Nothing is consumed unless it is
  /// whole.
  private func record(into builder: StepBuilder) throws(RecordFault) -> Bool {
    var p = bytes.start
    let limit = bytes.limit
    guard p < limit else { return false }
    innerLines = 0
    var row = builder.open()
    if countsLines { row[Slot.line] = UInt64(bytes.line + 1) }
    var column = 0
    let last = plan.bindings.count - 1
    if try endsLine(&p, limit) {
      consume(p)
      return true
    }
    while true {
      let binding = plan.bindings[column]
      if binding.kind == .number, p[0] != 0x22 {
        try number(&p, limit, column, binding, row)
      } else if binding.kind == .integer, let value = whole(&p, limit) {
        row[binding.slot] = value
      } else {
        let content = try field(&p, limit)
        if binding.kind == .file {
          row = try begin(content, column, builder)
        } else {
          try put(content, column, binding, row)
        }
      }
      if p < limit, p[0] == delimiter {
        p += 1
        guard column < last else { throw .broken("more fields than the header has") }
        column += 1
      } else if p < limit ? try endsLine(&p, limit) : bytes.isAtEnd {
        guard column == last else {
          if p == limit, p[-1] != 10, p[-1] != 13 { throw .cut }
          throw .broken("fewer fields than the header has")
        }
        break
      } else {
        if p == limit { throw .cut }
        throw .broken("text follows a closing quote")
      }
    }
    builder.commit()
    consume(p)
    return true
  }

  private func consume(_ p: UnsafePointer<UInt8>) {
    bytes.line += 1 + innerLines
    bytes.consume(to: p)
  }

  /// Steps over a line end, if there is one.
  @inline(__always)
  private func endsLine(
    _ p: inout UnsafePointer<UInt8>, _ limit: UnsafePointer<UInt8>
  ) throws(RecordFault) -> Bool {
    if p[0] == 10 {
      p += 1
      return true
    }
    guard p[0] == 13 else { return false }
    guard p + 1 < limit || bytes.isAtEnd else { throw .cut }
    p += p + 1 < limit && p[1] == 10 ? 2 : 1
    return true
  }

  @inline(__always)
  private func number(
    _ p: inout UnsafePointer<UInt8>, _ limit: UnsafePointer<UInt8>, _ column: Int,
    _ binding: Binding, _ row: UnsafeMutablePointer<UInt64>
  ) throws(RecordFault) {
    var q = p
    if let value = NumberScanner.scan(&q), value.isFinite,
      q < limit, q[0] == delimiter || q[0] == 10 || q[0] == 13
    {
      p = q
      row[binding.slot] = value.bitPattern
    } else {
      try put(try field(&p, limit), column, binding, row)
    }
  }

  /// Steps over a field of digits; nil where it is another one.
  @inline(__always)
  private func whole(
    _ p: inout UnsafePointer<UInt8>, _ limit: UnsafePointer<UInt8>
  ) -> UInt64? {
    var q = p
    guard let value = NumberScanner.digits(&q), q < limit,
      q[0] == delimiter || q[0] == 10 || q[0] == 13
    else { return nil }
    p = q
    return UInt64(value)
  }

  /// Whether a separator or a line end is among 8 bytes: a byte that equals the mark is 0 in the
  /// exclusive or, and the only kind of byte whose high bit is set by taking 1 away (or by a borrow
  /// from such a one).
  @inline(__always)
  private func endsWithin(_ p: UnsafePointer<UInt8>) -> Bool {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let bytes = UnsafeRawPointer(p).loadUnaligned(as: UInt64.self)
    func zeros(_ mark: UInt8) -> UInt64 {
      let rest = bytes ^ (ones &* UInt64(mark))
      return (rest &- ones) & ~rest
    }
    return (zeros(delimiter) | zeros(10) | zeros(13)) & (ones << 7) != 0
  }

  /// Steps over a field; its content, without quotes around it, doubled ones within as they are.
  @inline(__always)
  private func field(
    _ p: inout UnsafePointer<UInt8>, _ limit: UnsafePointer<UInt8>
  ) throws(RecordFault) -> UnsafeBufferPointer<UInt8> {
    let first = p
    guard p < limit, p[0] == 0x22 else {
      let near = min(limit, p + 16)
      while p < near, p[0] != delimiter, p[0] != 10, p[0] != 13 { p += 1 }
      if p == near {
        while p + 8 <= limit, !endsWithin(p) { p += 8 }
        while p < limit, p[0] != delimiter, p[0] != 10, p[0] != 13 { p += 1 }
      }
      guard p < limit || bytes.isAtEnd else { throw .cut }
      return UnsafeBufferPointer(start: first, count: p - first)
    }
    p += 1
    while true {
      guard p < limit, let found = memchr(p, 0x22, limit - p) else { throw .cut }
      let quote = UnsafePointer(found.assumingMemoryBound(to: UInt8.self))
      guard quote + 1 < limit || bytes.isAtEnd else { throw .cut }
      p = quote + 1
      if p < limit, p[0] == 0x22 {
        p += 1
        continue
      }
      let content = UnsafeBufferPointer(start: first + 1, count: quote - first - 1)
      countLines(content)
      return content
    }
  }

  private func countLines(_ content: UnsafeBufferPointer<UInt8>) {
    var p = content.baseAddress!
    let end = p + content.count
    while p < end, let found = memchr(p, 10, end - p) {
      innerLines += 1
      p = UnsafePointer(found.assumingMemoryBound(to: UInt8.self)) + 1
    }
  }

  private func put(
    _ content: UnsafeBufferPointer<UInt8>, _ column: Int, _ binding: Binding,
    _ row: UnsafeMutablePointer<UInt64>
  ) throws(RecordFault) {
    switch binding.kind {
    case .ignored, .file, .members: break
    case .text: JSONValues.hash(content, binding, row)
    case .splitKey: JSONValues.split(content, binding, row)
    case .number: row[binding.slot] = try value(content, column, binding, row).bitPattern
    case .integer:
      row[binding.slot] = try JSONValues.whole(value(content, column, binding, row), column)
    }
  }

  private func begin(
    _ content: UnsafeBufferPointer<UInt8>, _ column: Int, _ builder: StepBuilder
  ) throws(RecordFault) -> UnsafeMutablePointer<UInt64> {
    guard case .value(let value) = ScannedNumber(content.baseAddress!, content.count),
      let index = Int(exactly: value)
    else { throw .column(column, "a whole number is expected") }
    builder.begin(file: index)
    return builder.open()
  }

  private func value(
    _ content: UnsafeBufferPointer<UInt8>, _ column: Int, _ binding: Binding,
    _ row: UnsafeMutablePointer<UInt64>
  ) throws(RecordFault) -> Double {
    switch ScannedNumber(content.baseAddress!, content.count) {
    case .value(let value): return value
    case .missing: return .nan
    case .infinite: throw .column(column, "Infinity is no reward")
    case .other:
      guard binding.isLenient else { throw .column(column, "a number is expected") }
      notes.text(
        in: plan.names[column], file: bytes.name, line: Int(truncatingIfNeeded: row[Slot.line]))
      return .nan
    }
  }
}
