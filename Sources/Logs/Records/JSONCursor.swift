import Platform

/// A place in JSON text. Objects are not built: what nobody asks for is stepped over.
struct JSONCursor {
  /// Lists and objects within each other.
  static let depthLimit = 256

  var p: UnsafePointer<UInt8>
  let end: UnsafePointer<UInt8>

  /// Steps over blanks, tabs and line ends.
  @inline(__always)
  mutating func skipSpace() {
    while p < end, p[0] <= 32,
      p[0] == 32 || p[0] == 10 || p[0] == 13 || p[0] == 9
    { p += 1 }
  }

  /// Steps over blanks to the next byte, which stays.
  @inline(__always)
  mutating func next() throws(RecordFault) -> UInt8 {
    skipSpace()
    guard p < end else { throw .cut }
    return p[0]
  }

  /// Steps over blanks and one byte that must be there.
  @inline(__always)
  mutating func expect(_ byte: UInt8, _ complaint: StaticString) throws(RecordFault) {
    guard try next() == byte else { throw .broken(complaint) }
    p += 1
  }

  /// Steps over a string whose opening quote is at the cursor; where its content is, escapes as
  /// written.
  @inline(__always)
  mutating func string() throws(RecordFault) -> UnsafeBufferPointer<UInt8> {
    let first = p + 1
    var search = first
    while true {
      guard search < end, let found = memchr(search, 0x22, end - search) else { throw .cut }
      let quote = UnsafePointer(found.assumingMemoryBound(to: UInt8.self))
      var slash = quote
      while slash > first, slash[-1] == 0x5c { slash -= 1 }
      search = quote + 1
      if (quote - slash) & 1 == 0 {
        p = search
        return UnsafeBufferPointer(start: first, count: quote - first)
      }
    }
  }

  /// Steps over any value.
  mutating func skipValue(depth: Int = 0) throws(RecordFault) {
    switch try next() {
    case 0x22: _ = try string()
    case UInt8(ascii: "{"): try skipObject(depth + 1)
    case UInt8(ascii: "["): try skipList(depth + 1)
    default: _ = try word()
    }
  }

  private mutating func skipObject(_ depth: Int) throws(RecordFault) {
    guard depth <= Self.depthLimit else { throw .broken("values stand more than 256 deep") }
    p += 1
    if try next() == UInt8(ascii: "}") {
      p += 1
      return
    }
    while true {
      guard try next() == 0x22 else { throw .broken("a key in double quotes is expected") }
      _ = try string()
      try expect(UInt8(ascii: ":"), "a colon is expected behind a key")
      try skipValue(depth: depth)
      if try isLast(UInt8(ascii: "}")) { return }
    }
  }

  private mutating func skipList(_ depth: Int) throws(RecordFault) {
    guard depth <= Self.depthLimit else { throw .broken("values stand more than 256 deep") }
    p += 1
    if try next() == UInt8(ascii: "]") {
      p += 1
      return
    }
    while true {
      try skipValue(depth: depth)
      if try isLast(UInt8(ascii: "]")) { return }
    }
  }

  /// Steps over a comma, or over the byte that closes a list or an object: then true.
  @inline(__always)
  mutating func isLast(_ close: UInt8) throws(RecordFault) -> Bool {
    let byte = try next()
    p += 1
    if byte == close { return true }
    guard byte == UInt8(ascii: ",") else { throw .broken("a comma is expected between values") }
    return false
  }

  /// Steps over a number or a word such as `null`, `NaN`, `-Infinity`; where it is.
  mutating func word() throws(RecordFault) -> UnsafeBufferPointer<UInt8> {
    let first = p
    while p < end, Self.isWord(p[0]) { p += 1 }
    guard p < end else { throw .cut }
    guard p > first else { throw .broken("a value is expected") }
    let text = UnsafeBufferPointer(start: first, count: p - first)
    if case .other = ScannedNumber(first, text.count) {
      throw .broken("a word that is no JSON value")
    }
    return text
  }

  @inline(__always)
  private static func isWord(_ byte: UInt8) -> Bool {
    byte &- 48 < 10 || (byte | 0x20) &- 97 < 26 || byte == 0x2b || byte == 0x2d || byte == 0x2e
  }
}
