/// The arithmetic in which a training system computes advantages: single precision, in its own order.
///
/// Read in the sources of TRL 1.16, verl 0.9, ms-swift 4.6, OpenRLHF 0.11 and SkyRL 0.3, and compared bit
/// for bit with what their code gives (data/golden/advantages).
public enum SinglePrecision: String, CaseIterable, Hashable, Sendable {
  /// Variance in single precision too.
  case trl
  /// Group by group, each a tensor of its own.
  case verl
  /// verl's vectorized estimator: one completion after the other.
  case verlVectorized = "verl/vectorized"
  /// All groups as the rows of one tensor.
  case openrlhf
  /// All groups as the rows of one tensor; the batch as a whole.
  case msSwift = "ms-swift"

  /// The advantages that the system computes from these rewards, by group.
  ///
  /// - Returns: nil where this arithmetic is not modelled: rewards that were not scored or that single
  ///   precision cannot hold, groups of different sizes or of one, and estimators that the system does not
  ///   have.
  public func advantages(of batch: RewardBatch, by rule: AdvantageRule) -> [[Float]]? {
    let size = batch.groups[0].count
    let rewards = batch.groups.map { $0.map { $0.compactMap { $0.map(Float.init) } } }
    guard size > 1, rule.estimator.focal == 0, rewards.allSatisfy({ $0.count == size }),
      rewards.joined().allSatisfy({ $0.count == batch.componentCount }),
      rewards.joined().joined().allSatisfy({ $0.isFinite && $0 * $0 < .infinity })
    else { return nil }
    let weights = batch.weights.map(Float.init)
    let values: [[Float]]?
    switch rule.aggregation {
    case .summed:
      values = estimated(
        rewards.map { $0.map { TorchSums.strided(zip($0, weights).map { $0 * $1 }) } },
        rule.estimator)
    case .decoupled: values = decoupled(rewards, weights, rule.estimator)
    }
    guard let values else { return nil }
    return rule.whitening.map { whitened(values, $0) } ?? values
  }

  private func estimated(_ groups: [[Float]], _ estimator: AdvantageEstimator) -> [[Float]]? {
    guard estimator.denominator == .added || !estimator.kind.dividesByDeviation else { return nil }
    let all = Array(groups.joined())
    let isAlone = groups.count == 1
    let eps = Float(estimator.stabilizer)
    let advantages = groups.map { group -> [Float]? in
      let count = Float(group.count)
      let mean = mean(group)
      switch estimator.kind {
      case .reinforce: return group
      case .mean: return group.map { $0 - mean }
      case .leaveOneOut:
        switch self {
        case .trl, .openrlhf:
          let sum = TorchSums.sum(group)
          return group.map { $0 - (sum - $0) / (count - 1) }
        case .verl, .verlVectorized, .msSwift:
          return group.map { $0 * count / (count - 1) - mean * count / (count - 1) }
        }
      case .standardized where estimator.ddof == 1:
        let scale = deviation(group, isAlone: isAlone) + eps
        return group.map { ($0 - mean) / scale }
      case .batchStandardized where estimator.ddof == 1:
        let scale = deviation(all, isAlone: true) + eps
        return group.map { ($0 - mean) / scale }
      case .standardized, .batchStandardized, .leaveOneOutStandardized, .meanNormalized, .bestOnly:
        return nil
      }
    }
    guard advantages.allSatisfy({ $0 != nil }) else { return nil }
    let clamp = estimator.clamp.map(Float.init) ?? .infinity
    return advantages.map { $0!.map { min(max($0, -clamp), clamp) } }
  }

  private func mean(_ group: [Float]) -> Float {
    switch self {
    case .trl, .verl, .openrlhf, .msSwift: TorchSums.mean(group)
    case .verlVectorized: TorchSums.inOrder(group) / Float(group.count)
    }
  }

  /// - Parameter isAlone: whether these are all numbers of their tensor.
  private func deviation(_ values: [Float], isAlone: Bool) -> Float {
    switch self {
    case .trl: return TorchSums.deviation(inSingle: values)
    case .verl: return TorchSums.deviation(ofAll: values)
    case .verlVectorized:
      let mean = mean(values)
      let squares = TorchSums.inOrder(values.map { ($0 - mean) * ($0 - mean) })
      return (squares / Float(values.count - 1)).squareRoot()
    case .openrlhf, .msSwift:
      return isAlone ? TorchSums.deviation(ofAll: values) : TorchSums.deviation(ofRow: values)
    }
  }

  private func decoupled(
    _ rewards: [[[Float]]], _ weights: [Float], _ estimator: AdvantageEstimator
  ) -> [[Float]]? {
    guard estimator.kind == .standardized, estimator.ddof == 1, estimator.clamp == nil,
      estimator.denominator == .added
    else { return nil }
    let eps = Float(estimator.stabilizer)
    return rewards.map { group in
      var total = [Float](repeating: 0, count: group.count)
      for (k, weight) in weights.enumerated() {
        let part = group.map { $0[k] }
        // TRL holds the components of a completion side by side.
        let sum = self == .trl && weights.count > 1 ? TorchSums.strided : TorchSums.sum
        let mean = sum(part) / Float(part.count)
        let deviation =
          switch self {
          case .trl, .msSwift: TorchSums.deviation(inSingle: part, sum: sum)
          case .verl, .verlVectorized, .openrlhf: deviation(part, isAlone: true)
          }
        for i in part.indices { total[i] += weight * ((part[i] - mean) / (deviation + eps)) }
      }
      return total
    }
  }

  private func whitened(_ groups: [[Float]], _ whitening: Whitening) -> [[Float]] {
    let all = Array(groups.joined())
    let count = Float(all.count)
    var mean = TorchSums.mean(all)
    let eps = Float(whitening.stabilizer)
    let scaled: (Float) -> Float
    switch whitening {
    case .trl:
      let scale = TorchSums.deviation(inSingle: all) + eps
      scaled = { ($0 - mean) / scale }
    case .msSwift:
      let scale = TorchSums.deviation(ofAll: all) + eps
      scaled = { ($0 - mean) / scale }
    case .verl:
      // Its mean divides by the number of tokens and 1e-8.
      mean = TorchSums.sum(all) / (count + eps)
      let squares = TorchSums.sum(all.map { ($0 - mean) * ($0 - mean) }) / (count + eps)
      let factor = 1 / (squares * (count / (count - 1)) + eps).squareRoot()
      scaled = { ($0 - mean) * factor }
    case .openrlhf:
      let variance = TorchSums.sum(all.map { ($0 - mean) * ($0 - mean) }) / count
      let factor = 1 / max(variance, eps).squareRoot()
      scaled = { ($0 - mean) * factor }
    }
    return groups.map { $0.map(scaled) }
  }
}
