/// The mean of the vector that a simulation adds up, with the covariance matrix of that mean.
struct MeanEstimate {
  let dimension: Int
  let mean: [Double]
  /// Row-major.
  let covariance: [Double]
  /// Number of groups behind it.
  let count: Int
  /// Largest absolute advantage of all groups.
  let maximum: Double
  /// Sums of squares over single groups of the followed numbers; empty when none are followed.
  let squares: [Double]
  private let origin: Origin

  private enum Origin { case groups, averaged, differences, reduced, strata }

  /// - Parameters:
  ///   - isDifference: of two settings on the same groups, whose mean square is a difference too.
  ///   - isAveraged: of groups whose gradient and norm(g)^2 are means over part of the noise.
  init(
    _ accumulator: MomentAccumulator, isDifference: Bool = false, isAveraged: Bool = false
  ) {
    dimension = accumulator.dimension
    mean = accumulator.mean
    covariance = accumulator.covarianceOfMean()
    count = accumulator.sampleCount
    maximum = accumulator.maximum
    squares = accumulator.squares
    origin = isDifference ? .differences : isAveraged ? .averaged : .groups
  }

  /// Strata put together: means by their probabilities, covariances by the squares of these.
  ///
  /// - Parameters:
  ///   - count: groups behind all of it, those of the pilot included.
  ///   - isStratified: whether they are of different kinds; false for rounds of one kind, by their share of it; nil
  ///     where there are no rounds.
  init(
    _ strata: [(probability: Double, accumulator: MomentAccumulator)], count: Int,
    isStratified: Bool? = nil
  ) {
    dimension = strata[0].accumulator.dimension
    var mean = [Double](repeating: 0, count: dimension)
    var covariance = [Double](repeating: 0, count: dimension * dimension)
    for (probability, accumulator) in strata {
      add(accumulator.mean, scale: probability, to: &mean)
      add(
        accumulator.covarianceOfMean(), scale: probability * probability, to: &covariance)
    }
    self.mean = mean
    self.covariance = covariance
    self.count = count
    maximum = strata.map(\.accumulator.maximum).max() ?? 0
    // Bounds from single groups ask for groups that are alike, which those of different strata are not.
    squares = []
    origin = isStratified ?? (strata.count > 1) ? .strata : .reduced
  }

  /// Whether it is of two settings on the same groups, one less the other.
  var isDifference: Bool { origin == .differences }

  /// Estimate of norm(E g)^2 over the first `p` coordinates: the squared norm of the mean, less what
  /// its own noise adds, the trace of its covariance. The mean of independent groups knows that trace
  /// best from their mean square, coordinate p.
  func normSquared(_ p: Int) -> Double {
    let n = Double(count)
    var square = 0.0
    for j in 0..<p { square += mean[j] * mean[j] }
    // The mean of g_i . g_j over pairs of different groups, which asks for groups that are alike,
    // independent and with squares of their own: no differences, strata, averages, mirrored pairs or points.
    if origin == .groups {
      // n^2 `square` is the sum over all pairs, of which i = j make n times the mean square.
      return n > 1 ? (n * square - mean[p + MomentIndex.square]) / (n - 1) : square
    }
    return (0..<p).reduce(square) { $0 - covariance[$1 * dimension + $1] }
  }

  /// A coordinate that is 1 for some groups and 0 for the others. Strata may know it exactly;
  /// otherwise having seen none does not prove that there are none.
  func share(_ index: Int) -> Estimate {
    let isConstant = mean[index] <= 0 || mean[index] >= 1
    let isCounted = origin == .groups || origin == .averaged
    return isCounted || (origin == .reduced && isConstant)
      ? Estimate(share: mean[index], count: count) : coordinate(index)
  }

  func coordinate(_ index: Int) -> Estimate {
    Estimate(
      mean: mean[index], standardError: covariance[index * dimension + index].squareRoot(),
      count: count)
  }
}
