/// Fingerprint of a content (64-bit FNV-1a): tells a changed file, does not resist forgery.
///
/// Two contents of equal length that differ in one byte never share it.
public struct ContentHash: Hashable, Sendable {
  private var hash: UInt64 = 0xcbf2_9ce4_8422_2325
  /// Bytes taken in.
  public private(set) var count = 0

  /// Of nothing.
  public init() {}

  /// Of a content that was read before; nil where the text is no hash.
  ///
  /// - Parameters:
  ///   - text: 16 hexadecimal digits.
  ///   - count: bytes that were taken in.
  init?(text: String, count: Int) {
    guard let hash = UInt64(text, radix: 16) else { return nil }
    self.hash = hash
    self.count = count
    guard self.text == text, count >= 0 else { return nil }
  }

  /// Takes in the bytes that follow.
  public mutating func add(_ bytes: UnsafeRawBufferPointer) {
    // Both are one to one in the hash: xor, and the product with an odd number modulo 2^64.
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    count += bytes.count
  }

  /// 16 hexadecimal digits.
  public var text: String {
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
