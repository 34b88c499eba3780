extension JSONCursor {
  /// The members of an object; `partial` keeps what was read of one that is cut off.
  mutating func fields(partial: Bool = false) throws(RecordFault) -> [Field] {
    var fields: [Field] = []
    do throws(RecordFault) {
      try expect(UInt8(ascii: "{"), "an object is expected")
      if try next() == UInt8(ascii: "}") {
        p += 1
        return fields
      }
      repeat {
        guard try next() == 0x22 else { throw .broken("a key in double quotes is expected") }
        let name = String(decoding: try string(), as: UTF8.self)
        try expect(UInt8(ascii: ":"), "a colon is expected behind a key")
        _ = try next()
        let first = p
        fields.append(try field(name))
        fields += try members(of: fields[fields.count - 1], from: first)
      } while try !isLast(UInt8(ascii: "}"))
    } catch {
      guard partial else { throw error }
    }
    return fields
  }

  /// The members of an object that ends at the cursor, not those of objects in it.
  private func members(
    of field: Field, from first: UnsafePointer<UInt8>
  ) throws(RecordFault) -> [Field] {
    guard field.kind == .object else { return [] }
    var inner = JSONCursor(p: first, end: p)
    return try inner.fields().filter { $0.parent == nil }.map { member in
      Field(
        name: "\(field.name).\(member.name)", kind: member.kind, example: member.example,
        parent: field.name)
    }
  }

  /// The value at the cursor as a field.
  mutating func field(_ name: String) throws(RecordFault) -> Field {
    let byte = try next()
    let first = p
    try skipValue(depth: 1)
    let text = UnsafeBufferPointer(start: first, count: p - first)
    switch byte {
    case 0x22:
      let content = UnsafeBufferPointer(rebasing: text.dropFirst().dropLast())
      if case .missing = ScannedNumber(content.baseAddress!, content.count), !content.isEmpty {
        return Field(name: name, kind: .missing)
      }
      let example = String(decoding: content.prefix(64), as: UTF8.self)
      return Field(name: name, kind: .text, example: example)
    case UInt8(ascii: "{"): return Field(name: name, kind: .object)
    case UInt8(ascii: "["):
      let isText = text.contains { $0 == 0x22 || $0 == UInt8(ascii: "{") }
      return Field(name: name, kind: isText ? .list : .numbers)
    case UInt8(ascii: "t"), UInt8(ascii: "f"): return Field(name: name, kind: .boolean)
    default:
      if case .missing = ScannedNumber(first, text.count) {
        return Field(name: name, kind: .missing)
      }
      return Field(name: name, kind: .number)
    }
  }
}
