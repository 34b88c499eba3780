import Platform

/// Rows in the one kind of parquet that `duckdb` is asked for: every column of 8 bytes a value, no
/// value missing, one page for each column of a row group, neither packed nor coded.
///
/// Such a file can be read as it comes: page headers (the compact protocol of Thrift) stand before
/// their pages, and the columns of a row group follow each other. Anything else is refused; the
/// footer, which repeats what has been seen, is looked at for its end alone.
final class PlainParquetSource: RowSource {
  struct Column {
    enum Kind {
      /// The index of the file of the row; all are of the first where no column tells.
      case file
      /// The step, a whole number of 64 bits.
      case step
      /// A double, finite or NaN.
      case number
      /// Any word.
      case word
    }

    let name: String
    let kind: Kind
    var slot = 0
  }

  private let bytes: ByteSource
  private let columns: [Column]
  private let files: [String]
  /// Where the values of each column begin, from the first byte that is not consumed.
  private var offsets: [Int]
  /// Rows of the row group, those of them that are read, and the bytes that it takes.
  private var count = 0
  private var row = 0
  private var size = 0
  /// The file of the row, and its rows before this one.
  private var file = -1
  private var line = 0
  private var hasBegun = false

  init(_ bytes: ByteSource, _ columns: [Column], files: [String]) {
    self.bytes = bytes
    self.columns = columns
    self.files = files
    offsets = columns.map { _ in 0 }
  }

  func read(into builder: StepBuilder) throws(LogError) -> Bool {
    while builder.ready.isEmpty {
      if row == count, try !nextGroup(builder) { return false }
      try run(into: builder)
    }
    return true
  }

  // MARK: - Rows

  /// Reads rows of one step and one file.
  private func run(into builder: StepBuilder) throws(LogError) {
    var end = count
    var step: UInt64?
    for (index, column) in columns.enumerated() {
      switch column.kind {
      case .file: try begin(Int(truncatingIfNeeded: word(index, row)), builder)
      case .step: step = word(index, row)
      case .number, .word: continue
      }
      end = same(index, to: end)
    }
    for (index, column) in columns.enumerated() {
      switch column.kind {
      case .file, .word: break
      case .step:
        let step = Int64(bitPattern: word(index, row))
        guard UInt64(bitPattern: step) == Slot.noStep || step.magnitude < 1 << 53 else {
          throw fault(column, "a whole number is expected")
        }
      case .number:
        end = finite(index, to: end)
        guard end > row else { throw fault(column, "\(RecordFault.infinite)") }
      }
    }
    builder.append(
      end - row, step: step, line: line + 1,
      columns.indices.filter { columns[$0].slot > 0 }.map { index in
        (columns[index].slot, place(index, row))
      })
    line += end - row
    row = end
  }

  private func begin(_ index: Int, _ builder: StepBuilder) throws(LogError) {
    guard index != file else { return }
    guard files.indices.contains(index) else { throw refusal("names a file that is none") }
    builder.begin(file: index)
    (file, line) = (index, 0)
  }

  private func fault(_ column: Column, _ reason: String) -> LogError {
    LogError(file: files[file], line: line + 1, reason: "column \(column.name): \(reason)")
  }

  private func place(_ column: Int, _ row: Int) -> UnsafeRawPointer {
    UnsafeRawPointer(bytes.start + offsets[column] + 8 * row)
  }

  private func word(_ column: Int, _ row: Int) -> UInt64 {
    place(column, row).loadUnaligned(as: UInt64.self)
  }

  /// Where the rows end that have the value of this row.
  private func same(_ column: Int, to end: Int) -> Int {
    let (values, count) = (place(column, row), end - row)
    let value = values.loadUnaligned(as: UInt64.self)
    for next in 1..<count
    where values.loadUnaligned(fromByteOffset: 8 &* next, as: UInt64.self) != value {
      return row + next
    }
    return end
  }

  /// Where the rows end that have no infinite value.
  private func finite(_ column: Int, to end: Int) -> Int {
    let (values, count) = (place(column, row), end - row)
    for next in 0..<count
    where values.loadUnaligned(fromByteOffset: 8 &* next, as: Double.self).isInfinite {
      return row + next
    }
    return end
  }

