import Analysis
import Testing

@testable import redit

/// Numbers as they are printed, by C's rules.
struct NumberTextTests {
  /// Two digits of the error, and the estimate to the same place.
  @Test(arguments: [
    (0.187954321, 0.000123, "0.18795 +- 0.00012"), (1234.5, 12.3, "1234 +- 12"),
    (1234.5, 123, "1234 +- 123"), (1.5, 0.1, "1.50 +- 0.10"), (-0.25, 0.025, "-0.250 +- 0.025"),
    (0, 0.5, "0.00 +- 0.50"), (3e-20, 2e-20, "3.0e-20 +- 2.0e-20"),
    (-1.5e-4, 2.5e-13, "-1.5000000000e-04 +- 2.5e-13"), (0, 1e-30, "0.0e+00 +- 1.0e-30"),
    (1e-30, 2.5e-20, "1.0e-30 +- 2.5e-20"),
  ])
  func `as many digits as the error allows`(mean: Double, error: Double, text: String) {
    #expect(NumberText.withError(Estimate(mean: mean, standardError: error, count: 9)) == text)
  }

  /// No error: exact, only rounding, or without a second moment.
  @Test(arguments: [(0.5, 0.0), (0.5, 1e-12), (0.5, .infinity), (0.5, .nan)])
  func `without an error the number stands alone`(mean: Double, error: Double) {
    #expect(NumberText.withError(Estimate(mean: mean, standardError: error, count: 9)) == "0.5")
  }

  @Test func `the longest numbers there are have room`() {
    let longest = NumberText.fixed(-Double.greatestFiniteMagnitude, digits: 12)
    #expect(longest.count == 323 && longest.hasPrefix("-17976931348623157"))
    #expect(longest.hasSuffix(".000000000000"))
    #expect(NumberText.short(1e-300) == "1e-300" && NumberText.short(.infinity) == "inf")
    #expect(NumberText.short(0.1 + 0.2) == "0.3" && NumberText.short(1_234_567) == "1.23457e+06")
    #expect(NumberText.scientific(12345, digits: 2) == "1.23e+04")
  }
}
