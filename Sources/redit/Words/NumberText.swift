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
    return printed("%.\(digits)f", estimate.mean) + " +- " + printed("%.\(digits)f", error)
  }

  static func fixed(_ value: Double, digits: Int) -> String {
    printed("%.\(digits)f", value)
  }

  static func scientific(_ value: Double, digits: Int) -> String {
    printed("%.\(digits)e", value)
  }

  static func short(_ value: Double) -> String { printed("%.6g", value) }

  /// As C prints one number: a table's text is mostly numbers, and `String(format:)` takes several times
  /// as long.
  private static func printed(_ format: String, _ value: Double) -> String {
    // The longest is a double of 309 digits with twelve decimals.
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 400) { buffer in
      _ = withVaList([value]) { vsnprintf(buffer.baseAddress!, buffer.count, format, $0) }
      return String(cString: buffer.baseAddress!)
    }
  }
}
