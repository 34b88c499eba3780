/// The shortest decimal that reads back as a given double, `mantissa * 10^exponent`, without trailing
/// zeros: the number somebody wrote, free of binary rounding.
struct DecimalNumber: Equatable {
  private(set) var mantissa: Int64
  private(set) var exponent: Int

  private init(mantissa: Int64, exponent: Int) {
    (self.mantissa, self.exponent) = (mantissa, mantissa == 0 ? 0 : exponent)
    while self.mantissa != 0, self.mantissa % 10 == 0 {
      self.mantissa /= 10
      self.exponent += 1
    }
  }

  /// - Precondition: the value is finite.
  init(_ value: Double) {
    precondition(value.isFinite, "a decimal of \(value)")
    // At most 17 significant digits and a zero after the point: an Int64 holds 18.
    var (digits, exponent, written): (Int64, Int, Int) = (0, 0, 0)
    var (isFraction, isExponent, isNegative) = (false, false, false)
    for byte in value.magnitude.description.utf8 {
      switch byte {
      case UInt8(ascii: "."): isFraction = true
      case UInt8(ascii: "e"): isExponent = true
      // Of a magnitude: the sign is that of the exponent.
      case UInt8(ascii: "-"): isNegative = true
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        let digit = Int(byte - UInt8(ascii: "0"))
        if isExponent {
          written = 10 * written + digit
        } else {
          digits = 10 * digits + Int64(digit)
          if isFraction { exponent -= 1 }
        }
      default: break
      }
    }
    self.init(
      mantissa: value < 0 ? -digits : digits,
      exponent: exponent + (isNegative ? -written : written))
  }

  /// The exact multiple.
  func times(_ factor: Int64) -> DecimalNumber {
    // 17 digits leave an Int64 room for factors up to 92; those of noise values are 2 at most.
    DecimalNumber(mantissa: mantissa * factor, exponent: exponent)
  }

  /// The exact difference; nil where it has more than eighteen digits, and so equals no small multiple
  /// of a double's decimal.
  func minus(_ other: DecimalNumber) -> DecimalNumber? {
    if mantissa == 0 { return other.times(-1) }
    if other.mantissa == 0 { return self }
    let common = Swift.min(exponent, other.exponent)
    guard let a = shifted(to: common), let b = other.shifted(to: common) else { return nil }
    let (difference, overflows) = a.subtractingReportingOverflow(b)
    return overflows ? nil : DecimalNumber(mantissa: difference, exponent: common)
  }

  private func shifted(to common: Int) -> Int64? {
    // 10^19 is beyond an Int64.
    guard exponent - common <= 18 else { return nil }
    var result = mantissa
    for _ in common..<exponent {
      let (product, overflows) = result.multipliedReportingOverflow(by: 10)
      if overflows { return nil }
      result = product
    }
    return result
  }
}
