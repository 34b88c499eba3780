/// How far numbers that went through single precision may be from what they should be.
enum SinglePrecisionLimit {
  /// Half the distance of two neighbours at 1.
  static let rounding = 0x1p-24

  /// Of a sum of `count` numbers of at most this size that should be 0.
  static func sum(_ largest: Double, count: Int) -> Double {
    32 * rounding * largest * Double(count)
  }

  /// Relative, of an advantage: rounding of the mean shows against the deviation.
  ///
  /// - Parameters:
  ///   - size: largest absolute reward.
  ///   - deviation: of the rewards.
  static func slope(size: Double, deviation: Double) -> Double {
    32 * rounding * (1 + size / deviation)
  }

  /// Rewards that span less than this are equal: rounding made the difference.
  static func silence(_ size: Double) -> Double { 8 * rounding * size }

  /// Below this share of the largest reward the deviation is rounding for the most part.
  static let faintest = 1e-3
}
