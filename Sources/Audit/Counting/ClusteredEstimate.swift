import GSL

/// A number estimated from clusters, with its 95% interval.
public struct ClusteredEstimate: Hashable, Sendable {
  /// The estimate.
  public let value: Double
  /// The interval of 95%; nil below ``ClusteredEstimate/fewestClusters``.
  public let interval: ClosedRange<Double>?

  /// With fewer clusters a standard error says nothing.
  public static let fewestClusters = 8

  /// A ratio of sums, `R = sum_c y_c / sum_c x_c`, each cluster c independent of the others:
  ///
  ///     se^2 = C/(C - 1) sum_c (y_c - R x_c)^2 / (sum_c x_c)^2
  ///
  /// with Student's t of C - 1 degrees of freedom, cut to `bounds`.
  ///
  /// - Returns: nil where the denominators add up to 0.
  static func ratio(
    _ numerators: [Double], _ denominators: [Double], within bounds: ClosedRange<Double>
  ) -> ClusteredEstimate? {
    let total = denominators.reduce(0, +)
    guard total > 0 else { return nil }
    let ratio = numerators.reduce(0, +) / total
    return estimate(
      ratio,
      influences: numerators.indices.map { (numerators[$0] - ratio * denominators[$0]) / total },
      within: bounds)
  }

  /// `(sum X)^2 / (sum A sum E)`, the cosine of two long vectors squared, by the same linear terms.
  ///
  /// - Returns: nil where a sum is 0.
  static func squaredCosine(
    _ products: [Double], _ first: [Double], _ second: [Double]
  ) -> ClusteredEstimate? {
    let (x, a, e) = (products.reduce(0, +), first.reduce(0, +), second.reduce(0, +))
    guard a > 0, e > 0, x.isFinite, e.isFinite else { return nil }
    let value = x / a * (x / e)
    return estimate(
      value,
      influences: products.indices.map {
        value * (x == 0 ? 0 : 2 * products[$0] / x - first[$0] / a - second[$0] / e)
      }, within: 0...1)
  }

  /// - Parameter influences: what each cluster adds to the linear terms; they sum to 0.
  private static func estimate(
    _ value: Double, influences: [Double], within bounds: ClosedRange<Double>
  ) -> ClusteredEstimate {
    ClusteredEstimate(
      value, squares: influences.reduce(0) { $0 + $1 * $1 }, clusters: influences.count,
      within: bounds)
  }

  /// An estimate whose linear terms are known.
  ///
  /// - Parameters:
  ///   - squares: the sum of the squares of what each cluster adds to the linear terms.
  ///   - clusters: C.
  ///   - bounds: of the interval.
  init(_ value: Double, squares: Double, clusters: Int, within bounds: ClosedRange<Double>) {
    self.value = value
    let count = Double(clusters)
    guard clusters >= Self.fewestClusters, squares.isFinite,
      let quantile = try? StudentTDistribution(degreesOfFreedom: count - 1).quantile(0.975)
    else {
      interval = nil
      return
    }
    let half = quantile * (squares * count / (count - 1)).squareRoot()
    let low = min(max(value - half, bounds.lowerBound), value)
    let high = max(min(value + half, bounds.upperBound), value)
    interval = low...high
  }
}
