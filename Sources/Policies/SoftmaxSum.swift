import RealModule

/// The sum that a softmax divides by, `e^maximum (1 + rest)`.
struct SoftmaxSum {
  let maximum: Double
  let rest: Double

  /// What log-probabilities take of it, at the price of a logarithm.
  var scale: SoftmaxScale {
    SoftmaxScale(maximum: maximum, logNormalizer: .log(onePlus: rest))
  }
}
