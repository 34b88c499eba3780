/// What a run cannot know about its own errors.
extension GradientMoments {
  /// Puts errors that do not exist to infinity, and moments that do not exist to NaN.
  mutating func limit(to order: MomentOrder) {
    // Row-major over (s, Q, d): 0, 4 and 8 are their variances.
    if !order.hasFourth { covariance[4] = .infinity }
    if !order.hasSquare { covariance[0] = .infinity; covariance[8] = .infinity }
    guard !order.isPractical else { return }
    if !order.hasSquare { secondMoment = .nan }
    if !order.hasMean {
      normSquared = .nan
      alignment = .nan
    }
  }

  /// Adds the part of rare groups to the variances that it outweighs: there the sample has not seen
  /// what decides. Elsewhere the sample knows better.
  ///
  /// - Parameters:
  ///   - share: in the units of these moments.
  ///   - valueNorm: norm(grad V).
  /// - Returns: whether something was added.
  mutating func widen(by share: RareShare, valueNorm: Double) -> Bool {
    // In the order (s, Q, d): s by the delta method with its second-order term, as a
    // simulation has it, and d by the inequality of Cauchy and Schwarz.
    let square = share.square
    // Products that underflow are above 0 all the same.
    let least = square > 0 ? Double.leastNonzeroMagnitude : 0
    let parts = [
      Swift.max(least, 4 * Swift.max(0, normSquared) * square + 2 * square * square),
      share.quartic, Swift.max(least, square * valueNorm * valueNorm),
    ]
    var isWidened = false
    for i in 0..<3 where parts[i] > covariance[4 * i] {
      covariance[4 * i] += parts[i]
      isWidened = true
    }
    return isWidened
  }
}
