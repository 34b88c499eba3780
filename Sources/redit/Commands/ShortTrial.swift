import Platform

/// What work takes, by doing a little of it.
enum ShortTrial {
  /// Does more and more until that takes a tenth of a second, or is all of it.
  ///
  /// - Parameters:
  ///   - most: pieces that there are.
  ///   - body: does so many, anew each time.
  /// - Returns: seconds a piece.
  static func secondsPerPiece(most: Double, _ body: (Double) throws -> Void) rethrows -> Double {
    var count = 1.0
    while true {
      let seconds = try self.seconds { try body(count) }
      if seconds >= 0.1 || count >= most { return seconds / count }
      // At a pace that is known the rest of the tenth is one more trial.
      count = min(most, max(2 * count, seconds > 0.01 ? (count * 0.12 / seconds).rounded(.up) : 0))
    }
  }

  static func seconds(_ body: () throws -> Void) rethrows -> Double {
    let begun = Date()
    try body()
    return Date().timeIntervalSince(begun)
  }
}
