import Foundation
import TestSupport
import Testing

@testable import Logs

/// The scanner on a text, padded as the buffers are; nil where it does not take all of it.
private func scanned(_ text: String) -> Double? {
  let bytes = Array(text.utf8) + [UInt8](repeating: 0, count: 16)
  return bytes.withUnsafeBufferPointer { buffer in
    var p = buffer.baseAddress!
    guard let value = NumberScanner.scan(&p), p == buffer.baseAddress! + text.utf8.count else {
      return nil
    }
    return value
  }
}

/// Numbers as programs print them, and worse: shortest and fixed forms of doubles and singles, long
/// mantissas, neighbours of halves, large and small exponents.
private func text(_ random: inout SplitMix) -> String {
  let bits = random.next()
  switch random.next() % 8 {
  case 0: return "\(Double(bitPattern: bits & 0x7fef_ffff_ffff_ffff))"
  case 1: return "\(Double(Float(random.unit() * 4 - 2)))"
  case 2: return "\((random.unit() - 0.5) * 8)"
  case 3: return String(format: "%.\(Int(bits % 25))f", random.unit() * 100 - 50)
  case 4: return String(format: "%.\(Int(bits % 20))e", (random.unit() - 0.5) * 1e3)
  case 5: return "\(bits)e\(Int(random.next() % 60) - 40)"
  case 6: return "\(bits % 1000).\(random.next())"
  default:
    // A double and half a unit of its last place, all digits: the hardest to round.
    let whole = (1 << 52) | (bits >> 12)
    let tie = whole.multipliedReportingOverflow(by: 2).partialValue + 1
    return "\(tie)\(["", ".0", "e-3", "e-12"][Int(random.next() % 4)])"
  }
}

@Suite struct NumberScannerTests {
  /// 2,000,000 strings of seed 1; one wrong bit in any is seen.
  @Test func `numbers are those of strtod, bit for bit`() {
    var random = SplitMix(seed: 1)
    var wrong: [String] = []
    for _ in 0..<2_000_000 {
      let text = text(&random)
      if scanned(text)?.bitPattern != strtod(text, nil).bitPattern { wrong.append(text) }
    }
    #expect(wrong.isEmpty, "\(wrong.count) wrong, first \(wrong.prefix(5))")
  }

  /// The control: two roundings instead of one, as a scanner without care has them, are seen by
  /// 20,000 strings.
  @Test func `a scanner that rounds twice would be found`() {
    var random = SplitMix(seed: 1)
    var wrong = 0
    for _ in 0..<20_000 {
      let text = text(&random)
      let parts = text.split(separator: ".")
      guard parts.count == 2, let whole = Double(parts[0]), let rest = Double("0.\(parts[1])")
      else { continue }
      let careless = whole < 0 || text.hasPrefix("-") ? whole - rest : whole + rest
      if careless.bitPattern != strtod(text, nil).bitPattern { wrong += 1 }
    }
    #expect(wrong > 500)
  }

  @Test(arguments: [
    "0", "-0", "+1", "007", ".5", "5.", "1e5", "1E-7", "-2.474174022674561", "9007199254740993",
    "0.1", "1e22", "1e23", "8.5e-27", "4.9e-324", "2.4e-324", "1.7976931348623157e308", "1e400",
    "123456789012345678901234567890", "0.000000000000000000000000000012345678901234567890",
    "18446744073709551615e-27", "18446744073709551616", "1e-1000000000000", "12345678.12345678",
  ])
  func `borders are those of strtod`(text: String) {
    #expect(scanned(text)?.bitPattern == strtod(text, nil).bitPattern)
  }

  @Test(arguments: [
    "", "-", ".", "e5", "1e", "1e+", "nan", "inf", "--1", "1.2.3", "1,5", "0x10", "١",
  ])
  func `what is no number is none`(text: String) {
    #expect(scanned(text) == nil)
  }

  @Test(
    arguments: [
      ("0", 0), ("7,", 7), ("123456789012345}", 123_456_789_012_345), ("1.0", nil), ("1e3", nil),
      ("1234567890123456", nil), ("-1", nil), ("", nil), ("a", nil),
    ] as [(String, Int?)])
  func `digits are read up to fifteen`(text: String, expected: Int?) {
    let bytes = Array(text.utf8) + [UInt8](repeating: 0, count: 16)
    bytes.withUnsafeBufferPointer { buffer in
      var p = buffer.baseAddress!
      #expect(NumberScanner.digits(&p) == expected)
    }
  }
}
