internal import CGSL

/// A finite distribution prepared for drawing in constant time (Walker's alias method).
///
/// The table is read-only after it is built and can be shared by any number of threads.
///
///     let table = try AliasTable(weights: [1, 2, 5])
///     let category = table.draw(using: &stream)
public final class AliasTable: Sendable {
  private let probabilities: [Double]
  /// GSL's table.
  nonisolated(unsafe) let table: UnsafeMutablePointer<gsl_ran_discrete_t>
  /// The same, for Philox.
  let cells: AliasCells

  /// Prepares the distribution proportional to `weights`, in time linear in their number.
  ///
  /// - Parameter weights: nonnegative, finite, not all 0, of any finite sum.
  /// - Throws: ``GSLError`` naming the first weight that breaks this, or the sum.
  public init(weights: [Double]) throws {
    Status.prepare()
    for (index, weight) in weights.enumerated() {
      try Status.require(
        weight >= 0 && weight.isFinite, "gsl_ran_discrete_preproc",
        ["index": Double(index), "weight": weight])
    }
    let total = weights.reduce(0, +)
    try Status.require(
      total > 0 && total.isFinite, "gsl_ran_discrete_preproc", ["sum of weights": total])
    probabilities = weights.map { $0 / total }
    guard let table = gsl_ran_discrete_preproc(weights.count, probabilities) else {
      throw GSLError(
        code: Status.failed, function: "gsl_ran_discrete_preproc",
        arguments: ["count": Double(weights.count)])
    }
    self.table = table
    cells = AliasCells(table)
  }

  deinit {
    gsl_ran_discrete_free(table)
    cells.deallocate()
  }

  /// The number of categories.
  public var count: Int { probabilities.count }

  /// The probability of `category`: its weight over the sum of the weights.
  public func probability(of category: Int) -> Double { probabilities[category] }

  /// Draws a category in `0..<count`, spending one uniform variate.
  ///
  /// One uniform decides both the cell and the side of its threshold: with the 32-bit generators
  /// a table of n cells has 2^32 / n levels left for the threshold.
  public func draw(using stream: inout RandomStream) -> Int {
    if let state = stream.inPlace { return cells.category(at: redit_philox_get_double(state)) }
    return Int(gsl_ran_discrete(stream.handle, table))
  }
}
