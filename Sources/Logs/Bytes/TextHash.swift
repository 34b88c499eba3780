/// A 64-bit hash of bytes, the same on every machine and in every run, for comparing texts of one
/// log.
///
/// Multiply and fold, 16 bytes a step, as in wyhash (Wang Yi, 2019). Not for keys that an adversary
/// chooses.
enum TextHash {
  private static let first: UInt64 = 0xa076_1d64_78bd_642f
  private static let second: UInt64 = 0xe703_7ed1_a0b4_28db

  @inline(__always) private static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low
  }

  /// The first `count` bytes as a word, 0 to 8 of them.
  @inline(__always) private static func word(_ raw: UnsafeRawPointer, _ count: Int) -> UInt64 {
    let word = UInt64(littleEndian: raw.loadUnaligned(as: UInt64.self))
    return word & (UInt64.max >> UInt64(truncatingIfNeeded: 64 &- 8 &* count))
  }

  /// The hash of `count` bytes; 16 bytes behind them must be readable.
  static func hash(_ start: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
    let raw = UnsafeRawPointer(start)
    var state = first ^ UInt64(truncatingIfNeeded: count)
    var offset = 0
    while offset &+ 16 <= count {
      let a = raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      let b = raw.loadUnaligned(fromByteOffset: offset &+ 8, as: UInt64.self)
      state = fold(UInt64(littleEndian: a) ^ first, UInt64(littleEndian: b) ^ state)
      offset &+= 16
    }
    let rest = count &- offset
    let low = word(raw + offset, min(rest, 8))
    let high = word(raw + offset + 8, max(rest &- 8, 0))
    return fold(fold(low ^ second, high ^ state), UInt64(truncatingIfNeeded: count) ^ second)
  }
}
