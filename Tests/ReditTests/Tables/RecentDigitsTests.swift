import TestSupport
import Testing

@testable import redit

/// Numbers that are copied from the row before are those that are found.
struct RecentDigitsTests {
  /// 20,000 numbers of any bits in three columns, every other one that of before, seed 22.
  @Test func `digits are those of the description`() {
    var random = SplitMix(seed: 22)
    var (recent, text, right) = (RecentDigits(columns: 3), ByteText(), "")
    var last = [0.0, -0.0, 1]
    for _ in 0..<20_000 {
      let column = Int.random(in: 0..<3, using: &random)
      if Bool.random(using: &random) {
        last[column] = Double(bitPattern: .random(in: 0 ... .max, using: &random))
      }
      if last[column].isNaN { last[column] = -last[(column + 1) % 3] }
      if last[column].isNaN { last[column] = .infinity }
      recent.append(last[column], column: column, to: &text)
      right += "\(last[column])"
    }
    #expect(text.text == right)
  }

  /// Equal, but not in all bits.
  @Test func `zeros keep their sign`() {
    var (recent, text) = (RecentDigits(columns: 1), ByteText())
    for value in [0.0, -0.0, -0.0, 0.0, .leastNonzeroMagnitude, -.greatestFiniteMagnitude] {
      recent.append(value, column: 0, to: &text)
      text.write(" ")
    }
    #expect(text.text == "0.0 -0.0 -0.0 0.0 5e-324 -1.7976931348623157e+308 ")
  }
}
