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
        if case .cut = error, bytes.isGrowing { return false }
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
    var cursor = CSVCursor(
      p: bytes.start, limit: bytes.limit, isAll: bytes.isAtEnd && !bytes.isGrowing,
      delimiter: delimiter)
    guard cursor.p < cursor.limit else { return false }
    var row = builder.open()
    if countsLines { row[Slot.line] = UInt64(bytes.line + 1) }
    var column = 0
    let last = plan.bindings.count - 1
    if try cursor.endsLine() {
      consume(cursor)
      return true
    }
    while true {
      let binding = plan.bindings[column]
      if binding.kind == .number, let value = cursor.number() {
        row[binding.slot] = value.bitPattern
      } else if binding.kind == .integer, let value = cursor.whole() {
        row[binding.slot] = UInt64(value)
      } else {
        let content = try cursor.field()
        if binding.kind == .file {
          row = try begin(content, column, builder)
        } else {
          try put(content, column, binding, row)
        }
      }
      if try cursor.endsRecord() {
        guard column == last else {
          if cursor.p == cursor.limit, cursor.p[-1] != 10, cursor.p[-1] != 13 { throw .cut }
          throw .broken("fewer fields than the header has")
        }
        break
      }
      guard column < last else { throw .broken("more fields than the header has") }
      column += 1
    }
    builder.commit()
    consume(cursor)
    return true
  }

  private func consume(_ cursor: CSVCursor) {
    bytes.line += 1 + cursor.innerLines
    bytes.consume(to: cursor.p)
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
