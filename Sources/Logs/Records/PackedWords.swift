import Platform

/// Words of 64 bits as a text of printable characters, and back to the same bits.
///
/// A letter tells how, the rest is base64 of bytes, the lowest first:
///
///     s  words that are one more each than the one before: the first
///     r  words of which many are as the one before: each with the number of times it stands there,
///        in 4 bytes
///     w  any other words: one after the other
enum PackedWords {
  static func text(_ words: [UInt64]) -> String {
    if let sequence = sequence(words) { return "s" + base64(sequence) }
    let limit = words.count * 8
    if let runs = runs(words, within: limit) { return "r" + base64(runs) }
    var bytes = Data(capacity: limit)
    for word in words { append(word, to: &bytes) }
    return "w" + base64(bytes)
  }

  private static func sequence(_ words: [UInt64]) -> Data? {
    guard let first = words.first else { return nil }
    for (place, word) in words.enumerated()
    where word != first &+ UInt64(truncatingIfNeeded: place) { return nil }
    var bytes = Data()
    append(first, to: &bytes)
    return bytes
  }

  /// nil where runs take as many bytes as the words.
  private static func runs(_ words: [UInt64], within limit: Int) -> Data? {
    var bytes = Data()
    var start = 0
    while start < words.count {
      guard bytes.count + 12 < limit else { return nil }
      var end = start + 1
      while end < words.count, words[end] == words[start], end - start < UInt32.max { end += 1 }
      append(words[start], to: &bytes)
      append(UInt32(end - start), to: &bytes)
      start = end
    }
    return bytes
  }

  private static func append(_ word: some FixedWidthInteger, to bytes: inout Data) {
    withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0) }
  }

  private static func base64(_ bytes: Data) -> String { bytes.base64EncodedString() }

  /// Appends the words of a text; false, and nothing appended, where it is not one of so many.
  static func append(_ text: String, count: Int, to words: inout [UInt64]) -> Bool {
    guard count >= 0, let bytes = Data(base64Encoded: String(text.dropFirst())) else {
      return false
    }
    return bytes.withUnsafeBytes { bytes in
      switch text.first {
      case "s":
        guard bytes.count == 8, count > 0 else { return false }
        let first = word(bytes, 0)
        words.append(
          contentsOf: (0..<count).lazy.map { first &+ UInt64(truncatingIfNeeded: $0) })
        return true
      case "r": return appendRuns(bytes, count, to: &words)
      case "w":
        guard bytes.count % 8 == 0, bytes.count / 8 == count else { return false }
        words.append(contentsOf: (0..<count).lazy.map { word(bytes, 8 * $0) })
        return true
      default: return false
      }
    }
  }

  private static func appendRuns(
    _ bytes: UnsafeRawBufferPointer, _ count: Int, to words: inout [UInt64]
  ) -> Bool {
    guard bytes.count % 12 == 0 else { return false }
    let offsets = stride(from: 0, to: bytes.count, by: 12)
    func length(_ offset: Int) -> Int {
      Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset + 8, as: UInt32.self)))
    }
    guard offsets.reduce(0, { $0 + length($1) }) == count else { return false }
    for offset in offsets {
      words.append(contentsOf: repeatElement(word(bytes, offset), count: length(offset)))
    }
    return true
  }

  private static func word(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
    UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }
}
