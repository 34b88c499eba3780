import Platform

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
      if size == bytes.count {
        if bytes.isGrowing { return false }
        try lastLine(into: builder)
      } else {
        try lines(first: size, into: builder)
      }
    }
    return true
  }

  /// Reads the lines that are there whole, until a step ends.
  ///
  /// - Parameter size: of the first of them.
  private func lines(first size: Int, into builder: StepBuilder) throws(LogError) {
    var (start, number) = (bytes.start, bytes.line)
    let limit = bytes.limit
    var next: UnsafePointer<UInt8>? = start + size
    do throws(RecordFault) {
      while let end = next {
        number &+= 1
        let isWhole = try line(start, end, number, into: builder)
        start = end + 1
        next = isWhole ? nil : Self.lineEnd(start, limit)
      }
    } catch {
      throw error.error(record.plan, file: bytes.name, line: number)
    }
    bytes.consume(to: start)
    bytes.line = number
  }

  /// A line without an end may be cut off, and is then passed over.
  private func lastLine(into builder: StepBuilder) throws(LogError) {
    bytes.line += 1
    do throws(RecordFault) {
      try line(bytes.start, bytes.limit, bytes.line, into: builder)
    } catch {
      guard error.isSyntax else {
        throw error.error(record.plan, file: bytes.name, line: bytes.line)
      }
      builder.notes.cut.append((bytes.name, bytes.line))
    }
    bytes.consume(to: bytes.limit)
  }

  @inline(__always)
  private static func lineEnd(
    _ start: UnsafePointer<UInt8>, _ limit: UnsafePointer<UInt8>
  ) -> UnsafePointer<UInt8>? {
    guard start < limit, let found = memchr(start, 10, limit - start) else { return nil }
    return UnsafePointer(found.assumingMemoryBound(to: UInt8.self))
  }

  /// Reads one line; true where a step has ended.
  @inline(__always) @discardableResult
  private func line(
    _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, _ number: Int,
    into builder: StepBuilder
  ) throws(RecordFault) -> Bool {
    var cursor = JSONCursor(p: start, end: end)
    cursor.skipSpace()
    guard cursor.p < cursor.end else { return false }
    if let lists {
      try lists.read(&cursor, line: number, into: builder)
      try close(&cursor)
      return !builder.ready.isEmpty
    }
    let row = builder.open()
    row[Slot.line] = UInt64(truncatingIfNeeded: number)
    try record.read(&cursor, into: row)
    try close(&cursor)
    return builder.commit()
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
