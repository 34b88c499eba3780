import Analysis
import Platform

/// Numbers as people read them.
enum NumberText {
  /// `0.18795 +- 0.00012`: as many digits as the error allows; `3.0e-20 +- 2.0e-20` where that needs more than
  /// twelve of them after the point.
  static func withError(_ estimate: Estimate) -> String {
    let error = estimate.standardError
    guard error > 1e-9 * abs(estimate.mean), error.isFinite else { return short(estimate.mean) }
    // Down to the second digit of the error.
    let place = Int(log10(error).rounded(.down)) - 1
    guard place >= -12 else {
      let size = estimate.mean == 0 ? place + 1 : Int(log10(abs(estimate.mean)).rounded(.down))
      return scientific(estimate.mean, digits: max(1, size - place)) + " +- "
        + scientific(error, digits: 1)
    }
    let digits = max(0, -place)
    return fixed(estimate.mean, digits: digits) + " +- " + fixed(error, digits: digits)
  }

  static func fixed(_ value: Double, digits: Int) -> String {
    printed("%.\(digits)f", value)
  }

  static func scientific(_ value: Double, digits: Int) -> String {
    printed("%.\(digits)e", value)
  }

  /// Three digits.
  static func significant(_ value: Double) -> String { printed("%.3g", value) }

  static func short(_ value: Double) -> String { printed("%.6g", value) }

  /// As C prints numbers: `String(format:)` of Foundation takes several times as long.
  ///
  /// - Parameter format: of at most 300 bytes a number, all of them doubles.
  static func printed(_ format: String, _ values: Double...) -> String {
    // The longest is a double of 309 digits with twelve decimals.
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 400 * values.count) { buffer in
      _ = withVaList(values) { vsnprintf(buffer.baseAddress!, buffer.count, format, $0) }
      return String(cString: buffer.baseAddress!)
    }
  }
}
