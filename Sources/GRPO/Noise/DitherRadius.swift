import RealModule

extension Dither {
  /// The maxima of the five GSM8K reward components of the released ReDit code: correctness,
  /// integer answer, strict format, soft format and tag count sum to 5.
  public static let gsm8kComponentMaxima = [2, 0.5, 1, 1, 0.5]

  /// The standard deviation of the released code's dither of relative radius `m`.
  ///
  /// ```
  /// sigma = m sqrt(sum_k R_k^2 / 3)
  /// ```
  ///
  /// That code adds to component k a uniform draw on `[-m R_k, m R_k]` or a Gaussian of variance
  /// `(m R_k)^2 / 3`. The five GSM8K components give `sigma = 1.472 m`.
  ///
  /// - Parameters:
  ///   - m: the radius relative to each component's maximum, a half-width.
  ///   - componentMaxima: the largest value R_k of each reward component.
  public static func sigma(relativeRadius m: Double, componentMaxima: [Double]) -> Double {
    m * rootSumOfSquares(componentMaxima) / .sqrt(3)
  }

  /// The relative radius whose dither has standard deviation `sigma`, the inverse of
  /// ``sigma(relativeRadius:componentMaxima:)``.
  ///
  /// - Parameters:
  ///   - sigma: a standard deviation, reward units.
  ///   - componentMaxima: the largest value of each reward component, not all 0.
  public static func relativeRadius(sigma: Double, componentMaxima: [Double]) -> Double {
    let norm = rootSumOfSquares(componentMaxima)
    precondition(norm > 0, "a reward component must have a positive maximum")
    return sigma * .sqrt(3) / norm
  }

  private static func rootSumOfSquares(_ values: [Double]) -> Double {
    .sqrt(values.reduce(0) { $0 + $1 * $1 })
  }
}
