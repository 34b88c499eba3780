import Foundation
import GSL
import Testing

@testable import Analysis

/// Numbers as text and back, every bit.
struct PackedNumbersTests {
  private static let special = [
    -0.0, 0, .nan, .signalingNaN, .infinity, -.infinity, .leastNonzeroMagnitude,
    .greatestFiniteMagnitude, Double(nan: 7, signaling: false), 1.0.nextUp, -1.0.nextDown,
  ]

  /// 0 to 40 numbers of any bits, seed 5, beside the encoder of Foundation.
  @Test func `every bit comes back`() {
    var stream = RandomStream(seed: 5)
    for count in 0...40 {
      var numbers = Self.special.prefix(count)
      while numbers.count < count {
        let halves = (0..<2).map { _ in UInt64(0x1p32 * stream.uniform()) }
        numbers.append(Double(bitPattern: halves[0] << 32 | halves[1]))
      }
      let text = PackedNumbers.text(Array(numbers))
      let bytes = numbers.flatMap { number in
        withUnsafeBytes(of: number.bitPattern.littleEndian, Array.init)
      }
      #expect(text == Data(bytes).base64EncodedString())
      #expect(PackedNumbers.numbers(text)?.map(\.bitPattern) == numbers.map(\.bitPattern))
    }
  }

  @Test func `other texts are refused`() {
    let text = PackedNumbers.text([1.5])
    #expect(text == "AAAAAAAA+D8=" && PackedNumbers.numbers(text) == [1.5])
    #expect(PackedNumbers.numbers("") == [])
    for wrong in [
      "AAAAAAAA+D8", "AAAAAAAA+D==", "AAAAAAAA+D9=", "AAAAAAAA=D8=", "AAAA====", "AAA-AAAA+D8=",
      "AAAAAAAA+D8=AAAA", "====", "AAAAAAAA+D8==", " AAAAAAA+D8=", "AAAAAAAA+D8A", "é AAAAAA+D8=",
    ] { #expect(PackedNumbers.numbers(wrong) == nil, "\(wrong)") }
  }
}
