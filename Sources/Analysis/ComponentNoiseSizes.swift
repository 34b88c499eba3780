package import GRPO

/// How large the noise is on each component of a reward, before weights, as a share of sigma: 1 each, or
/// the proportions of the dither where it has as many components as the reward.
package enum ComponentNoiseSizes {
  /// nil for a dither of another number of components.
  package static func scales(_ dither: Dither, count: Int) -> [Double]? {
    if dither.components.count == 1 { return Array(repeating: 1, count: count) }
    return dither.components.count == count ? dither.components : nil
  }

  /// The same or an error.
  ///
  /// - Throws: `AnalysisError` for a dither of another number of components.
  package static func checked(_ dither: Dither, count: Int) throws -> [Double] {
    guard let scales = scales(dither, count: count) else {
      throw AnalysisError(
        "noise of \(dither.components.count) components on rewards of \(count)")
    }
    return scales
  }

  /// Standard deviation of the noise of the weighted sum, as a share of sigma; nil as `scales`.
  package static func norm(_ dither: Dither, weights: [Double]) -> Double? {
    scales(dither, count: weights.count).map { scales in
      zip(weights, scales).reduce(0) { $0 + $1.0 * $1.1 * $1.0 * $1.1 }.squareRoot()
    }
  }
}
