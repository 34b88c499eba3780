import RealModule

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
  /// - Returns: nil only for a Student t of 2 degrees of freedom or fewer: it has no variance.
  public func positivePart(mean: Double, sigma: Double) -> (first: Double, second: Double)? {
    precondition(sigma >= 0, "sigma is a standard deviation")
    if case .studentT(let nu) = self, !(nu > 2) { return nil }
    return reflected(mean: mean, sigma: self == .none ? 0 : sigma) { tailMoments(beyond: $0) }
  }

  /// `E[(e - c)+]` and `E[((e - c)+)^2]` of the standard draw `e`, for `c >= 0`.
  func tailMoments(beyond c: Double) -> (first: Double, second: Double) {
    switch self {
    case .none: return (0, 0)
    case .gaussian:
      let (density, tail) = (Normal.density(c), Normal.upperTail(c))
      return (density - c * tail, (1 + c * c) * tail - c * density)
    case .uniform:
      let a = Self.halfWidth
      let length = max(a - c, 0)
      return (length * length / (4 * a), length * length * length / (6 * a))
    case .laplace:
      let b = Self.laplaceScale
      let tail = Double.exp(-c / b)
      return (b / 2 * tail, b * b * tail)
    case .rademacher:
      let length = max(1 - c, 0)
      return (length / 2, length * length / 2)
    case .studentT(let nu): return studentTailMoments(c, nu)
    }
  }

  /// With T the law before scaling: E[T; T > t] = f(t) (nu + t^2) / (nu - 1) since the derivative
  /// of that is -t f(t), and by parts E[T^2; T > t] = ((nu - 1) t E[T; T > t] + nu P(T > t)) / (nu - 2).
  private func studentTailMoments(_ c: Double, _ nu: Double) -> (first: Double, second: Double) {
    let scale = StudentT.scale(nu)
    let t = c / scale
    let tail = StudentT.upperTail(t, nu)
    let mean = StudentT.partialMean(t, nu)
    let square = ((nu - 1) * t * mean + nu * tail) / (nu - 2)
    return (scale * (mean - t * tail), scale * scale * (square - 2 * t * mean + t * t * tail))
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
  guard sigma > 0, depth < negligible else {
    let kept = max(mean, 0)
    return (kept, kept * kept)
  }
  let moments = tail(depth)
  let (first, second) = (sigma * moments.first, sigma * sigma * moments.second)
  guard mean > 0 else { return (first, second) }
  return (mean + first, mean * mean + sigma * sigma - second)
}
