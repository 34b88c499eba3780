/// The components of the rewards of a task.
public struct TaskComponents: Hashable, Sendable {
  /// What each counts in the sum.
  public let weights: [Double]
  /// By component: `values[k][prompt * completionCount + completion]`.
  public let values: [[Double]]

  /// Rewards with these components.
  ///
  /// - Precondition: one list for each weight, all of one length.
  public init(weights: [Double], values: [[Double]]) {
    precondition(
      weights.count == values.count && values.allSatisfy { $0.count == values[0].count },
      "\(weights.count) weights, \(values.count) components")
    self.weights = weights
    self.values = values
  }

  /// The weighted sums.
  var totals: [Double] {
    values[0].indices.map { i in
      weights.indices.reduce(0) { $0 + weights[$1] * values[$1][i] }
    }
  }

  /// The same with all rewards 0.
  var silenced: TaskComponents {
    TaskComponents(weights: weights, values: values.map { $0.map { _ in 0 } })
  }
}
