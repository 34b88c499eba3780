import Platform

/// Decimal text to the nearest double, exactly as `strtod` rounds it.
enum NumberScanner {
  // Tables are written out: one that is computed is asked, at every number, whether it is.

  /// 10^0 to 10^22, all of them doubles without error.
  private static let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]
  /// 10^0 to 10^8.
  private static let shortPowersOfTen: [UInt64] = [
    1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000,
  ]
  /// 5^0 to 5^27, the powers that 64 bits hold.
  private static let powersOfFive: [UInt64] = [
    1, 5, 25, 125, 625, 3125, 0x3d09, 0x1_312d, 0x5_f5e1, 0x1d_cd65, 0x95_02f9, 0x2e9_0edd,
    0xe8d_4a51, 0x48c2_7395, 0x1_6bcc_41e9, 0x7_1afd_498d, 0x23_86f2_6fc1, 0xb1_a2bc_2ec5,
    0x378_2dac_e9d9, 0x1158_e460_913d, 0x56bc_75e2_d631, 0x1_b1ae_4d6e_2ef5, 0x8_7867_8326_eac9,
    0x2a_5a05_8fc2_95ed, 0xd3_c21b_cecc_eda1, 0x422_ca8b_0a00_a425, 0x14ad_f4b7_3203_34b9,
    0x6765_c793_fa10_079d,
  ]

  /// floor((2^128 - 1) / d) - 2^64, where d is the power of five moved up to the highest bit.
  private static let reciprocalsOfFive: [UInt64] = [
    0xffff_ffff_ffff_ffff, 0x9999_9999_9999_9999, 0x47ae_147a_e147_ae14, 0x624_dd2f_1a9f_be76,
    0xa36e_2eb1_c432_ca57, 0x4f8b_588e_368f_0846, 0xc6f_7a0b_5ed8_d36b, 0xad7f_29ab_caf4_8578,
    0x5798_ee23_08c3_9df9, 0x12e0_be82_6d69_4b2e, 0xb7cd_fd9d_7bdb_ab7d, 0x5fd7_fe17_9649_55fd,
    0x1979_9812_dea1_1197, 0xc25c_2684_9768_1c26, 0x6849_b86a_12b9_b01e, 0x203a_f9ee_7561_59b2,
    0xcd2b_297d_889b_c2b6, 0x70ef_5464_6d49_6892, 0x2725_dd1d_243a_ba0e, 0xd83c_94fb_6d2a_c34a,
    0x79ca_10c9_2422_35d5, 0x2e3b_40a0_e9b4_f7dd, 0xe392_0101_75ee_5962, 0x82db_3401_2b25_144e,
    0x357c_299a_88ea_76a5, 0xef2d_0f5d_a7dd_8aa2, 0x8c24_0c4a_ecb1_3bb5, 0x3ce9_a36f_23c0_fc90,
  ]

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
      var count: Int
      repeat {
        let part: UInt64
        (part, count) = upToEightDigits(p)
        mantissa = mantissa &* shortPowersOfTen[count] &+ part
        p += count
      } while count == 8
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
    if digits > 19 { digits -= leadingZeros(whole) }
    guard digits <= 19, let size = size(mantissa, exponent) else { return slow(start, p) }
    return negative ? -size : size
  }

  /// The number that the digits at the front of the next 8 bytes make, and how many they are.
  ///
  /// They are moved behind zeros; pairs, fours and eight are then put together by three
  /// multiplications.
  @inline(__always)
  private static func upToEightDigits(
    _ p: UnsafePointer<UInt8>
  ) -> (value: UInt64, count: Int) {
    let bytes =
      UInt64(littleEndian: UnsafeRawPointer(p).loadUnaligned(as: UInt64.self))
      ^ 0x3030_3030_3030_3030
    // The high bit of every byte that is no digit; a carry reaches only bytes behind such a one.
    let others = (bytes | (bytes &+ 0x7676_7676_7676_7676)) & 0x8080_8080_8080_8080
    let count = others.trailingZeroBitCount >> 3
    guard count > 0 else { return (0, 0) }
    let digits = bytes &<< UInt64(truncatingIfNeeded: 64 &- 8 &* count)
    let pairs = digits &* 10 &+ (digits >> 8)
    let mask: UInt64 = 0x0000_00ff_0000_00ff
    let first = (pairs & mask) &* 0x000f_4240_0000_0064
    let second = ((pairs >> 16) & mask) &* 0x0000_2710_0000_0001
    return ((first &+ second) >> 32, count)
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

  /// Zeros before the first other digit.
  private static func leadingZeros(_ start: UnsafePointer<UInt8>) -> Int {
    var (p, count) = (start, 0)
    while p[0] == 48 || p[0] == UInt8(ascii: ".") {
      if p[0] == 48 { count += 1 }
      p += 1
    }
    return count
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
      // Signed integers convert in one instruction.
      let number = Double(Int64(truncatingIfNeeded: mantissa))
      return exponent < 0 ? number / power : number * power
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
    let (quotient, remainder) = divide(
      numerator >> 1, numerator << 63, by: power << UInt64(powerShift),
      reciprocalsOfFive[q])
    let shift = UInt64(11 - quotient.leadingZeroBitCount)
    let rest = quotient & ((1 << shift) - 1)
    let half: UInt64 = 1 << (shift - 1)
    var bits = quotient >> shift
    if rest > half || (rest == half && (remainder != 0 || bits & 1 == 1)) { bits += 1 }
    let scale = Int(shift) - 63 + powerShift - mantissaShift - q
    return Double(bits) * Double(bitPattern: UInt64(1023 + scale) << 52)
  }

  /// The quotient of 128 bits by 64 and its remainder, by two multiplications (Moeller and Granlund,
  /// "Improved division by invariant integers", 2011, algorithm 4).
  ///
  /// - Parameters:
  ///   - high: below `divisor`, which has its highest bit.
  ///   - reciprocal: floor((2^128 - 1) / divisor) - 2^64.
  @inline(__always)
  private static func divide(
    _ high: UInt64, _ low: UInt64, by divisor: UInt64, _ reciprocal: UInt64
  ) -> (quotient: UInt64, remainder: UInt64) {
    let product = reciprocal.multipliedFullWidth(by: high)
    let (rest, carry) = product.low.addingReportingOverflow(low)
    var quotient = product.high &+ high &+ (carry ? 2 : 1)
    var remainder = low &- quotient &* divisor
    if remainder > rest {
      quotient &-= 1
      remainder &+= divisor
    }
    if remainder >= divisor {
      quotient &+= 1
      remainder &-= divisor
    }
    return (quotient, remainder)
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
