/// The components of the reward of every outcome of a prompt, and what each counts in the sum.
///
/// ```
/// r(o) = sum_k w_k r_k(o)
/// ```
public struct RewardComponents: Hashable, Sendable {
  /// w_k, finite, not all 0.
  public let weights: [Double]
  /// `values[k][o]`: component k of the reward of outcome o.
  public let values: [[Double]]

  /// Of explicit vectors of more than one component; nil for a reward without parts, and for the toy of
  /// five components, whose noise is that of its sum (`Prompt.weighing(_:)` takes it apart).
  init?(_ rule: RewardRule) {
    guard case .vectors(let rows, let weights) = rule, weights.count > 1 else { return nil }
    self.weights = weights
    values = weights.indices.map { k in rows.map { $0[k] } }
  }
}
