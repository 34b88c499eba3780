/// A text in the making as its bytes: the digits of a number get there without a string of their own.
struct ByteText: TextOutputStream {
  private(set) var bytes: [UInt8] = []

  /// The text itself.
  var text: String { String(decoding: bytes, as: UTF8.self) }

  mutating func write(_ text: String) {
    var text = text
    text.withUTF8 { bytes.append(contentsOf: $0) }
  }

  /// What numbers ask for before ``write(_:)``; where they no longer do, the bytes are the same.
  mutating func _writeASCII(_ digits: UnsafeBufferPointer<UInt8>) {
    bytes.append(contentsOf: digits)
  }

  mutating func append(_ byte: UInt8) { bytes.append(byte) }

  mutating func append(_ other: [UInt8]) { bytes.append(contentsOf: other) }

  /// Some of these bytes.
  mutating func append(_ other: [UInt8], _ range: Range<Int>) {
    other.withUnsafeBufferPointer {
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: $0[range]))
    }
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
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: digits[place...]))
    }
  }

  /// As a field of a CSV file after RFC 4180: quotes around text with a comma, a quote or a line break.
  mutating func append(field text: String) {
    var text = text
    text.withUTF8 { field in
      guard field.contains(where: Self.asksForQuotes) else {
        return bytes.append(contentsOf: field)
      }
      bytes.append(Self.quote)
      for byte in field {
        if byte == Self.quote { bytes.append(byte) }
        bytes.append(byte)
      }
      bytes.append(Self.quote)
    }
  }

  mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  private static let quote = UInt8(ascii: "\"")

  private static func asksForQuotes(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ",") || byte == quote || byte == UInt8(ascii: "\n")
      || byte == UInt8(ascii: "\r")
  }
}
