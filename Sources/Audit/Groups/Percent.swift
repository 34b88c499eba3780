/// Shares as people read them.
package enum Percent {
  /// `65` for .649; `?` for what is no number.
  package static func text(_ share: Double) -> String {
    // Beyond that a share is none, and a whole number may have no room for it.
    guard abs(share) < 1e6 else { return "?" }
    return "\(Int((100 * share).rounded()))"
  }
}
