import GRPO
import RealModule

/// Noise with finitely many values, none included: given which value each completion has, every
/// advantage is a number, and the law is an average over the ways the values can fall (`NoiseSplits`).
/// It serves all estimators, clamped, clipped and leave-one-out-standardized ones too.
struct DiscreteNoiseLaw: ConditionalLaw {
  /// Dithered rewards, in the unit of the law.
  let pairs: DitheredLevels
  let splits: NoiseSplits
  let estimator: AdvantageEstimator
  let groupSize: Int
  /// Other groups of the batch; batch-standardized advantages only.
  let context: BatchContext?
  /// What advantages that are divided, and those that are not, are multiplied by.
  let factors: (divided: Double, undivided: Double)

  init(
    levels: DitheredLevels, probabilities: [Double], estimator: AdvantageEstimator, groupSize: Int,
    context: BatchContext? = nil, factors: (divided: Double, undivided: Double) = (1, 1)
  ) {
    pairs = levels
    splits = NoiseSplits(probabilities: probabilities, groupSize: groupSize)
    self.estimator = estimator
    self.groupSize = groupSize
    self.context = context
    self.factors = factors
  }

  private var levelCount: Int { pairs.rewards.count / pairs.atomCount }

  var cost: Double {
    let pairCount = Double(pairs.rewards.count)
    let each = 1 + 0.02 * pairCount * pairCount + 0.1 * pairCount * Double(context?.count ?? 0)
    return each * Self.splitCount(levelCount, pairs.rewards.count, groupSize: groupSize)
  }

  /// Splits of a composition on average.
  private static func splitCount(_ levels: Int, _ pairs: Int, groupSize: Int) -> Double {
    let ways = { (count: Int) in
      Double.logGamma(Double(groupSize + count)) - Double.logGamma(Double(count))
    }
    return levels == pairs ? 1 : .exp(ways(pairs) - ways(levels))
  }

  func fill(_ moments: inout ConditionalMoments, counts: [Int]) {
    moments.clear()
    splits.forEach(counts: counts) { pairCounts, probability in
      guard let context else {
        return add(
          advantages(pairCounts, batchNorm: nil), pairCounts, counts, probability, to: &moments)
      }
      for other in context.contents {
        let norm = context.norm(of: pairCounts, with: other)
        add(
          advantages(pairCounts, batchNorm: norm), pairCounts, counts,
          probability * other.probability, to: &moments)
      }
    }
  }

  func coefficients(norm: Double) -> RadialCoefficients? {
    guard estimator.kind == .standardized, estimator.clamp == nil, estimator.focal == 0,
      pairs.atomCount == 1
    else {
      return nil
    }
    // The advantage of a deviation of 1 is the slope.
    let slope = estimator.standardized(
      1, in: CountedRewards(mean: 0, norm: norm), groupSize: groupSize)
    return RadialCoefficients(mean: slope, isotropic: 0, aligned: slope * slope)
  }

  /// Advantage by pair, for the pairs that are present.
  private func advantages(_ counts: [Int], batchNorm: Double?) -> [Double] {
    let group = PairGroup(pairs, counts: counts)
    let g = Double(groupSize)
    let values = counts.indices.map { i -> Double in
      if counts[i] == 0 { return 0 }
      if estimator.kind == .reinforce { return pairs.rewards[i] + pairs.noises[i] }
      if estimator.kind == .leaveOneOutStandardized { return againstOthers(i, counts) }
      // 0/0 is 0, as AdvantageEstimator has it.
      if group.norm == 0 { return 0 }
      let deviation = group.deviation(i)
      switch estimator.kind {
      case .standardized:
        return factors.divided * deviation
          / estimator.divisor(group.norm / (g - Double(estimator.ddof)).squareRoot())
      case .bestOnly:
        return factors.divided * group.lead(i, counts)
          / estimator.divisor(group.norm / (g - Double(estimator.ddof)).squareRoot())
      case .batchStandardized:
        let size = g * Double(context?.groups ?? 1)
        return factors.divided * deviation
          / estimator.divisor(
            (batchNorm ?? group.norm) / (size - Double(estimator.ddof)).squareRoot())
      case .meanNormalized:
        let denominator = group.meanDivisor(estimator, counts)
        return denominator == 0 ? 0 : factors.divided * deviation / denominator
      case .leaveOneOut: return deviation * g / (g - 1)
      case .mean: return deviation
      case .reinforce, .leaveOneOutStandardized:
        preconditionFailure("\(estimator.kind) returns above")
      }
    }
    let weight = estimator.focal == 0 ? 1 : estimator.weight(mean: group.plainMean(counts))
    guard let clamp = estimator.clamp else {
      return weight == 1 ? values : values.map { weight * $0 }
    }
    return values.map { weight * min(max($0, -clamp), clamp) }
  }

  /// By the mean and the standard deviation of the other completions; not divided where that is 0.
  private func againstOthers(_ pair: Int, _ counts: [Int]) -> Double {
    var others = counts
    others[pair] -= 1
    let group = PairGroup(pairs, counts: others)
    let gap = group.deviation(pair)
    if group.norm == 0 { return factors.undivided * gap }
    let deviation = group.norm / Double(groupSize - 1 - estimator.ddof).squareRoot()
    return factors.divided * gap / estimator.divisor(deviation)
  }

  private func add(
    _ advantages: [Double], _ pairCounts: [Int], _ counts: [Int], _ weight: Double,
    to moments: inout ConditionalMoments
  ) {
    let present = counts.indices.filter { counts[$0] > 0 }
    let parts: [[Double]] =
      moments.parts == 1
      ? [advantages] : [advantages.map { max($0, 0) }, advantages.map { min($0, 0) }]
    let atoms = { (l: Int) in (l * pairs.atomCount)..<((l + 1) * pairs.atomCount) }
    let sums = parts.map { part in
      counts.indices.map { l in atoms(l).reduce(0) { $0 + Double(pairCounts[$1]) * part[$1] } }
    }
    for part in 0..<moments.parts {
      for l in present {
        let n = Double(counts[l])
        moments.first[moments.firstIndex(part, l)] += weight * sums[part][l] / n
        for other in 0..<moments.parts {
          let square = atoms(l).reduce(0) {
            $0 + Double(pairCounts[$1]) * (parts[part][$1] * parts[other][$1])
          }
          moments.diagonal[moments.diagonalIndex(part, other, l)] += weight * square / n
          for m in present {
            let product = sums[part][l] * sums[other][m]
            // Of one level: pairs of different completions, the squared sum less the squares.
            let mean =
              l != m
              ? product / (n * Double(counts[m]))
              : counts[l] > 1 ? (product - square) / (n * (n - 1)) : 0
            moments.cross[moments.crossIndex(part, l, other, m)] += weight * mean
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
    let deviation = divisor(group.norm / Double(groupSize - ddof).squareRoot())
    let limit = clamp ?? .infinity
    return min(max((reward - group.mean) / deviation, -limit), limit)
  }
}
