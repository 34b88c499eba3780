import Logs

/// A text in the making as its bytes: the digits of a number get there without a string of their own.
struct ByteText: TextOutputStream {
  /// The text, and behind `count` room for more.
  private var storage: [UInt8] = []
  /// How many bytes there are.
  private(set) var count = 0
  /// Of the first `hashed` bytes, and of all that was removed; nil where nobody asks for it.
  private var hash: ContentHash?
  private var hashed = 0

  /// - Parameters:
  ///   - isHashed: whether a fingerprint is asked for.
  ///   - capacity: room for so many bytes from the start.
  init(isHashed: Bool = false, capacity: Int = 0) {
    hash = isHashed ? ContentHash() : nil
    storage = Array(repeating: 0, count: capacity)
  }

  /// The bytes themselves.
  var bytes: [UInt8] { Array(storage[..<count]) }

  /// Those from a place on.
  func bytes(from start: Int) -> [UInt8] { Array(storage[start..<count]) }

  /// The text itself.
  var text: String { String(decoding: storage[..<count], as: UTF8.self) }

  mutating func write(_ text: String) {
    var text = text
    text.withUTF8 { append($0) }
  }

  /// What numbers ask for before ``write(_:)``; where they no longer do, the bytes are the same.
  mutating func _writeASCII(_ digits: UnsafeBufferPointer<UInt8>) { append(digits) }

  mutating func append(_ byte: UInt8) {
    if count == storage.count { grow(by: 1) }
    storage[count] = byte
    count += 1
  }

  mutating func append(_ other: [UInt8]) { other.withUnsafeBufferPointer { append($0) } }

  mutating func append(_ piece: UnsafeBufferPointer<UInt8>) {
    append(UnsafeRawBufferPointer(piece))
  }

  /// Without the checks of an array that grows: rows are made of dozens of short pieces.
  mutating func append(_ piece: UnsafeRawBufferPointer) {
    guard let source = piece.baseAddress else { return }
    if storage.count - count < piece.count { grow(by: piece.count) }
    let end = count
    storage.withUnsafeMutableBytes {
      ($0.baseAddress! + end).copyMemory(from: source, byteCount: piece.count)
    }
    count += piece.count
  }

  /// Copies the bytes from a place on.
  ///
  /// Mutating, for that counts no reference to them.
  mutating func copy(from start: Int, to target: UnsafeMutableRawPointer) {
    let length = count - start
    storage.withUnsafeMutableBytes {
      target.copyMemory(from: $0.baseAddress! + start, byteCount: length)
    }
  }

  private mutating func grow(by length: Int) {
    let size = Swift.max(2 * storage.count, count + length, 64)
    storage.reserveCapacity(size)
    storage.append(contentsOf: repeatElement(0, count: size - storage.count))
  }

  /// A number in decimal digits.
  mutating func append(_ number: UInt64) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
      var (place, rest) = (digits.count, number)
      repeat {
        place -= 1
        digits.initializeElement(at: place, to: 0x30 + UInt8(truncatingIfNeeded: rest % 10))
        rest /= 10
      } while rest > 0
      append(UnsafeBufferPointer(rebasing: UnsafeBufferPointer(digits)[place...]))
    }
  }

  /// As a field of a CSV file after RFC 4180: quotes around text with a comma, a quote or a line break.
  mutating func append(field text: String) {
    var text = text
    text.withUTF8 { field in
      guard field.contains(where: Self.asksForQuotes) else {
        return append(field)
      }
      append(Self.quote)
      for byte in field {
        if byte == Self.quote { append(byte) }
        append(byte)
      }
      append(Self.quote)
    }
  }

  private static let quote = UInt8(ascii: "\"")

  private static func asksForQuotes(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ",") || byte == quote || byte == UInt8(ascii: "\n")
      || byte == UInt8(ascii: "\r")
  }
}

extension ByteText {
  /// Of all bytes there are and that were removed.
  var fingerprint: String? {
    guard var hash else { return nil }
    storage.withUnsafeBytes { hash.add(UnsafeRawBufferPointer(rebasing: $0[hashed..<count])) }
    return hash.text
  }

  /// Takes a few more bytes into the fingerprint, if one is asked for.
  ///
  /// Each byte of it waits for the product of the one before: between the cells of a row, a few at a time, it does so
  /// beside the digits of the next number, and costs hardly anything.
  mutating func hashSome() { takeIn(Swift.min(count, hashed + 40)) }

  /// Empties the text, whose bytes stay in the fingerprint.
  mutating func removeAll() {
    hashRest()
    (count, hashed) = (0, 0)
  }

  /// What the bytes are handed to; they stay.
  ///
  /// Mutating, for that counts no reference to them.
  mutating func withBytes<Result>(
    _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    let end = count
    return try storage.withUnsafeMutableBytes {
      try body(UnsafeRawBufferPointer(rebasing: $0[..<end]))
    }
  }

  private mutating func hashRest() { takeIn(count) }

  private mutating func takeIn(_ end: Int) {
    guard var hash else { return }
    let new = hashed..<end
    // Mutable, for that counts no reference to the storage.
    storage.withUnsafeMutableBytes { hash.add(UnsafeRawBufferPointer(rebasing: $0[new])) }
    (self.hash, hashed) = (hash, end)
  }
}
