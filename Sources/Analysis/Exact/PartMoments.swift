import GRPO

/// The positive part of an advantage, bounded by a clamp: what clips and clamps make of one.
///
/// With `K(x) = min(max(x, 0), c)` an advantage x clamped to `[-c, c]` is `K(x) - K(-x)`, of which one is 0:
/// its parts tell an active clip what it needs, and add up to the clamped advantage.
extension Dither {
  /// E K and E K^2 of `x = mean + sigma e`; `limit` is c, infinite without a clamp.
  ///
  ///     E K = p(mean) - p(mean - c),    E K^2 = q(mean) - q(mean - c) - 2 c p(mean - c)
  ///
  /// with `p`, `q` the first two moments of a positive part. Right to 1e-16 of sigma and sigma^2.
  ///
  /// - Returns: nil where positive parts have no closed moments.
  func part(mean: Double, sigma: Double, limit: Double) -> (first: Double, second: Double)? {
    // Of x nearer to c than to 0 what is missing to c is small, and loses nothing.
    if mean > limit / 2, let rest = part(mean: limit - mean, sigma: sigma, limit: limit) {
      return (limit - rest.first, limit * limit - 2 * limit * rest.first + rest.second)
    }
    guard let whole = positivePart(mean: mean, sigma: sigma) else { return nil }
    guard limit.isFinite, let beyond = positivePart(mean: mean - limit, sigma: sigma) else {
      return whole
    }
    return (
      whole.first - beyond.first, whole.second - beyond.second - 2 * limit * beyond.first
    )
  }
}

extension ConditionalMoments {
  /// The moments of the sum of the parts.
  var merged: ConditionalMoments {
    var whole = ConditionalMoments(levelCount: levelCount, parts: 1)
    for l in 0..<levelCount {
      for p in 0..<parts {
        whole.first[l] += first[firstIndex(p, l)]
        for q in 0..<parts {
          whole.diagonal[l] += diagonal[diagonalIndex(p, q, l)]
          for m in 0..<levelCount {
            whole.cross[whole.crossIndex(0, l, 0, m)] += cross[crossIndex(p, l, q, m)]
          }
        }
      }
    }
    return whole
  }
}

/// A law of both parts that serves the whole advantage too.
protocol PartLaw: ConditionalLaw {
  /// Fills moments of two parts.
  func fillParts(_ moments: inout ConditionalMoments, counts: [Int]) throws
}

extension PartLaw {
  func fill(_ moments: inout ConditionalMoments, counts: [Int]) throws {
    guard moments.parts == 1 else {
      moments.clear()
      return try fillParts(&moments, counts: counts)
    }
    var parts = ConditionalMoments(levelCount: moments.levelCount, parts: 2)
    try fillParts(&parts, counts: counts)
    moments = parts.merged
  }
}
