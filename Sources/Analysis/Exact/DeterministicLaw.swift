import GRPO

/// Noise with finitely many values, none included: each (reward, noise value) pair is a level of its
/// own, and given the levels every advantage is a number. It serves all estimators, clamped,
/// clipped and leave-one-out-standardized ones too.
struct DeterministicLaw: ConditionalLaw {
  /// Dithered reward of each level.
  let levels: [Double]
  let estimator: AdvantageEstimator
  let groupSize: Int
  /// Other groups of the batch; batch-standardized advantages only.
  let context: [(sums: RewardSums, probability: Double)]?

  var cost: Double { 1 + 0.1 * Double(groupSize) * Double(context?.count ?? 1) }

  func fill(_ moments: inout ConditionalMoments, counts: [Int]) {
    moments.clear()
    guard let context else {
      return add(advantages(counts: counts, context: nil), counts, weight: 1, to: &moments)
    }
    for other in context {
      let values = advantages(counts: counts, context: other.sums)
      add(values, counts, weight: other.probability, to: &moments)
    }
  }

  /// Advantage by level, for the levels that are present.
  private func advantages(counts: [Int], context: RewardSums?) -> [Double] {
    if estimator.kind == .standardized { return standardized(counts: counts) }
    let rewards = counts.indices.flatMap { Array(repeating: levels[$0], count: counts[$0]) }
    var values = rewards
    var batch = RewardSums(rewards)
    if let context { batch.merge(context) }
    estimator.fill(&values, rewards: rewards, batch: batch)
    var byLevel = [Double](repeating: 0, count: levels.count)
    var position = 0
    for (level, n) in counts.enumerated() where n > 0 {
      byLevel[level] = values[position]
      position += n
    }
    return byLevel
  }

  func coefficients(norm: Double) -> RadialMoments.Value? {
    guard estimator.kind == .standardized, estimator.clamp == nil else { return nil }
    let slope = estimator.standardized(
      1, in: CountedRewards(mean: 0, norm: norm), groupSize: groupSize)
    return RadialMoments.Value(mean: slope, isotropic: 0, aligned: slope * slope)
  }

  /// The commonest kind from its counts: the cost does not grow with the group.
  private func standardized(counts: [Int]) -> [Double] {
    let rewards = CountedRewards(counts: counts, levels: levels)
    return levels.map { estimator.standardized($0, in: rewards, groupSize: groupSize) }
  }

  private func add(
    _ advantages: [Double], _ counts: [Int], weight: Double, to moments: inout ConditionalMoments
  ) {
    let present = counts.indices.filter { counts[$0] > 0 }
    let parts: [[Double]] =
      moments.parts == 1
      ? [advantages] : [advantages.map { max($0, 0) }, advantages.map { min($0, 0) }]
    for part in 0..<moments.parts {
      for l in present {
        moments.first[moments.firstIndex(part, l)] += weight * parts[part][l]
        for other in 0..<moments.parts {
          let square = parts[part][l] * parts[other][l]
          moments.diagonal[moments.diagonalIndex(part, other, l)] += weight * square
          for m in present {
            moments.cross[moments.crossIndex(part, l, other, m)] +=
              weight * parts[part][l] * parts[other][m]
          }
        }
      }
    }
  }
}

extension ConditionalMoments {
  mutating func clear() {
    for i in first.indices { first[i] = 0 }
    for i in diagonal.indices { diagonal[i] = 0 }
    for i in cross.indices { cross[i] = 0 }
  }
}

extension AdvantageEstimator {
  /// The advantage of a reward of the group by its standard deviation, the clamp included.
  func standardized(_ reward: Double, in group: CountedRewards, groupSize: Int) -> Double {
    if group.norm == 0 { return 0 }
    let deviation = group.norm / Double(groupSize - ddof).squareRoot() + stabilizer
    let limit = clamp ?? .infinity
    return min(max((reward - group.mean) / deviation, -limit), limit)
  }
}
