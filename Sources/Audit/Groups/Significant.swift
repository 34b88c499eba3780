import RealModule

/// Sizes as people read them.
enum Significant {
  /// Three digits, and no more than a number has: `0.0503`, `0.05`, `1.24e-07`.
  static func text(_ value: Double) -> String {
    guard value != 0, value.isFinite else { return value == 0 ? "0" : "\(value)" }
    if let whole = Int(exactly: value), abs(whole) < 1000 { return "\(whole)" }
    let place = Double.log10(abs(value)).rounded(.down)
    let power = Double.pow(10, abs(2 - place))
    // Powers of ten are exact, their inverses never.
    let rounded =
      place <= 2 ? (value * power).rounded() / power : (value / power).rounded() * power
    if let whole = Int(exactly: rounded), abs(whole) < 1_000_000 { return "\(whole)" }
    return "\(rounded)"
  }
}
