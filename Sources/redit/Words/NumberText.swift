import Analysis
import Foundation

/// Numbers as people read them.
enum NumberText {
  /// `0.18795 +- 0.00012`: as many digits as the error allows.
  static func withError(_ estimate: Estimate) -> String {
    let error = estimate.standardError
    guard error > 1e-9 * abs(estimate.mean), error.isFinite else { return short(estimate.mean) }
    // Down to the second digit of the error.
    let digits = max(0, min(12, 1 - Int(log10(error).rounded(.down))))
    return String(format: "%.\(digits)f +- %.\(digits)f", estimate.mean, error)
  }

  static func fixed(_ value: Double, digits: Int) -> String {
    String(format: "%.\(digits)f", value)
  }

  static func scientific(_ value: Double, digits: Int) -> String {
    String(format: "%.\(digits)e", value)
  }

  static func short(_ value: Double) -> String { String(format: "%.6g", value) }
}
