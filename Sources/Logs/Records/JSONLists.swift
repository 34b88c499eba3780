/// JSON objects of lists, one element of each a row.
final class JSONLists {
  private let record: JSONRecord
  private var lists: [[UInt64]]
  private var isList: [Bool]
  private let words: UnsafeMutablePointer<UInt64>
  private let element: Row

  init(_ record: JSONRecord, width: Int) {
    self.record = record
    lists = Array(repeating: [], count: width)
    isList = Array(repeating: false, count: width)
    words = .allocate(capacity: width)
    words.initialize(repeating: 0, count: width)
    element = Row(words, stride: 1)
  }

  deinit { words.deallocate() }

  /// Reads an object; as many rows as the shortest list of those that are asked for. Nothing is
  /// committed if it is broken.
  func read(
    _ cursor: inout JSONCursor, line: Int, into builder: StepBuilder
  ) throws(RecordFault) {
    for slot in lists.indices {
      lists[slot].removeAll(keepingCapacity: true)
      isList[slot] = false
    }
    element[Slot.line] = UInt64(line)
    try record.members(&cursor) { (cursor: inout JSONCursor, index: Int) throws(RecordFault) in
      try column(&cursor, index)
    }
    let counts = lists.indices.filter { isList[$0] }.map { lists[$0].count }
    let count = counts.min() ?? 1
    if counts.contains(where: { $0 != count }) { builder.notes.unevenLists += 1 }
    let filled = lists.indices.filter { !lists[$0].isEmpty }
    for position in 0..<count {
      let row = builder.open()
      row[Slot.line] = UInt64(line)
      for slot in filled { row[slot] = lists[slot][isList[slot] ? position : 0] }
      builder.commit()
    }
  }

  private func column(_ cursor: inout JSONCursor, _ index: Int) throws(RecordFault) {
    let binding = record.plan.bindings[index]
    guard binding.kind != .ignored, binding.kind != .members, try cursor.next() == UInt8(ascii: "[")
    else {
      try record.values.read(&cursor, index, binding, into: element)
      if binding.slot != 0, binding.kind != .members { keep(binding, inList: false) }
      return
    }
    mark(binding)
    cursor.p += 1
    if try cursor.next() == UInt8(ascii: "]") {
      cursor.p += 1
      return
    }
    repeat {
      try record.values.read(&cursor, index, binding, into: element)
      keep(binding, inList: true)
    } while try !cursor.isLast(UInt8(ascii: "]"))
  }

  private func slots(_ binding: Binding) -> [Int] {
    [binding.slot] + (binding.also == 0 ? [] : [binding.also])
      + (binding.slot == Slot.completion ? [Slot.length] : [])
  }

  private func mark(_ binding: Binding) {
    for slot in slots(binding) { isList[slot] = true }
  }

  private func keep(_ binding: Binding, inList: Bool) {
    lists[binding.slot].append(element[binding.slot])
    if binding.also != 0 { lists[binding.also].append(element[binding.also]) }
    if binding.slot == Slot.completion { lists[Slot.length].append(element[Slot.length]) }
  }
}
