/// One JSON document: `[{...}, {...}]`, or a table `{"columns": [...], "data": [[...], [...]]}`.
///
/// Rows are read one by one; the document need not fit into memory.
final class JSONDocumentSource: RowSource {
  private let bytes: ByteSource
  private let record: JSONRecord
  private let isTable: Bool
  private var row = 0
  private var isDone = false

  /// The bytes must stand behind the bracket that opens the rows.
  init(_ bytes: ByteSource, _ plan: RecordPlan, isTable: Bool, _ notes: ReadingNotes) {
    self.bytes = bytes
    self.isTable = isTable
    record = JSONRecord(plan, notes: notes, file: bytes.name)
  }

  func read(into builder: StepBuilder) throws(LogError) -> Bool {
    while builder.ready.isEmpty {
      guard !isDone else { return false }
      do throws(RecordFault) {
        if try next(into: builder) { row += 1 } else { isDone = true }
      } catch {
        if case .cut = error {
          if try bytes.fill(max(1, bytes.count)) { continue }
          if !bytes.isGrowing { builder.notes.cut.append((bytes.name, row + 1)) }
          isDone = true
          continue
        }
        throw error.error(record.plan, file: bytes.name, line: row + 1)
      }
    }
    return true
  }

  /// Reads one row; false where the rows end.
  private func next(into builder: StepBuilder) throws(RecordFault) -> Bool {
    var cursor = JSONCursor(p: bytes.start, end: bytes.limit)
    if try cursor.next() == UInt8(ascii: "]") { return false }
    if row > 0 { try cursor.expect(UInt8(ascii: ","), "a comma is expected between rows") }
    let words = builder.open()
    words[Slot.line] = UInt64(row + 1)
    if isTable { try cells(&cursor, into: words) } else { try record.read(&cursor, into: words) }
    builder.commit()
    bytes.consume(to: cursor.p)
    return true
  }

  private func cells(
    _ cursor: inout JSONCursor, into words: Row
  ) throws(RecordFault) {
    try cursor.expect(UInt8(ascii: "["), "a row of the table is expected")
    for (index, binding) in record.plan.bindings.enumerated() {
      try record.values.read(&cursor, index, binding, into: words)
      if try cursor.isLast(UInt8(ascii: "]")) != (index == record.plan.bindings.count - 1) {
        throw .uneven
      }
    }
  }
}
