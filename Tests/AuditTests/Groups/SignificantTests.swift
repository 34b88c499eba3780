import Testing

@testable import Audit

@Suite struct SignificantTests {
  @Test(
    arguments: [
      (0.0, "0"), (0.05, "0.05"), (0.0502694, "0.0503"), (12, "12"), (-0.30004, "-0.3"),
      (1.23456e-7, "1.23e-07"), (9.9996, "10"), (1234.5, "1230"), (2.0 / 3, "0.667"),
    ] as [(Double, String)])
  func `three digits`(value: Double, text: String) { #expect(Significant.text(value) == text) }
}
