#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// JSON Lines: an object a line, which is a row, or an object of lists, which is several.
final class JSONLinesSource: RowSource {
  private let bytes: ByteSource
  private let record: JSONRecord
  private let lists: JSONLists?

  init(_ bytes: ByteSource, _ plan: RecordPlan, _ schema: RolloutSchema, _ notes: ReadingNotes) {
    self.bytes = bytes
    record = JSONRecord(plan, notes: notes, file: bytes.name)
    lists =
      schema.isColumnar
      ? JSONLists(record, width: Slot.columns + schema.columns.count) : nil
  }

  func read(into builder: StepBuilder) throws(LogError) -> Bool {
    while builder.ready.isEmpty {
      guard let size = try bytes.lineEnd() else { return false }
      let isCut = size == bytes.count
      if isCut, bytes.isGrowing { return false }
      let end = bytes.start + size
      bytes.line += 1
      var cursor = JSONCursor(p: bytes.start, end: end)
      do throws(RecordFault) {
        try line(&cursor, into: builder)
      } catch {
        guard isCut, error.isSyntax else {
          throw error.error(record.plan, file: bytes.name, line: bytes.line)
        }
        builder.notes.cut.append((bytes.name, bytes.line))
      }
      bytes.consume(to: isCut ? end : end + 1)
    }
    return true
  }

  private func line(
    _ cursor: inout JSONCursor, into builder: StepBuilder
  ) throws(RecordFault) {
    cursor.skipSpace()
    guard cursor.p < cursor.end else { return }
    if let lists {
      try lists.read(&cursor, line: bytes.line, into: builder)
      try close(&cursor)
      return
    }
    let row = builder.open()
    row[Slot.line] = UInt64(bytes.line)
    try record.read(&cursor, into: row)
    try close(&cursor)
    builder.commit()
  }

  private func close(_ cursor: inout JSONCursor) throws(RecordFault) {
    cursor.skipSpace()
    guard cursor.p == cursor.end else { throw .broken("more follows behind the object") }
  }
}

extension ByteSource {
  /// Where the line ends that begins `offset` bytes behind `start`: the distance from `start` to
  /// its line end, or to `limit` where the last line has none; nil where nothing is left.
  func lineEnd(from offset: Int = 0) throws(LogError) -> Int? {
    var searched = offset
    while true {
      if let found = memchr(start + searched, 10, count - searched) {
        return UnsafePointer(found.assumingMemoryBound(to: UInt8.self)) - start
      }
      searched = count
      guard try fill() else { return count > offset ? count : nil }
    }
  }
}
