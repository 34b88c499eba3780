import RealModule

/// The count, mean and spread of rewards seen one by one, for the statistics of a batch.
///
/// It holds the mean and the sum of squared deviations and updates them by Welford's recurrence,
/// so that the variance is never a difference of two large sums: equal rewards have variance
/// exactly 0, and adding a constant to all rewards changes nothing but rounding. Two disjoint
/// parts merge by the formula of Chan, Golub and LeVeque.
public struct RewardSums: Hashable, Sendable {
  /// How many rewards have been added.
  public private(set) var count = 0

  /// Their mean, 0 when there are none.
  public private(set) var mean = 0.0

  /// The sum of `(r - mean)^2`.
  public private(set) var centredSumOfSquares = 0.0

  /// The sums of no rewards yet.
  public init() {}

  /// The sums of rewards whose mean and spread are known.
  ///
  /// - Parameters:
  ///   - count: how many they are.
  ///   - mean: their mean.
  ///   - centredSumOfSquares: sum of `(r - mean)^2`, at least 0.
  public init(count: Int, mean: Double, centredSumOfSquares: Double) {
    self.count = count
    self.mean = mean
    self.centredSumOfSquares = centredSumOfSquares
  }

  /// The sums of the rewards given.
  public init(_ rewards: some Sequence<Double>) { add(contentsOf: rewards) }

  /// The sum of the rewards.
  public var sum: Double { Double(count) * mean }

  /// The sum of the squared rewards.
  public var sumOfSquares: Double { centredSumOfSquares + Double(count) * mean * mean }

  /// Takes in one reward.
  public mutating func add(_ reward: Double) {
    count += 1
    let deviation = reward - mean
    mean += deviation / Double(count)
    // One deviation from the mean before and one from that after (Welford).
    centredSumOfSquares += deviation * (reward - mean)
  }

  /// Takes in rewards in order.
  public mutating func add(contentsOf rewards: some Sequence<Double>) {
    for reward in rewards { add(reward) }
  }

  /// Takes in the rewards of a disjoint part.
  public mutating func merge(_ other: RewardSums) {
    guard other.count > 0 else { return }
    guard count > 0 else {
      self = other
      return
    }
    let share = Double(other.count) / Double(count + other.count)
    let gap = other.mean - mean
    centredSumOfSquares += other.centredSumOfSquares + gap * gap * Double(count) * share
    mean += gap * share
    count += other.count
  }

  /// The variance `sum (r - mean)^2 / (count - ddof)`; 0 when `count <= ddof`.
  ///
  /// - Parameter ddof: 0 for the population variance, 1 for the sample variance.
  public func variance(ddof: Int = 0) -> Double {
    count > ddof ? centredSumOfSquares / Double(count - ddof) : 0
  }

  /// The square root of ``variance(ddof:)``.
  public func standardDeviation(ddof: Int = 0) -> Double { .sqrt(variance(ddof: ddof)) }
}
