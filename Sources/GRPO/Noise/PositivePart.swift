extension NoiseFamily {
  /// The first two moments of the positive part of a noisy value, in closed form.
  ///
  /// ```
  /// x = mean + sigma e,  first = E[max(x, 0)],  second = E[max(x, 0)^2]
  /// ```
  ///
  /// This is what clipping sees of a dithered advantage (claim ClipPenalty). For a very negative
  /// mean the Gaussian moments lose relative, not absolute, accuracy: about 1e-10 thirty standard
  /// deviations out.
  ///
  /// - Parameters:
  ///   - mean: the value before the noise, finite.
  ///   - sigma: the standard deviation of the noise, at least 0.
  /// - Returns: nil where the law has no variance, as Student's t of 2 degrees of freedom or fewer.
  public func positivePart(mean: Double, sigma: Double) -> (first: Double, second: Double)? {
    precondition(sigma >= 0, "sigma is a standard deviation")
    guard law.momentOrder > 2 else { return nil }
    return reflected(mean: mean, sigma: isNone ? 0 : sigma) { law.tailMoments(beyond: $0) }
  }
}

/// The positive part of `mean + sigma e` from the tail moments of a symmetric `e`.
///
/// A positive mean uses `x+ = x + (-x)+` and `(x+)^2 = x^2 - ((-x)+)^2`, so only the side that is
/// not cut is ever computed by difference.
func reflected(
  mean: Double, sigma: Double, tail: (Double) -> (first: Double, second: Double)
) -> (first: Double, second: Double) {
  // Deeper the square of the depth may overflow, and no noise shows beside the mean.
  let negligible = 1e150
  let depth = abs(mean) / sigma
  // Without noise `depth` may be 0/0: sigma is asked for first.
  guard sigma > 0, depth < negligible else {
    let kept = max(mean, 0)
    return (kept, kept * kept)
  }
  let moments = tail(depth)
  let (first, second) = (sigma * moments.first, sigma * sigma * moments.second)
  guard mean > 0 else { return (first, second) }
  return (mean + first, mean * mean + sigma * sigma - second)
}
