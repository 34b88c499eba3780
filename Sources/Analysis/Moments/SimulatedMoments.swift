/// What a simulation found for one setting.
public struct SimulatedMoments: Sendable {
  /// Mean gradient, P numbers.
  public let expectedGradient: [Double]
  /// One standard error of each coordinate of the mean gradient.
  public let expectedGradientError: [Double]
  /// Share of groups whose raw rewards are all equal.
  public let silentFraction: Estimate
  /// Mean over groups of the largest absolute advantage.
  public let largestAdvantage: Estimate
  /// Largest absolute advantage of all groups.
  public let maximumAdvantage: Double
  /// False where the noise was averaged: there are no single advantages, their extremes read 0.
  public let knowsAdvantages: Bool
  let moments: GradientMoments
  /// Of the sums as they were added up, in units of `unit`.
  private let unit: Double
  private let isContrast: Bool
  private let mean: [Double]
  private let meanCovariance: [Double]
  let count: Int
  private let tracked: TrackedQuantities?
  private let squares: [Double]

  init(
    _ accumulator: MomentAccumulator, valueGradient: [Double], unit: Double = 1,
    isContrast: Bool = false, tracked: TrackedQuantities? = nil
  ) {
    self.init(
      MeanEstimate(accumulator, isDifference: isContrast), valueGradient: valueGradient,
      unit: unit, isContrast: isContrast, tracked: tracked, squares: accumulator.squares)
  }

  init(
    _ estimate: MeanEstimate, valueGradient: [Double], unit: Double = 1,
    isContrast: Bool = false, tracked: TrackedQuantities? = nil, squares: [Double] = [],
    knowsAdvantages: Bool = true
  ) {
    self.unit = unit
    self.isContrast = isContrast
    self.knowsAdvantages = knowsAdvantages
    self.tracked = tracked
    self.squares = squares
    let p = valueGradient.count
    let stride = estimate.dimension
    count = estimate.count
    mean = Array(estimate.mean[..<p])
    expectedGradient = mean.map { unit * $0 }
    expectedGradientError = (0..<p).map {
      unit * estimate.covariance[$0 * stride + $0].squareRoot()
    }
    silentFraction = estimate.share(p + MomentIndex.silent)
    largestAdvantage = estimate.coordinate(p + MomentIndex.largest).mapped(factor: unit, offset: 0)
    maximumAdvantage = unit * estimate.maximum
    moments = GradientMoments(estimate, valueGradient: valueGradient, unit: unit)
    meanCovariance = estimate.covariance
  }

  /// Estimate of E norm(g)^2.
  public var secondMoment: Estimate {
    Estimate(
      mean: moments.meanSquare, standardError: moments.secondMomentError, count: count,
      sample: sample(mean: moments.meanSquare, quantity: 0, width: tracked?.squareWidth))
  }

  /// Estimate of the trace of Cov g; of a contrast no number, as E norm(g)^2 is then a difference of two while
  /// E g is one gradient less the other.
  public var variance: Estimate {
    guard !isContrast else { return Estimate(mean: .nan, standardError: .nan, count: count) }
    return Estimate(mean: moments.variance, standardError: moments.varianceError, count: count)
  }

  /// Estimate of norm(E g), corrected for the noise of the mean.
  public var gradientNorm: Estimate {
    Estimate(mean: moments.norm, standardError: moments.normError, count: count)
  }

  /// Estimate of the inner product of E g with a fixed vector.
  public func projection(on direction: [Double]) -> Estimate {
    let stride = expectedGradient.count + MomentIndex.extra
    let variance = quadraticForm(meanCovariance, direction, direction, stride: stride)
    let mean = unit * dot(mean, direction)
    let index = tracked?.directions.firstIndex(of: direction)
    return Estimate(
      mean: mean, standardError: unit * (variance < 0 ? 0 : variance).squareRoot(), count: count,
      sample: index.flatMap {
        sample(mean: mean, quantity: 1 + $0, width: tracked?.directionWidths[$0])
      })
  }

  private func sample(mean: Double, quantity: Int, width: Double?) -> BoundedSample? {
    guard let width, quantity < squares.count else { return nil }
    return BoundedSample(
      sumOfSquares: squares[quantity], mean: mean, count: count, width: width)
  }
}

extension Estimate {
  /// A share of `count` independent trials. At 0 or 1 the standard error is that of one case in
  /// `count + 2`: having seen none does not prove that there are none.
  init(share: Double, count: Int) {
    let n = Double(count)
    let p = share <= 0 || share >= 1 ? (share * n + 1) / (n + 2) : share
    self.init(
      mean: share, standardError: (p * (1 - p) / n).squareRoot(), count: count,
      sample: BoundedSample(variance: share * (1 - share) * n / (n - 1), width: 1))
  }
}
