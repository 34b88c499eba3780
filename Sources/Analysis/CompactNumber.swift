import RealModule

extension Double {
  /// For tables: "1" for 1, "0.3" for 0.3, six significant digits.
  var compact: String {
    if let whole = Int(exactly: self) { return "\(whole)" }
    guard isFinite else { return "\(self)" }
    let exponent = 5 - Double.log10(abs(self)).rounded(.down)
    // 10^exponent is no number: in two steps, and read back as decimals.
    if exponent > 300 {
      let digits = (self * 1e300 * Double.pow(10, exponent - 300)).rounded()
      return "\(Double("\(Int(digits))e-\(Int(exponent))")!)"
    }
    // Powers of ten are exact up to 10^22, their inverses never: hence two branches.
    let power = Double.pow(10, abs(exponent))
    let rounded =
      exponent >= 0 ? (self * power).rounded() / power : (self / power).rounded() * power
    return "\(rounded)"
  }
}
