extension Double {
  /// The number as people type it: whole ones, as sizes are, without a point.
  package var plainText: String { Int(exactly: self).map { "\($0)" } ?? "\(self)" }
}
