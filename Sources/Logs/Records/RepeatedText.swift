import Platform

/// The text that a value had in the record before, and the word that was read of it: steps, groups
/// and prompts come many times in a row, and comparing bytes costs less than reading them.
///
/// What it holds is good as long as the bytes stay where they are.
struct RepeatedText {
  private var start: UnsafePointer<UInt8>?
  /// Bytes with what ends them; 0 where nothing is known.
  private var count = 0
  private var head: UInt64 = 0
  private var mask: UInt64 = 0
  private(set) var word: UInt64 = 0

  /// - Parameters:
  ///   - start: 8 bytes from there must be readable.
  ///   - count: of the value and of the byte behind it, which ends it.
  init(_ start: UnsafePointer<UInt8>, count: Int, word: UInt64) {
    self.start = start
    self.count = count
    self.word = word
    mask = UInt64.max >> UInt64(truncatingIfNeeded: 64 &- 8 &* min(count, 8))
    head = Self.load(start) & mask
  }

  /// Nothing is known yet.
  init() {}

  @inline(__always)
  private static func load(_ start: UnsafePointer<UInt8>) -> UInt64 {
    UInt64(littleEndian: UnsafeRawPointer(start).loadUnaligned(as: UInt64.self))
  }

  /// How many bytes the same text takes with what ends it; 0 where another one stands there.
  @inline(__always)
  func length(at p: UnsafePointer<UInt8>, limit: UnsafePointer<UInt8>) -> Int {
    guard (Self.load(p) ^ head) & mask == 0, count <= limit - p else { return 0 }
    guard count > 8, let start else { return count }
    return memcmp(p + 8, start + 8, count &- 8) == 0 ? count : 0
  }
}
