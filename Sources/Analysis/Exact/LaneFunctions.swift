import GSL

/// Exponentials and logarithms of eight numbers at once, for the inner loops of mixtures: the same bits on every
/// processor.
enum LaneFunctions {

  /// exp(x) to one unit in the last place.
  @inline(__always)
  static func exp(_ x: SIMD8<Double>) -> SIMD8<Double> { exponentials(x) }

  /// log(x) to 4e-16 absolute or relative, whichever is larger, for normal x > 0.
  @inline(__always)
  static func log(_ x: SIMD8<Double>) -> SIMD8<Double> {
    let bits = unsafeBitCast(x, to: SIMD8<UInt64>.self)
    // x = m 2^e with m from about sqrt(1/2) to sqrt 2: above that the exponent is one more.
    let offset = SIMD8<UInt64>(repeating: 0x3FE6_A09E_667F_3BCD)
    let shifted = bits &- offset
    let whole = unsafeBitCast(shifted, to: SIMD8<Int64>.self) &>> 52
    let m = unsafeBitCast(
      bits &- (unsafeBitCast(whole, to: SIMD8<UInt64>.self) &<< 52), to: SIMD8<Double>.self)
    // A whole number below 2^51 to a number: in the last bits of 1.5 2^52.
    let magic = SIMD8<Int64>(repeating: 0x4338_0000_0000_0000)
    let e =
      unsafeBitCast(whole &+ magic, to: SIMD8<Double>.self) - SIMD8<Double>(repeating: 0x1.8p52)
    // log m = 2 artanh z, z up to .172: the series to z^21, whose rest is 2e-19.
    let z = (m - 1) / (m + 1)
    let w = z * z
    let w2 = w * w
    let w4 = w2 * w2
    let low = line(w, 1 / 3, 1) + w2 * line(w, 1 / 7, 1 / 5)
    let middle = line(w, 1 / 11, 1 / 9) + w2 * line(w, 1 / 15, 1 / 13)
    let high = line(w, 1 / 19, 1 / 17) + w2 * (1 / 21)
    let series = low + w4 * (middle + w4 * high)
    return e * 0.6931471805599453 + (z + z) * series
  }

  /// a x + b, in two roundings.
  @inline(__always)
  private static func line(_ x: SIMD8<Double>, _ a: Double, _ b: Double) -> SIMD8<Double> {
    x * a + b
  }

  /// Whether any lane is at least 0.
  @inline(__always)
  static func reachesZero(_ x: SIMD8<Double>) -> Bool {
    let bits = unsafeBitCast(x, to: SIMD8<UInt64>.self)
    let four = bits.lowHalf & bits.highHalf
    let two = four.lowHalf & four.highHalf
    return (two[0] & two[1]) >> 63 == 0
  }

  /// The sum of all lanes, in a tree.
  @inline(__always)
  static func sum(_ x: SIMD8<Double>) -> Double {
    let four = x.lowHalf + x.highHalf
    let two = four.lowHalf + four.highHalf
    return two[0] + two[1]
  }
}
