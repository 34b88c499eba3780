extension [UInt8] {
  /// The same text with one to four kinds of damage: bytes replaced, left out, doubled, swapped, marks of the syntax put
  /// in, numbers made extreme, cut off.
  public func damaged(using random: inout SplitMix) -> [UInt8] {
    var bytes = self
    for _ in 0...(random.next() % 4) {
      guard !bytes.isEmpty else { break }
      let place = Int(random.next() % UInt64(bytes.count))
      switch random.next() % 8 {
      case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
      case 1: bytes[place] = Self.marks[Int(random.next() % UInt64(Self.marks.count))]
      case 2: bytes.insert(Self.marks[Int(random.next() % UInt64(Self.marks.count))], at: place)
      case 3: bytes.remove(at: place)
      case 4:
        bytes.removeSubrange(
          place..<Swift.min(bytes.count, place + Int(random.next() % 40)))
      case 5:
        let piece = bytes[place..<Swift.min(bytes.count, place + Int(random.next() % 60))]
        bytes.insert(contentsOf: piece, at: Int(random.next() % UInt64(bytes.count)))
      case 6:
        let isNumber = { (byte: UInt8) in "0123456789.-+e".utf8.contains(byte) }
        guard let first = bytes[place...].firstIndex(where: { (48...57).contains($0) }) else {
          break
        }
        let end = bytes[first...].firstIndex { !isNumber($0) } ?? bytes.count
        let number = Self.numbers[Int(random.next() % UInt64(Self.numbers.count))]
        bytes.replaceSubrange(first..<end, with: Array(number.utf8))
      default: bytes.removeLast(bytes.count - place)
      }
    }
    return bytes
  }

  private static let marks = Array("{}[],:\"\\\n\r;\t0-+.eE\u{0}n ".utf8) + [0x80, 0xff]
  private static let numbers = [
    "0", "-1", "-0", "1e308", "-1.7e308", "1e-320", "1e400", "NaN", "Infinity", "null", "true",
    "7e-8",
    "9223372036854775807", "-9223372036854775808", "18446744073709551616", "9007199254740993",
    "1e17",
    "0.30000001192092896", "[]", "{}", "\"x\"", "",
  ]
}