  // MARK: - Pages

  /// Finds the pages of the next row group; false behind the last.
  private func nextGroup(_ builder: StepBuilder) throws(LogError) -> Bool {
    bytes.consume(to: bytes.start + size)
    (size, row, count) = (0, 0, 0)
    if !hasBegun {
      try begin(0, builder)
      try need(4)
      guard isMark(at: 0) else { throw refusal("is no parquet") }
      size = 4
      hasBegun = true
    }
    for index in columns.indices {
      // The longest header takes 29 bytes, what stands before the values 10.
      try need(size + 40, orEnd: true)
      var cursor = PageCursor(p: bytes.start + size, limit: bytes.limit)
      if index == 0, cursor.isFooter {
        try checkEnd()
        return false
      }
      guard let values = cursor.page(), index == 0 || values == count else {
        throw refusal("has another page for column \(columns[index].name) than was asked for")
      }
      count = values
      offsets[index] = cursor.p - bytes.start
      size = offsets[index] + 8 * count
      try need(size)
    }
    return true
  }

  private func need(_ wish: Int, orEnd: Bool = false) throws(LogError) {
    while bytes.count < wish {
      if try bytes.fill(wish - bytes.count) { continue }
      guard orEnd else { throw refusal("ends too early") }
      return
    }
  }

  private func isMark(at offset: Int) -> Bool { memcmp(bytes.start + offset, "PAR1", 4) == 0 }

  /// The footer ends with its length and the mark of the format.
  private func checkEnd() throws(LogError) {
    while try bytes.fill(1 << 16) {}
    let end = bytes.count - size - 8
    guard end >= 0, isMark(at: bytes.count - 4),
      UnsafeRawPointer(bytes.limit - 8).loadUnaligned(as: UInt32.self).littleEndian == end
    else { throw refusal("ends too early") }
    bytes.consume(to: bytes.limit)
    size = 0
  }

  private func refusal(_ reason: String) -> LogError {
    LogError(file: bytes.name, reason: "what duckdb makes of it \(reason)")
  }
}

/// A place before a page.
private struct PageCursor {
  var p: UnsafePointer<UInt8>
  let limit: UnsafePointer<UInt8>

  /// Whether the footer stands here: its first field is version 1, that of a page its kind, 0.
  var isFooter: Bool { limit - p >= 2 && p[0] == 0x15 && p[1] == 0x02 }

  /// Steps over the header of a page and its definition levels; how many values follow, or nil for
  /// a page of another kind.
  ///
  /// In the compact protocol a byte tells a field and its type, integers are in groups of seven
  /// bits, doubled where they are not negative:
  ///
  ///     15 kind 0, 15 size, 15 size packed, 2c: 15 count, 15 encoding 0, 15 3, 15 3, 0; 0
  ///
  /// Levels have their length in 4 bytes and are one run of ones.
  mutating func page() -> Int? {
    guard take(0x15, 0), take(0x15), let size = varint(), take(0x15), let packed = varint(),
      take(0x2c, 0x15), let double = varint(), take(0x15, 0, 0x15, 6, 0x15, 6, 0, 0),
      size == packed, size & 1 == 0, double & 1 == 0, double > 0
    else { return nil }
    let (count, first) = (double / 2, p)
    guard limit - p >= 4 else { return nil }
    let levels = Int(UnsafeRawPointer(p).loadUnaligned(as: UInt32.self).littleEndian)
    p += 4
    guard varint() == double, take(1), p - first == 4 + levels, size / 2 == 4 + levels + 8 * count
    else { return nil }
    return count
  }

  private mutating func take(_ bytes: UInt8...) -> Bool {
    guard limit - p >= bytes.count, bytes.indices.allSatisfy({ p[$0] == bytes[$0] }) else {
      return false
    }
    p += bytes.count
    return true
  }

  /// At most five bytes, 35 bits.
  private mutating func varint() -> Int? {
    var value = 0
    for shift in stride(from: 0, to: 35, by: 7) {
      guard p < limit else { return nil }
      let byte = p[0]
      p += 1
      value |= Int(byte & 0x7f) << shift
      if byte < 0x80 { return value }
    }
    return nil
  }
}
