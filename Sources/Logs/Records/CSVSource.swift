/// Comma-separated values (RFC 4180), a record a row: quoted fields may hold separators, line ends
/// and doubled quotes.
final class CSVSource: RowSource {
  private let bytes: ByteSource
  private let plan: RecordPlan
  private let notes: ReadingNotes
  private let delimiter: UInt8
  /// As many as the plan has columns.
  private let columns: UnsafeMutableBufferPointer<Column>

  /// A column of the plan, with what stood there in the record before.
  private struct Column {
    let binding: Binding
    var before = RepeatedText()

    /// Whether values of it come several times in a row.
    var repeats: Bool {
      binding.kind == .integer || binding.kind == .text && binding.slot != Slot.completion
    }
  }

  /// The bytes must stand behind the header.
  init(_ bytes: ByteSource, _ plan: RecordPlan, delimiter: UInt8, _ notes: ReadingNotes) {
    self.bytes = bytes
    self.plan = plan
    self.delimiter = delimiter
    self.notes = notes
    columns = .allocate(capacity: plan.bindings.count)
    _ = columns.initialize(from: plan.bindings.map { Column(binding: $0) })
  }

  deinit { columns.deallocate() }

  func read(into builder: StepBuilder) throws(LogError) -> Bool {
    while builder.ready.isEmpty {
      do throws(RecordFault) {
        try records(into: builder)
      } catch {
        if case .cut = error, !bytes.isAtEnd {
          // As much again as is there: a record that goes on for long is not scanned too often.
          _ = try bytes.fill(max(1, bytes.count))
          continue
        }
        if case .cut = error, bytes.isGrowing { return false }
        try skipCut(error)
        return false
      }
      if bytes.count == 0, try !bytes.fill() { return !builder.ready.isEmpty }
    }
    return true
  }

  /// Passes over a last record that has no end; another one is an error.
  private func skipCut(_ fault: RecordFault) throws(LogError) {
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

  /// Reads the records that are there, until a step ends. Those that are whole are consumed.
  private func records(into builder: StepBuilder) throws(RecordFault) {
    var cursor = CSVCursor(
      p: bytes.start, limit: bytes.limit, isAll: bytes.isAtEnd && !bytes.isGrowing,
      delimiter: delimiter)
    // The bytes may have moved.
    for column in columns.indices { columns[column].before = RepeatedText() }
    var (end, line) = (cursor.p, bytes.line)
    defer {
      bytes.consume(to: end)
      bytes.line = line
    }
    var isWhole = false
    while !isWhole, cursor.p < cursor.limit {
      if try !cursor.endsLine() {
        let row = builder.open()
        row[Slot.line] = UInt64(truncatingIfNeeded: line &+ 1)
        try record(&cursor, row)
        isWhole = builder.commit()
      }
      line &+= 1 &+ cursor.innerLines
      cursor.innerLines = 0
      end = cursor.p
    }
  }

  /// Reads one record.
  @inline(__always)
  private func record(_ cursor: inout CSVCursor, _ row: Row) throws(RecordFault) {
    let columns = columns.baseAddress!
    let last = self.columns.count &- 1
    var column = 0
    while true {
      let binding = columns[column].binding
      if binding.kind == .number, let value = cursor.number() {
        row[binding.slot] = value.bitPattern
      } else if columns[column].repeats, column < last {
        let length = columns[column].before.length(at: cursor.p, limit: cursor.limit)
        if length > 0 {
          row[binding.slot] = columns[column].before.word
          if binding.also != 0 { row[binding.also] = columns[column].before.word }
          cursor.p += length
          column &+= 1
          continue
        }
        let (start, lines) = (cursor.p, cursor.innerLines)
        try field(&cursor, column, binding, row)
        if cursor.p < cursor.limit, cursor.p[0] == delimiter, cursor.innerLines == lines {
          columns[column].before = RepeatedText(
            start, count: cursor.p + 1 - start, word: row[binding.slot])
        }
      } else {
        try field(&cursor, column, binding, row)
      }
      if try cursor.endsRecord() {
        guard column == last else {
          if cursor.p == cursor.limit, cursor.p[-1] != 10, cursor.p[-1] != 13 { throw .cut }
          throw .broken("fewer fields than the header has")
        }
        return
      }
      guard column < last else { throw .broken("more fields than the header has") }
      column &+= 1
    }
  }

  /// Reads one field.
  private func field(
    _ cursor: inout CSVCursor, _ column: Int, _ binding: Binding, _ row: Row
  ) throws(RecordFault) {
    if binding.kind == .integer, let value = cursor.whole() {
      row[binding.slot] = UInt64(value)
      return
    }
    let content = try cursor.field()
    switch binding.kind {
    case .ignored, .members: break
    case .text: JSONValues.hash(content, binding, row)
    case .splitKey: JSONValues.split(content, binding, row)
    case .number: row[binding.slot] = try value(content, column, binding, row).bitPattern
    case .integer:
      row[binding.slot] = try JSONValues.whole(value(content, column, binding, row), column)
    }
  }

  private func value(
    _ content: UnsafeBufferPointer<UInt8>, _ column: Int, _ binding: Binding, _ row: Row
  ) throws(RecordFault) -> Double {
    switch ScannedNumber(content.baseAddress!, content.count) {
    case .value(let value): return value
    case .missing: return .nan
    case .infinite: throw .column(column, RecordFault.infinite)
    case .other:
      guard binding.isLenient else { throw .column(column, "a number is expected") }
      notes.text(
        in: plan.names[column], file: bytes.name, line: Int(truncatingIfNeeded: row[Slot.line]))
      return .nan
    }
  }
}
