/// What depends on signs, for eight numbers at once by their bits: comparisons would go lane by lane.
enum LaneSigns {
  private typealias Bits = SIMD8<UInt64>

  /// All ones where a number has its sign bit, else all zeros.
  @inline(__always)
  private static func mask(_ x: SIMD8<Double>) -> Bits {
    unsafeBitCast(unsafeBitCast(x, to: SIMD8<Int64>.self) &>> 63, to: Bits.self)
  }

  @inline(__always)
  private static func bits(_ x: SIMD8<Double>) -> Bits { unsafeBitCast(x, to: Bits.self) }

  @inline(__always)
  private static func lanes(_ x: Bits) -> SIMD8<Double> { unsafeBitCast(x, to: SIMD8<Double>.self) }

  /// Absolute values.
  @inline(__always)
  static func magnitude(_ x: SIMD8<Double>) -> SIMD8<Double> {
    lanes(bits(x) & Bits(repeating: 0x7FFF_FFFF_FFFF_FFFF))
  }

  /// The larger of two, neither of them infinite together with the other.
  @inline(__always)
  static func larger(_ a: SIMD8<Double>, _ b: SIMD8<Double>) -> SIMD8<Double> {
    let isBelow = mask(a - b)
    return lanes((bits(a) & ~isBelow) | (bits(b) & isBelow))
  }

  /// A number bounded to -limit...limit, the limit above 0 and perhaps infinite.
  @inline(__always)
  static func clamped(_ x: SIMD8<Double>, _ limit: SIMD8<Double>) -> SIMD8<Double> {
    let size = magnitude(x)
    let isAbove = mask(limit - size)
    let bounded = (bits(size) & ~isAbove) | (bits(limit) & isAbove)
    return lanes(bounded | (bits(x) & Bits(repeating: 1 << 63)))
  }

  /// max(x, 0).
  @inline(__always)
  static func positivePart(_ x: SIMD8<Double>) -> SIMD8<Double> { lanes(bits(x) & ~mask(x)) }

  /// min(x, 0).
  @inline(__always)
  static func negativePart(_ x: SIMD8<Double>) -> SIMD8<Double> { lanes(bits(x) & mask(x)) }

  /// x where `condition` is above 0, else 0 whatever x is; of conditions that are no less than 0.
  @inline(__always)
  static func kept(_ x: SIMD8<Double>, where condition: SIMD8<Double>) -> SIMD8<Double> {
    lanes(bits(x) & mask(SIMD8<Double>.zero - condition))
  }
}
