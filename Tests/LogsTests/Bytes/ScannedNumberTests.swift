import Testing

@testable import Logs

private func word(_ text: String) -> String {
  (Array(text.utf8) + [UInt8](repeating: 0, count: 16)).withUnsafeBufferPointer {
    switch ScannedNumber($0.baseAddress!, text.utf8.count) {
    case .value(let value): "\(value)"
    case .missing: "missing"
    case .infinite: "infinite"
    case .other: "other"
    }
  }
}

@Suite struct ScannedNumberTests {
  @Test(arguments: [
    ("1.5", "1.5"), (" 2 ", "2.0"), ("True", "1.0"), ("false", "0.0"), ("", "missing"),
    ("  ", "missing"), ("null", "missing"), ("None", "missing"), ("NaN", "missing"),
    ("nan", "missing"), ("<NA>", "missing"), ("Infinity", "infinite"), ("-inf", "infinite"),
    ("1e999", "infinite"), ("abc", "other"), ("1 2", "other"), ("nul", "other"), ("0,5", "other"),
  ])
  func `words are read`(text: String, expected: String) {
    #expect(word(text) == expected)
  }
}
