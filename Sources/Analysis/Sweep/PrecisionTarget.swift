/// How precise a sweep shall become.
public struct PrecisionTarget: Hashable, Sendable {
  /// What is to be known so well, in every row.
  public var quantity: Quantity
  /// One standard error over the absolute value, > 0.
  public var relativeError: Double
  /// Most groups per prompt that may be spent.
  public var limit: Int

  /// A target; the variance of the gradient unless told otherwise.
  public init(_ relativeError: Double, of quantity: Quantity = .variance, limit: Int = 1 << 30) {
    self.relativeError = relativeError
    self.quantity = quantity
    self.limit = limit
  }

  /// The largest relative standard error of any row that has a value; infinite where a value of 0 is uncertain, and
  /// where no row has one.
  public func relativeError(of rows: [SweepRow]) -> Double {
    let known = rows.compactMap { $0.simulated?[quantity] }
    guard !known.isEmpty else { return .infinity }
    return known.filter { $0.standardError != 0 }.reduce(0) { worst, found in
      let error = found.standardError / abs(found.mean)
      return error.isNaN ? .infinity : max(worst, error)
    }
  }

  /// Whether any row has a value that more groups could make precise.
  func isKnown(in rows: [SweepRow]) -> Bool {
    rows.contains { $0.simulated?[quantity] != nil }
  }
}

/// A sweep that was run until it was precise enough, or the limit was met.
public struct PreciseSweep: Sendable {
  /// The rows, as of any sweep.
  public let rows: [SweepRow]
  /// The method that was found cheapest, or the only one allowed.
  public let method: SamplingMethod
  /// Groups per prompt of all rounds.
  public let groups: Int
  /// The largest relative standard error of any row that can come to the precision; infinite where none can.
  public let relativeError: Double
  /// The rows that cannot; nil where there are none.
  public var obstacle: PrecisionObstacle? = nil
}

extension PreciseSweep {
  /// Whether every row is as precise as that.
  public func meets(_ target: PrecisionTarget) -> Bool {
    obstacle == nil && relativeError <= target.relativeError
  }

  /// A sweep of a fixed number of groups.
  public init(rows: [SweepRow], sampling: Sampling) {
    self.init(
      rows: rows, method: sampling.method, groups: rows.map(\.groups).max() ?? 0,
      relativeError: PrecisionTarget(1).relativeError(of: rows))
  }
}
