/// A 64-bit hash of bytes, the same on every machine and in every run, for comparing texts of one log.
///
/// Multiply and fold, 16 bytes a step, as in wyhash (Wang Yi, 2019). Not for keys that an adversary chooses.
enum TextHash {
  private static let first: UInt64 = 0xa076_1d64_78bd_642f
  private static let second: UInt64 = 0xe703_7ed1_a0b4_28db

  @inline(__always) private static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low
  }

  /// The hash of `count` bytes.
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
    var tail: (UInt64, UInt64) = (0, 0)
    var position = 0
    while offset < count {
      let byte = UInt64(start[offset]) << UInt64((position & 7) &* 8)
      if position < 8 { tail.0 |= byte } else { tail.1 |= byte }
      offset &+= 1
      position &+= 1
    }
    return fold(fold(tail.0 ^ second, tail.1 ^ state), UInt64(truncatingIfNeeded: count) ^ second)
  }
}
