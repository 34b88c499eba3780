#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Decimal text to the nearest double, exactly as `strtod` rounds it.
enum NumberScanner {
  /// 10^0 to 10^22, all of them doubles without error.
  private static let powersOfTen: [Double] = {
    var powers = [1.0]
    for _ in 1...22 { powers.append(powers[powers.count - 1] * 10) }
    return powers
  }()
  /// 5^0 to 5^27, the powers that 64 bits hold.
  private static let powersOfFive: [UInt64] = {
    var powers: [UInt64] = [1]
    for _ in 1...27 { powers.append(powers[powers.count - 1] * 5) }
    return powers
  }()

  /// Reads `[+-] digits [. digits] [e [+-] digits]` and moves past it; nil, without moving, where
  /// there is no number.
  ///
  /// The bytes must end with one that belongs to no number, and 8 behind it must be readable. A
  /// number beyond the doubles comes out infinite.
  @inline(__always)
  static func scan(_ cursor: inout UnsafePointer<UInt8>) -> Double? {
    var p = cursor
    let negative = p[0] == UInt8(ascii: "-")
    if negative || p[0] == UInt8(ascii: "+") { p += 1 }
    var mantissa: UInt64 = 0
    let whole = p
    while p[0] &- 48 < 10 {
      mantissa = mantissa &* 10 &+ UInt64(p[0] &- 48)
      p += 1
    }
    var digits = p - whole
    var exponent = 0
    if p[0] == UInt8(ascii: ".") {
      p += 1
      let fraction = p
      while let eight = eightDigits(p) {
        mantissa = mantissa &* 100_000_000 &+ eight
        p += 8
      }
      while p[0] &- 48 < 10 {
        mantissa = mantissa &* 10 &+ UInt64(p[0] &- 48)
        p += 1
      }
      exponent = fraction - p
      digits -= exponent
    }
    guard digits > 0 else { return nil }
    if p[0] | 0x20 == UInt8(ascii: "e") {
      guard let power = power(&p) else { return nil }
      exponent += power
    }
    let start = cursor
    cursor = p
    guard digits <= 19, let size = size(mantissa, exponent) else { return slow(start, p) }
    return negative ? -size : size
  }

  /// The number that the next 8 bytes are, if all of them are digits: pairs, fours and eight are
  /// put together by three multiplications.
  @inline(__always)
  private static func eightDigits(_ p: UnsafePointer<UInt8>) -> UInt64? {
    let bytes = UInt64(
      littleEndian: UnsafeRawPointer(p).loadUnaligned(as: UInt64.self))
    let high: UInt64 = 0xf0f0_f0f0_f0f0_f0f0
    guard bytes & high == 0x3030_3030_3030_3030,
      (bytes &+ 0x0606_0606_0606_0606) & high == 0x3030_3030_3030_3030
    else { return nil }
    let digits = bytes &- 0x3030_3030_3030_3030
    let pairs = digits &* 10 &+ (digits >> 8)
    let mask: UInt64 = 0x0000_00ff_0000_00ff
    let first = (pairs & mask) &* 0x000f_4240_0000_0064
    let second = ((pairs >> 16) & mask) &* 0x0000_2710_0000_0001
    return (first &+ second) >> 32
  }

  /// Reads at most 15 digits and moves past them; nil, without moving, where there are none, more,
  /// or the number goes on with a point or an exponent. Steps and numbered groups are of this kind.
  @inline(__always)
  static func digits(_ cursor: inout UnsafePointer<UInt8>) -> Int? {
    var p = cursor
    var value = 0
    while p[0] &- 48 < 10, p - cursor < 16 {
      value = value &* 10 &+ Int(p[0] &- 48)
      p += 1
    }
    let count = p - cursor
    guard count > 0, count < 16, p[0] != UInt8(ascii: "."), p[0] | 0x20 != UInt8(ascii: "e") else {
      return nil
    }
    cursor = p
    return value
  }

  /// The exponent after its letter, at most a million in size; nil where no digit follows.
  private static func power(_ p: inout UnsafePointer<UInt8>) -> Int? {
    var q = p + 1
    let negative = q[0] == UInt8(ascii: "-")
    if negative || q[0] == UInt8(ascii: "+") { q += 1 }
    let first = q
    var power = 0
    while q[0] &- 48 < 10 {
      power = min(power * 10 + Int(q[0] &- 48), 1_000_000)
      q += 1
    }
    guard q > first else { return nil }
    p = q
    return negative ? -power : power
  }

  /// mantissa * 10^exponent, correctly rounded; nil where the short ways do not reach.
  ///
  /// A mantissa of at most 53 bits and a power of at most 10^22 are doubles, and one operation
  /// rounds once (Clinger, "How to read floating point numbers accurately", 1990). Where the
  /// mantissa is longer, and 10^-exponent = 2^q 5^q with 5^q in 64 bits, the quotient of integers
  /// is rounded by hand.
  @inline(__always)
  private static func size(_ mantissa: UInt64, _ exponent: Int) -> Double? {
    if exponent == 0 || mantissa == 0 { return Double(mantissa) }
    if mantissa <= 1 << 53, exponent.magnitude <= 22 {
      let power = powersOfTen[Int(exponent.magnitude)]
      return exponent < 0 ? Double(mantissa) / power : Double(mantissa) * power
    }
    guard exponent < 0, exponent >= -27 else { return nil }
    return quotient(mantissa, -exponent)
  }

  /// mantissa / 10^q, rounded to the nearest double, ties to even.
  private static func quotient(_ mantissa: UInt64, _ q: Int) -> Double {
    let power = powersOfFive[q]
    let powerShift = power.leadingZeroBitCount
    let mantissaShift = mantissa.leadingZeroBitCount
    let numerator = mantissa << UInt64(mantissaShift)
    let (quotient, remainder) = (power << UInt64(powerShift)).dividingFullWidth(
      (numerator >> 1, numerator << 63))
    let shift = UInt64(11 - quotient.leadingZeroBitCount)
    let rest = quotient & ((1 << shift) - 1)
    let half: UInt64 = 1 << (shift - 1)
    var bits = quotient >> shift
    if rest > half || (rest == half && (remainder != 0 || bits & 1 == 1)) { bits += 1 }
    let scale = Int(shift) - 63 + powerShift - mantissaShift - q
    return Double(bits) * Double(bitPattern: UInt64(1023 + scale) << 52)
  }

  /// What `strtod` makes of the bytes, which are a number already.
  private static func slow(_ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> Double {
    let count = end - start
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: count + 1) { text in
      memcpy(text.baseAddress!, start, count)
      text[count] = 0
      return strtod(text.baseAddress!, nil)
    }
  }
}
