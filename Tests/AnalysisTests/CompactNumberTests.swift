import Testing

@testable import Analysis

struct CompactNumberTests {
  /// Six significant digits, rounded by hand.
  @Test(arguments: [
    (1.0, "1"), (0.3, "0.3"), (1.0 / 3, "0.333333"), (-2.0 / 3, "-0.666667"),
    (1e22, "1e+22"), (1.5e-305 * 1e-5, "1.5e-310"), (1.2345678e-305, "1.23457e-305"),
    (-9.9999996e-304, "-1e-303"), (Double.leastNonzeroMagnitude, "5e-324"), (1e-303, "1e-303"),
    (Double.infinity, "inf"), (-Double.infinity, "-inf"), (Double.nan, "nan"),
  ])
  func `every double has six digits or a name`(value: Double, text: String) {
    #expect(value.compact == text)
  }
}
