import Testing

@testable import redit

/// A pass rate as people write it; what could mean two things is refused.
struct PassRateCellTests {
  @Test(arguments: [
    ("0.375", 0.375), (" 0.375\t", 0.375), ("37.5%", 0.375), ("37.5 %", 0.375), ("0%", 0),
    ("100%", 1),
    ("0", 0), ("1", 1), ("1e-3", 0.001), ("3/8", 0.375), (" 3 / 8 ", 0.375), ("0/5", 0), ("5/5", 1),
  ])
  func `every way to write a rate`(text: String, share: Double) throws {
    #expect(try PassRateCell(text).share == share)
  }

  @Test func `a count keeps its completions`() throws {
    #expect(try PassRateCell("3/8") == .count(correct: 3, of: 8))
    #expect(try PassRateCell("6/16") == .count(correct: 6, of: 16))
  }

  @Test(arguments: ["", "  ", "null", "NaN", "None", "NA", "n/a", "nil", "-"])
  func `what says nothing has no rate`(text: String) throws {
    #expect(try PassRateCell(text) == .missing && PassRateCell(text).share == nil)
  }

  /// 37.5 may be per cent, 0,375 a decimal comma: neither is guessed.
  @Test(arguments: [
    ("37.5", "of a hundred"), ("1.0000001", "of a hundred"), ("101", "0...1"), ("-0.1", "0...1"),
    ("150%", "0...1"), ("0,375", "decimal comma"), ("9/8", "so many of so many"),
    ("-1/8", "so many of so many"), ("0/0", "so many of so many"), ("1.5/8", "so many of so many"),
    ("3/8/2", "so many of so many"), ("high", "is not a number"), ("inf", "0...1"),
    ("0.5%%", "is not a number"),
  ])
  func `anything else is refused with its reason`(text: String, reason: String) {
    let error = #expect(throws: CellError.self) { try PassRateCell(text) }
    #expect(error?.reason.contains(reason) == true, "\(error?.reason ?? "")")
  }
}
