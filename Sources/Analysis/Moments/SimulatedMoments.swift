/// What a simulation found for one setting: the mean of its sums, read in the units of the gradient.
public struct SimulatedMoments: Sendable {
  /// False where the noise was averaged: there are no single advantages, their extremes read 0.
  public let knowsAdvantages: Bool
  let moments: GradientMoments
  /// Of the sums as they were added up, in units of `unit`.
  private let estimate: MeanEstimate
  private let unit: Double
  private let parameterCount: Int
  /// Of coordinates that are not the parameters; else nil.
  private let axes: [[Double]]?
  private let tracked: TrackedQuantities?

  init(
    _ estimate: MeanEstimate, valueGradient: [Double], unit: Double = 1,
    axes: [[Double]]? = nil, tracked: TrackedQuantities? = nil, knowsAdvantages: Bool = true
  ) {
    self.axes = axes
    self.estimate = estimate
    self.unit = unit
    self.knowsAdvantages = knowsAdvantages
    self.tracked = tracked
    parameterCount = valueGradient.count
    moments = GradientMoments(estimate, valueGradient: valueGradient, unit: unit)
  }

  var count: Int { estimate.count }

  /// Mean gradient, P numbers.
  public var expectedGradient: [Double] {
    let mean = estimate.mean[..<parameterCount].map { unit * $0 }
    guard let axes else { return mean }
    var sum = axes[0].map { _ in 0.0 }
    for (axis, value) in zip(axes, mean) { add(axis, scale: value, to: &sum) }
    return sum
  }

  /// One standard error of each coordinate of the mean gradient.
  public var expectedGradientError: [Double] {
    guard let axes else {
      return (0..<parameterCount).map {
        unit * estimate.covariance[$0 * estimate.dimension + $0].squareRoot()
      }
    }
    return axes[0].indices.map { j in
      let own = axes.map { $0[j] }
      let variance = quadraticForm(estimate.covariance, own, own, stride: estimate.dimension)
      return unit * max(0, variance).squareRoot()
    }
  }

  /// Share of groups whose raw rewards are all equal.
  public var silentFraction: Estimate { estimate.share(parameterCount + MomentIndex.silent) }

  /// Mean over groups of the largest absolute advantage.
  public var largestAdvantage: Estimate {
    estimate.coordinate(parameterCount + MomentIndex.largest).mapped(factor: unit, offset: 0)
  }

  /// Largest absolute advantage of all groups.
  public var maximumAdvantage: Double { unit * estimate.maximum }

  /// Estimate of E norm(g)^2.
  public var secondMoment: Estimate {
    Estimate(
      mean: moments.meanSquare, standardError: moments.secondMomentError, count: count,
      sample: sample(mean: moments.meanSquare, quantity: 0, width: tracked?.squareWidth))
  }

  /// Estimate of the trace of Cov g; of a contrast no number, as E norm(g)^2 is then a difference of two while
  /// E g is one gradient less the other.
  public var variance: Estimate {
    guard !estimate.isDifference else {
      return Estimate(mean: .nan, standardError: .nan, count: count)
    }
    return Estimate(mean: moments.variance, standardError: moments.varianceError, count: count)
  }

  /// Estimate of norm(E g), corrected for the noise of the mean.
  public var gradientNorm: Estimate {
    Estimate(mean: moments.norm, standardError: moments.normError, count: count)
  }

  /// Estimate of the inner product of E g with a fixed vector.
  public func projection(on direction: [Double]) -> Estimate {
    let variance = quadraticForm(
      estimate.covariance, direction, direction, stride: estimate.dimension)
    let mean = unit * dot(Array(estimate.mean[..<parameterCount]), direction)
    let index = tracked?.directions.firstIndex(of: direction)
    return Estimate(
      mean: mean, standardError: unit * (variance < 0 ? 0 : variance).squareRoot(), count: count,
      sample: index.flatMap {
        sample(mean: mean, quantity: 1 + $0, width: tracked?.directionWidths[$0])
      })
  }

  private func sample(mean: Double, quantity: Int, width: Double?) -> BoundedSample? {
    guard let width, quantity < estimate.squares.count else { return nil }
    return BoundedSample(
      sumOfSquares: estimate.squares[quantity], mean: mean, count: count, width: width)
  }
}

extension Estimate {
  /// A share of `count` independent trials. At 0 or 1 the standard error is that of one case in
  /// `count + 2`: having seen none does not prove that there are none.
  init(share: Double, count: Int) {
    let n = Double(count)
    // Laplace's rule of succession at the ends, where p (1 - p) would be 0.
    let p = share <= 0 || share >= 1 ? (share * n + 1) / (n + 2) : share
    self.init(
      mean: share, standardError: (p * (1 - p) / n).squareRoot(), count: count,
      sample: BoundedSample(variance: share * (1 - share) * n / (n - 1), width: 1))
  }
}
