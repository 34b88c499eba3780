import Testing

@testable import redit

/// Whole numbers as they are typed: what is not one is left to the parser, which refuses it.
struct WholeNumberTests {
  @Test(arguments: [
    ("100000", 100_000), ("1e5", 100_000), ("1E5", 100_000), ("1.5e3", 1500), ("-2e1", -20),
    ("2e0", 2), ("9007199254740993", 9_007_199_254_740_993), ("0", 0),
  ])
  func `a whole number has its value`(text: String, value: Int) {
    #expect(WholeNumber.value(text) == value)
  }

  @Test(arguments: [
    "", "1.5", "100000.0", "1.5e0", "1e-1", "1e19", "1e400", "e5", "five", "nan", "1e5 ",
  ])
  func `what is none has no value`(text: String) {
    #expect(WholeNumber.value(text) == nil)
  }

  @Test func `only options that take whole numbers are spelled out`() {
    let typed = [
      "sweep", "--groups", "1e5", "--seed=2e3", "--sigma", "1e5", "--out", "1e5",
      "--stabilizer=1e5",
      "--threads", "1.5", "--groups=", "--runs", "64",
    ]
    #expect(
      WholeNumber.spelledOut(typed) == [
        "sweep", "--groups", "100000", "--seed=2000", "--sigma", "1e5", "--out", "1e5",
        "--stabilizer=1e5", "--threads", "1.5", "--groups=", "--runs", "64",
      ])
    #expect(WholeNumber.spelledOut(["1e5", "--groups"]) == ["1e5", "--groups"])
  }
}
