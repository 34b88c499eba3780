/// Shares groups out to strata so that the variance of the gradient comes out as precisely as
/// possible.
///
///     n_k  proportional to  P_k sd_k,    sd_k^2 = sum over settings of Var_k(h) / v^2
///
/// with `h = norm(g)^2 - 2 E g . g`, the linear part of the estimate v of tr Cov g (Neyman 1934). The
/// standard deviations come from a pilot; a tenth of the groups goes by probability alone, and every
/// stratum keeps a minimum, so that a pilot that saw no scatter cannot hide it.
struct NeymanAllocation {
  private let strata: [Stratum]
  private let shares: [Double]

  /// - Parameter pilot: by stratum, then setting.
  init(_ strata: [Stratum], pilot: [[MomentAccumulator]], parameterCount: Int) {
    self.strata = strata
    var squares = [Double](repeating: 0, count: strata.count)
    for s in pilot[0].indices {
      let parts = zip(strata, pilot).map { ($0.probability, $1[s]) }
      let slope = Self.slope(parts, parameterCount)
      let variance = Self.variance(parts, slope, parameterCount)
      guard variance > 0 else { continue }
      for (k, part) in parts.enumerated() {
        // Of the pilot's mean; times its groups it is that of a single one.
        let covariance = part.1.covarianceOfMean()
        let square = quadraticForm(covariance, slope, slope, stride: part.1.dimension)
        squares[k] += max(0, square) * Double(part.1.sampleCount) / (variance * variance)
      }
    }
    shares = Self.shares(zip(strata, squares).map { $0.probability * $1.squareRoot() }, strata)
  }

  private static func shares(_ weights: [Double], _ strata: [Stratum]) -> [Double] {
    let total = weights.reduce(0, +)
    return zip(weights, strata).map {
      total > 0 ? 0.9 * $0 / total + 0.1 * $1.probability : $1.probability
    }
  }

  /// Gradient of `h`: -2 E g and 1.
  private static func slope(
    _ parts: [(Double, MomentAccumulator)], _ parameterCount: Int
  ) -> [Double] {
    var slope = [Double](repeating: 0, count: parameterCount + 1)
    for (probability, accumulator) in parts {
      for j in 0..<parameterCount { slope[j] -= 2 * probability * accumulator.mean[j] }
    }
    slope[parameterCount] = 1
    return slope
  }

  private static func variance(
    _ parts: [(Double, MomentAccumulator)], _ slope: [Double], _ parameterCount: Int
  ) -> Double {
    // norm(E g)^2, as the slope is -2 E g.
    let square = slope[..<parameterCount].reduce(0) { $0 + $1 * $1 / 4 }
    return parts.reduce(-square) { $0 + $1.0 * $1.1.mean[parameterCount] }
  }

  /// Groups by stratum, `total` at most, `least` each at least.
  func groups(total: Int, least: Int) -> [Int] {
    // Shares are rounded down: never more than `total` together.
    let free = Double(total - least * strata.count)
    return shares.map { least + Int($0 * free) }
  }
}
