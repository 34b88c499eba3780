/// Exponentials and logarithms of eight numbers at once, for the inner loops of mixtures.
///
/// Sums and products of their own, none of them fused: the same bits on every processor.
enum LaneFunctions {

  /// exp(x) to three units in the last place, for x within -708...709; below that exp(-708), which is 3e-308.
  @inline(__always)
  static func exp(_ x: SIMD8<Double>) -> SIMD8<Double> {
    // Two to the power n, n the nearest whole number to x / log 2: added to 1.5 2^52 it stands in the last bits.
    let bounded = larger(x, -708)
    let shifted = bounded * 1.4426950408889634 + SIMD8<Double>(repeating: 0x1.8p52)
    let n = shifted - SIMD8<Double>(repeating: 0x1.8p52)
    let r = (bounded - n * 0.6931471803691238) - n * 1.9082149292705877e-10
    // The series to r^13, whose rest is 4e-18 for r up to half a log 2.
    let r2 = r * r
    let r4 = r2 * r2
    let low = line(r, 1, 1) + r2 * line(r, 1 / 6, 1 / 2)
    let middle = line(r, 1 / 120, 1 / 24) + r2 * line(r, 1 / 5040, 1 / 720)
    let high = line(r, 1 / 362_880, 1 / 40_320) + r2 * line(r, 1 / 39_916_800, 1 / 3_628_800)
    let last = line(r, 1 / 6_227_020_800, 1 / 479_001_600)
    let series = low + r4 * (middle + r4 * (high + r4 * last))
    let power = unsafeBitCast(shifted, to: SIMD8<UInt64>.self) &<< 52
    return unsafeBitCast(
      unsafeBitCast(series, to: SIMD8<UInt64>.self) &+ power, to: SIMD8<Double>.self)
  }

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

  /// The larger of a number and a bound, lane by lane, without a mask.
  @inline(__always)
  private static func larger(_ x: SIMD8<Double>, _ bound: Double) -> SIMD8<Double> {
    let limit = SIMD8<Double>(repeating: bound)
    // All ones where the number is below the bound.
    let isBelow = unsafeBitCast(
      unsafeBitCast(x - limit, to: SIMD8<Int64>.self) &>> 63, to: SIMD8<UInt64>.self)
    let bits =
      (unsafeBitCast(x, to: SIMD8<UInt64>.self) & ~isBelow)
      | (unsafeBitCast(limit, to: SIMD8<UInt64>.self) & isBelow)
    return unsafeBitCast(bits, to: SIMD8<Double>.self)
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
