import Platform

/// JSON objects as rows.
struct JSONRecord {
  let plan: RecordPlan
  let values: JSONValues
  private let names: UnsafePointer<UInt8>
  private let leads: JSONLeads
  /// Objects within the record.
  private let inner: [JSONRecord]

  init(_ plan: RecordPlan, notes: ReadingNotes, file: String) {
    self.plan = plan
    names = UnsafePointer(plan.bytes)
    leads = JSONLeads(count: plan.bindings.count)
    values = JSONValues(plan: plan, notes: notes, file: file)
    inner = plan.members.map { JSONRecord($0, notes: notes, file: file) }
  }

  /// Reads an object, one row.
  func read(
    _ cursor: inout JSONCursor, into row: Row
  ) throws(RecordFault) {
    try members(&cursor) { (cursor: inout JSONCursor, index: Int) throws(RecordFault) in
      let binding = plan.bindings[index]
      if binding.kind == .members, try cursor.next() == UInt8(ascii: "{") {
        try inner(binding.slot, &cursor, index, row)
      } else {
        try values.read(&cursor, index, binding, into: row)
      }
    }
  }

  /// Reads an object within the record; a fault in it is named by the column that holds it.
  private func inner(
    _ position: Int, _ cursor: inout JSONCursor, _ index: Int,
    _ row: Row
  ) throws(RecordFault) {
    do throws(RecordFault) {
      try inner[position].read(&cursor, into: row)
    } catch {
      if case .column(_, let complaint) = error { throw .column(index, complaint) }
      throw error
    }
  }

  /// Steps through the members of an object. What stands before a value is compared with what stood
  /// there in the record before, then the key with the one of the first record, before it is looked
  /// up.
  @inline(__always)
  func members(
    _ cursor: inout JSONCursor,
    _ value: (inout JSONCursor, Int) throws(RecordFault) -> Void
  ) throws(RecordFault) {
    var expected = 0
    var start = cursor.p
    if !leads.skip(0, &cursor) {
      try cursor.expect(UInt8(ascii: "{"), "an object is expected")
      if try cursor.next() == UInt8(ascii: "}") {
        cursor.p += 1
        return
      }
      expected = try key(&cursor, expected, from: start, isFirst: true)
    }
    while true {
      if expected >= 0 {
        try value(&cursor, expected)
        expected &+= 1
      } else {
        try cursor.skipValue(depth: 1)
        expected = -1 - expected
      }
      start = cursor.p
      // The lead of the first value begins with a brace, which stands in front alone.
      if expected > 0, leads.skip(expected, &cursor) { continue }
      if try cursor.isLast(UInt8(ascii: "}")) { return }
      expected = try key(&cursor, expected, from: start, isFirst: false)
    }
  }

  /// Steps over a key and the colon; its place in the plan, or the expected one, less than 0, where
  /// it has none.
  private func key(
    _ cursor: inout JSONCursor, _ expected: Int, from start: UnsafePointer<UInt8>, isFirst: Bool
  ) throws(RecordFault) -> Int {
    guard try cursor.next() == 0x22 else {
      throw .broken("a key in double quotes is expected")
    }
    var index = expected
    if !isExpected(&cursor, expected) { index = find(try cursor.string()) }
    try cursor.expect(UInt8(ascii: ":"), "a colon is expected behind a key")
    cursor.skipSpace()
    if index == expected, (index == 0) == isFirst { leads.learn(index, start, cursor.p) }
    return index >= 0 ? index : -1 - expected
  }

  @inline(__always)
  private func isExpected(_ cursor: inout JSONCursor, _ index: Int) -> Bool {
    guard index < plan.bindings.count else { return false }
    let first = plan.offsets[index]
    let count = plan.offsets[index + 1] - first
    guard cursor.end - cursor.p > count + 1, cursor.p[count + 1] == 0x22,
      memcmp(cursor.p + 1, names + first, count) == 0
    else { return false }
    cursor.p += count + 2
    return true
  }

  /// The place of a key in the plan, or -1.
  private func find(_ key: UnsafeBufferPointer<UInt8>) -> Int {
    for index in plan.bindings.indices {
      let first = plan.offsets[index]
      if plan.offsets[index + 1] - first == key.count,
        memcmp(key.baseAddress!, names + first, key.count) == 0
      {
        return index
      }
    }
    return -1
  }
}
