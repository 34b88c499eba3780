import RealModule

extension Double {
  /// For tables: "1" for 1, "0.3" for 0.3, six significant digits.
  var compact: String {
    if let whole = Int(exactly: self) { return "\(whole)" }
    let exponent = 5 - Double.log10(abs(self)).rounded(.down)
    // Powers of ten are exact up to 10^22, their inverses never: hence two branches.
    let power = Double.pow(10, abs(exponent))
    let rounded =
      exponent >= 0 ? (self * power).rounded() / power : (self / power).rounded() * power
    return "\(rounded)"
  }
}
