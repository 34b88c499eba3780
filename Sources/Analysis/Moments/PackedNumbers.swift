/// Numbers as a text that keeps every bit of them: the bytes of each, the least significant first, in base64 (RFC 4648,
/// with padding).
enum PackedNumbers {
  private static let letters = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  private static let padding = UInt8(ascii: "=")

  /// What each letter stands for; 64 for what is none.
  private static let values: [UInt8] = {
    var values = [UInt8](repeating: 64, count: 256)
    for (value, letter) in letters.enumerated() { values[Int(letter)] = UInt8(value) }
    return values
  }()

  static func text(_ numbers: [Double]) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 * numbers.count + 2)
    for number in numbers {
      var bits = number.bitPattern
      for _ in 0..<8 {
        bytes.append(UInt8(truncatingIfNeeded: bits))
        bits >>= 8
      }
    }
    let missing = (3 - bytes.count % 3) % 3
    for _ in 0..<missing { bytes.append(0) }
    let count = bytes.count / 3 * 4
    return String(unsafeUninitializedCapacity: count) { text in
      var end = 0
      for start in stride(from: 0, to: bytes.count, by: 3) {
        let three = Int(bytes[start]) << 16 | Int(bytes[start + 1]) << 8 | Int(bytes[start + 2])
        for shift in [18, 12, 6, 0] {
          text[end] = letters[three >> shift & 63]
          end += 1
        }
      }
      for i in 0..<missing { text[count - 1 - i] = padding }
      return count
    }
  }

  /// The numbers of a text; nil for what ``text(_:)`` does not write.
  static func numbers(_ text: String) -> [Double]? {
    let text = Array(text.utf8)
    guard text.count % 4 == 0 else { return nil }
    let missing = text.suffix(2).count { $0 == padding }
    let count = text.count / 4 * 3 - missing
    guard count % 8 == 0, missing < 2 || text.suffix(2).allSatisfy({ $0 == padding }) else {
      return nil
    }
    var numbers: [Double] = []
    numbers.reserveCapacity(count / 8)
    var (bits, width, found) = (UInt64(0), UInt64(0), 0)
    for start in stride(from: 0, to: text.count, by: 4) {
      var three = 0
      for i in start..<start + 4 {
        let value = i < text.count - missing ? values[Int(text[i])] : 0
        guard value < 64 else { return nil }
        three = three << 6 | Int(value)
      }
      for shift in [16, 8, 0] {
        let byte = UInt64(three >> shift & 255)
        guard found < count else {
          // Behind the last byte.
          guard byte == 0 else { return nil }
          continue
        }
        bits |= byte << width
        width += 8
        found += 1
        guard width == 64 else { continue }
        numbers.append(Double(bitPattern: bits))
        (bits, width) = (0, 0)
      }
    }
    return numbers
  }
}
