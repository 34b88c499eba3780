/// What the elementary functions of the mathematical library come to on this machine.
///
/// The last bit of these functions depends on the library, and on the processor where the library has variants for
/// several (with fused multiply-add or without): so the last digits of results do.
public enum Arithmetic {
  /// 16 hexadecimal digits over every bit of nine functions at 4,095 points each: where it is another, last digits may
  /// be others. Found out once, in a millisecond.
  public static let fingerprint = text(of: functions)

  /// As the mathematics calls them; x is a fraction between 0 and 1.
  package static let functions: [@Sendable (Double) -> Double] = [
    // Variants of the logarithm differ near 1, if anywhere.
    { exp(48 * $0 - 24) }, { log($0 / 4 + 0.9) }, { pow(16 * $0, 5 - 10 * $0) },
    { sin(64 * $0 - 32) }, { cos(64 * $0 - 32) }, { log1p(8 * $0 - 0.9375) },
    { expm1(8 * $0 - 4) }, { erfc(12 * $0 - 6) }, { tgamma(24 * $0) },
  ]

  /// FNV-1a, a value at a time: one bit in one value makes another.
  package static func text(of functions: [@Sendable (Double) -> Double]) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for function in functions {
      for i in 1...4095 {
        // Not over 4096: arguments of few bits leave nothing to round. One to one in the hash: xor, the
        // product with an odd number, xor with a shift.
        hash = (hash ^ function(Double(i) / 4096.7).bitPattern) &* 0x100_0000_01b3
        hash ^= hash >> 32
      }
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
