/// From the rewards of a batch to advantages: how components are put together, the estimator, and what
/// is done over the batch at the end.
public struct AdvantageRule: Hashable, Sendable {
  /// Where the weighted sum over the components of a reward stands.
  public enum Aggregation: String, CaseIterable, Codable, Hashable, Sendable {
    /// The components are summed first; the sum is estimated from.
    case summed = "sum-then-normalize"
    /// Each component has advantages of its own, which are summed (GDPO, arXiv:2601.05242).
    case decoupled = "normalize-then-sum"
  }

  /// Of the summed reward, or of each component.
  public var estimator: AdvantageEstimator

  /// How components are put together.
  public var aggregation: Aggregation

  /// What is done over the batch at the end; nil for nothing.
  public var whitening: Whitening?

  /// A rule.
  public init(
    _ estimator: AdvantageEstimator, aggregation: Aggregation = .summed,
    whitening: Whitening? = nil
  ) {
    self.estimator = estimator
    self.aggregation = aggregation
    self.whitening = whitening
  }

  /// The advantages of all completions of a batch, by group, exact to rounding.
  ///
  /// A component that was not scored is left out of means, deviations and sums; a completion of which
  /// none was scored has advantage 0 (TRL). So has a completion alone in its group, as nothing can be
  /// compared with it; without a baseline its reward is its advantage.
  public func advantages(of batch: RewardBatch) -> [[Double]] {
    let values: [[Double?]]
    switch aggregation {
    case .summed: values = estimated(batch.totals)
    case .decoupled:
      let parts = (0..<batch.componentCount).map { estimated(batch.component($0)) }
      values = batch.groups.indices.map { g in
        batch.groups[g].indices.map { i in
          let scored = zip(batch.weights, parts).compactMap { weight, part in
            part[g][i].map { weight * $0 }
          }
          return scored.isEmpty ? nil : scored.reduce(0, +)
        }
      }
    }
    return whitened(values).map { $0.map { $0 ?? 0 } }
  }

  private func estimated(_ groups: [[Double?]]) -> [[Double?]] {
    let sums = RewardSums(groups.joined().compactMap(\.self))
    return groups.map { group in
      let scored = group.compactMap(\.self)
      guard scored.count >= estimator.kind.minimumGroupSize else {
        return group.map { $0.map { _ in 0 } }
      }
      var advantages = estimator.advantages(of: scored, batch: sums)[...]
      return group.map { $0.map { _ in advantages.removeFirst() } }
    }
  }

  private func whitened(_ groups: [[Double?]]) -> [[Double?]] {
    guard let whitening else { return groups }
    let sums = RewardSums(groups.joined().compactMap(\.self))
    let scale = whitening.scale(sums, length: 1)
    return groups.map { $0.map { $0.map { ($0 - sums.mean) * scale } } }
  }
}
