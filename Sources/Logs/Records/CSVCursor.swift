import Platform

/// A place in comma-separated values. Where the bytes end and more of them follow, nothing is
/// taken for whole: the record is cut.
struct CSVCursor {
  var p: UnsafePointer<UInt8>
  let limit: UnsafePointer<UInt8>
  /// Whether nothing follows `limit`.
  let isAll: Bool
  let delimiter: UInt8
  /// Line ends within the quoted fields that were stepped over.
  var innerLines = 0

  init(
    p: UnsafePointer<UInt8>, limit: UnsafePointer<UInt8>, isAll: Bool, delimiter: UInt8
  ) {
    self.p = p
    self.limit = limit
    self.isAll = isAll
    self.delimiter = delimiter
  }

  @inline(__always)
  private func ends(_ byte: UInt8) -> Bool { byte == delimiter || byte == 10 || byte == 13 }

  /// Steps over a line end, if there is one.
  @inline(__always)
  mutating func endsLine() throws(RecordFault) -> Bool {
    if p[0] == 10 {
      p += 1
      return true
    }
    guard p[0] == 13 else { return false }
    guard p + 1 < limit || isAll else { throw .cut }
    p += p + 1 < limit && p[1] == 10 ? 2 : 1
    return true
  }

  /// Steps over what follows a field: a separator, or the end of the record, then true.
  @inline(__always)
  mutating func endsRecord() throws(RecordFault) -> Bool {
    guard p < limit else {
      guard isAll else { throw .cut }
      return true
    }
    if p[0] == delimiter {
      p += 1
      return false
    }
    guard try endsLine() else { throw .broken("text follows a closing quote") }
    return true
  }

  /// Steps over a field that is a number as programs print them; nil where it is another one.
  @inline(__always)
  mutating func number() -> Double? {
    var q = p
    guard let value = NumberScanner.scan(&q), value.isFinite, q < limit, ends(q[0]) else {
      return nil
    }
    p = q
    return value
  }

  /// Steps over a field of digits; nil where it is another one.
  @inline(__always)
  mutating func whole() -> Int? {
    var q = p
    guard let value = NumberScanner.digits(&q), q < limit, ends(q[0]) else { return nil }
    p = q
    return value
  }

  /// Steps over a field; its content, without quotes around it, doubled ones within as they are.
  @inline(__always)
  mutating func field() throws(RecordFault) -> UnsafeBufferPointer<UInt8> {
    if p < limit, p[0] == 0x22 { return try quoted() }
    let first = p
    let near = min(limit, p + 16)
    while p < near, !ends(p[0]) { p += 1 }
    if p == near {
      while p + 8 <= limit, !endsWithin() { p += 8 }
      while p < limit, !ends(p[0]) { p += 1 }
    }
    guard p < limit || isAll else { throw .cut }
    return UnsafeBufferPointer(start: first, count: p - first)
  }

  /// Whether a separator or a line end is among 8 bytes: a byte that equals the mark is 0 in the
  /// exclusive or, and the only kind of byte whose high bit is set by taking 1 away (or by a borrow
  /// from such a one).
  @inline(__always)
  private func endsWithin() -> Bool {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let bytes = UnsafeRawPointer(p).loadUnaligned(as: UInt64.self)
    func zeros(_ mark: UInt8) -> UInt64 {
      let rest = bytes ^ (ones &* UInt64(mark))
      return (rest &- ones) & ~rest
    }
    return (zeros(delimiter) | zeros(10) | zeros(13)) & (ones << 7) != 0
  }

  private mutating func quoted() throws(RecordFault) -> UnsafeBufferPointer<UInt8> {
    let first = p + 1
    p = first
    while true {
      guard p < limit, let found = memchr(p, 0x22, limit - p) else { throw .cut }
      let quote = UnsafePointer(found.assumingMemoryBound(to: UInt8.self))
      guard quote + 1 < limit || isAll else { throw .cut }
      p = quote + 1
      if p < limit, p[0] == 0x22 {
        p += 1
        continue
      }
      countLines(first, quote)
      return UnsafeBufferPointer(start: first, count: quote - first)
    }
  }

  private mutating func countLines(
    _ first: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>
  ) {
    var p = first
    while p < end, let found = memchr(p, 10, end - p) {
      innerLines += 1
      p = UnsafePointer(found.assumingMemoryBound(to: UInt8.self)) + 1
    }
  }
}
