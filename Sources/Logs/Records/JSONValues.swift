/// Values of a record put into the words of a row.
struct JSONValues {
  let plan: RecordPlan
  let notes: ReadingNotes
  let file: String

  /// Reads the value at the cursor.
  @inline(__always)
  func read(
    _ cursor: inout JSONCursor, _ index: Int, _ binding: Binding,
    into row: Row
  ) throws(RecordFault) {
    switch binding.kind {
    case .ignored, .members: try cursor.skipValue(depth: 1)
    case .number:
      cursor.skipSpace()
      var p = cursor.p
      if let value = NumberScanner.scan(&p), value.isFinite {
        cursor.p = p
        row[binding.slot] = value.bitPattern
      } else {
        row[binding.slot] = try number(&cursor, index, binding, row).bitPattern
      }
    case .integer:
      cursor.skipSpace()
      if let value = NumberScanner.digits(&cursor.p) {
        row[binding.slot] = UInt64(value)
        return
      }
      let value = try number(&cursor, index, binding, row)
      row[binding.slot] = try Self.whole(value, index)
    case .text: try text(&cursor, binding, row)
    case .splitKey:
      guard try cursor.next() == 0x22 else { throw .column(index, "text is expected") }
      Self.split(try cursor.string(), binding, row)
    }
  }

  /// A step as a word: nothing, or a whole number.
  static func whole(_ value: Double, _ index: Int) throws(RecordFault) -> UInt64 {
    if value.isNaN { return Slot.noStep }
    guard let whole = Int64(exactly: value), whole.magnitude < 1 << 53 else {
      throw .column(index, "a whole number is expected")
    }
    return UInt64(bitPattern: whole)
  }

  @inline(__always)
  private func text(
    _ cursor: inout JSONCursor, _ binding: Binding, _ row: Row
  ) throws(RecordFault) {
    let content: UnsafeBufferPointer<UInt8>
    if try cursor.next() == 0x22 {
      content = try cursor.string()
    } else {
      let first = cursor.p
      if NumberScanner.digits(&cursor.p) == nil { try cursor.skipValue(depth: 1) }
      content = UnsafeBufferPointer(start: first, count: cursor.p - first)
    }
    Self.hash(content, binding, row)
  }

  /// Puts the hash of a text, and the length of a completion, into their places.
  @inline(__always)
  static func hash(
    _ content: UnsafeBufferPointer<UInt8>, _ binding: Binding,
    _ row: Row
  ) {
    let hash = TextHash.hash(content.baseAddress!, content.count)
    row[binding.slot] = hash
    if binding.also != 0 { row[binding.also] = hash }
    if binding.slot == Slot.completion { row[Slot.length] = UInt64(content.count) }
  }

  /// Puts the hashes of `sample` and `sample_rollout` into their places.
  static func split(
    _ content: UnsafeBufferPointer<UInt8>, _ binding: Binding,
    _ row: Row
  ) {
    var count = content.count
    for slot in [binding.also, binding.slot] {
      if let bar = content[..<count].lastIndex(of: UInt8(ascii: "_")) { count = bar }
      row[slot] = TextHash.hash(content.baseAddress!, count)
    }
  }

  /// A number that is not written as one: a word, a number in quotes, a list that holds one number.
  private func number(
    _ cursor: inout JSONCursor, _ index: Int, _ binding: Binding,
    _ row: Row
  ) throws(RecordFault) -> Double {
    let parsed: ScannedNumber
    switch try cursor.next() {
    case 0x22:
      let content = try cursor.string()
      parsed = ScannedNumber(content.baseAddress!, content.count)
    case UInt8(ascii: "["): parsed = try constant(&cursor)
    case UInt8(ascii: "{"):
      try cursor.skipValue(depth: 1)
      parsed = .other
    default:
      let word = try cursor.word()
      parsed = ScannedNumber(word.baseAddress!, word.count)
    }
    switch parsed {
    case .value(let value): return value
    case .missing: return .nan
    case .infinite: throw .column(index, RecordFault.infinite)
    case .other:
      guard binding.isLenient else { throw .column(index, "a number is expected") }
      notes.text(in: plan.names[index], file: file, line: Int(row[Slot.line]))
      return .nan
    }
  }

  /// The number that a list consists of, however often and however deep it stands there.
  private func constant(_ cursor: inout JSONCursor) throws(RecordFault) -> ScannedNumber {
    let first = cursor.p
    try cursor.skipValue(depth: 1)
    var found: Double?
    var varies = false
    var p = first
    while p < cursor.p {
      switch p[0] {
      case 0x22, UInt8(ascii: "{"): return .other
      case UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: ","), 9, 10, 13, 32: p += 1
      default:
        var words = JSONCursor(p: p, end: cursor.p)
        let word = try words.word()
        p = words.p
        switch ScannedNumber(word.baseAddress!, word.count) {
        case .value(let value):
          varies = varies || (found.map { $0 != value } ?? false)
          found = value
        case .missing: break
        case .infinite: return .infinite
        case .other: return .other
        }
      }
    }
    guard let found, !varies else {
      if varies { notes.variedTokens += 1 }
      return .missing
    }
    return .value(found)
  }
}
