import GRPO
import RealModule

/// How far group gradients of one problem under one setting can reach, for certain.
///
/// With b the largest root mean square of a group's advantages, and h half the range of `v . s` over
/// the outcomes (or its largest absolute value where the advantages do not sum to 0), by
/// Cauchy-Schwarz
///
///     abs(v . g) <= b h,      norm(g) <= b max norm(s - c)
///
/// (under a token mean times G over the fewest tokens that a group can have)
/// /// with c any fixed vector (0 where the advantages do not sum to 0); a KL penalty adds its own range.
/// Standardized advantages have `b = sqrt((G - ddof)/G)`, whatever the noise. Linear ones need bounded
/// noise: there b is half the range of the dithered rewards, by Popoviciu's inequality.
struct GradientBound {
  private let advantage: Double
  private let isCentred: Bool
  private let problem: Problem

  /// nil when advantages are not bounded.
  init?(_ problem: Problem, _ setting: Setting) {
    guard let bound = setting.advantageBound(problem) else { return nil }
    advantage = bound * problem.largestShare
    isCentred =
      setting.advantage.isCentred && !problem.isClipped && setting.advantage.clamp == nil
      && setting.advantageSigma == 0
    self.problem = problem
  }

  /// Length of the interval `[0, max norm(g)^2]`.
  var squareWidth: Double {
    let norm =
      advantage * contributionNorm + problem.largestShare
      * (problem.penalty.map { largestNorm($0, nil) } ?? 0)
    return norm * norm
  }

  /// Length of an interval that holds `v . g`.
  func width(along v: [Double]) -> Double {
    let values = problem.contributions(problem.positive, along: v)
    // Advantages that sum to 0 do not see a shift of v . s: from the middle it reaches half its range.
    var reach = isCentred ? range(values) / 2 : largest(values)
    if let negative = problem.negative {
      reach = max(reach, largest(problem.contributions(negative, along: v)))
    }
    let penalty = problem.penalty.map { problem.contributions($0, along: v) }
    // Shares that differ from group to group move a penalty that is the same for all outcomes.
    let width =
      problem.tokenCounts == nil
      ? penalty.map(range) : penalty.map { 2 * problem.largestShare * largest($0) }
    return 2 * advantage * reach + (width ?? 0)
  }

  private var contributionNorm: Double {
    if isCentred { return largestNorm(problem.positive, problem.meanContribution) }
    return max(
      largestNorm(problem.positive, nil), problem.negative.map { largestNorm($0, nil) } ?? 0)
  }

  private func largestNorm(_ rows: SparseRows, _ centre: [Double]?) -> Double {
    problem.probabilities.indices.reduce(0) { largest, outcome in
      var row = centre.map { $0.map { -$0 } } ?? Array(repeating: 0, count: problem.parameterCount)
      rows.add(outcome, scale: 1, to: &row)
      return max(largest, (dot(row, row) + rows.spread(outcome)).squareRoot())
    }
  }

  private func range(_ values: [Double]) -> Double { values.max()! - values.min()! }
  private func largest(_ values: [Double]) -> Double { values.map { abs($0) }.max()! }
}

extension Problem {
  /// Inner product of each outcome's vector with v.
  fileprivate func contributions(_ rows: SparseRows, along v: [Double]) -> [Double] {
    probabilities.indices.map { outcome in
      var row = [Double](repeating: 0, count: parameterCount)
      rows.add(outcome, scale: 1, to: &row)
      return dot(row, v)
    }
  }

  /// Plain average of the outcomes' vectors.
  fileprivate var meanContribution: [Double] {
    var mean = [Double](repeating: 0, count: parameterCount)
    let share = 1 / Double(probabilities.count)
    for outcome in probabilities.indices { positive.add(outcome, scale: share, to: &mean) }
    return mean
  }
}

extension Setting {
  /// That of the advantages of a problem: root mean squares of decoupled ones add up at most.
  fileprivate func advantageBound(_ problem: Problem) -> Double? {
    guard let added = addedBound else { return nil }
    return onRewards.boundOnRewards(problem).map { $0 + added }
  }

  /// The largest noise on an advantage; nil when it has no bound.
  private var addedBound: Double? {
    if advantageSigma == 0 { return 0 }
    return unitNoiseBound.map { advantageSigma * $0 }
  }

  private func boundOnRewards(_ problem: Problem) -> Double? {
    guard aggregation == .decoupled, let components = problem.components else {
      return advantageBound(rewards: problem.rewards)
    }
    let bounds = components.weights.indices.compactMap { k in
      (try? component(k, of: components))?.advantageBound(rewards: components.values[k]).map {
        abs(components.weights[k]) * $0
      }
    }
    return bounds.count == components.weights.count ? bounds.reduce(0, +) : nil
  }

  /// The largest root mean square of the advantages of a group with rewards among these; nil when it
  /// has no bound.
  func advantageBound(rewards: [Double]) -> Double? {
    guard let added = addedBound else { return nil }
    let bound = onRewards.unclampedBound(rewards: rewards)
    guard let clamp = advantage.clamp else { return bound.map { $0 + added } }
    return Swift.min(bound ?? clamp, clamp) + added
  }

  private func unclampedBound(rewards: [Double]) -> Double? {
    let g = Double(groupSize)
    let ddof = Double(advantage.ddof)
    let noise = noiseBound(rewards)
    let halfRange = noise.map { (rewards.max()! - rewards.min()!) / 2 + $0 }
    switch advantage.kind {
    case .standardized: return ((g - ddof) / g).squareRoot()
    // All scatter of the batch may lie in this one group.
    case .batchStandardized: return ((g * Double(batchGroups) - ddof) / g).squareRoot()
    case .reinforce: return noise.map { rewards.map { abs($0) }.max()! + $0 }
    case .mean: return halfRange
    case .leaveOneOut: return halfRange.map { $0 * g / (g - 1) }
    case .leaveOneOutStandardized: return nil
    // A lone best has all of it: the lead is at most its distance from equal others.
    case .bestOnly: return ((g - ddof) / (g - 1)).squareRoot()
    // Numbers of at least 0 have a deviation of at most sqrt(G - 1) means: a lone one has it.
    case .meanNormalized:
      return noise.flatMap { rewards.min()! >= $0 ? (g - 1).squareRoot() : nil }
    }
  }

  /// Largest absolute noise on one of these rewards, in their units; nil when it has no bound.
  private func noiseBound(_ rewards: [Double]) -> Double? {
    if isUndithered { return 0 }
    return unitNoiseBound.map { rewardSigma(levels: rewards) * $0 }
  }

  /// The same at standard deviation one.
  private var unitNoiseBound: Double? {
    // Squares of the components add up to 1, but the largest values go by their plain sum; so do the
    // squares of the own part and of what a group shares.
    let components = dither.components.reduce(0, +)
    let rho = dither.correlation
    let parts = rho == 0 ? 1 : (1 - rho).squareRoot() + rho.squareRoot()
    return dither.family.law.halfWidth.map { components * $0 * parts }
  }
}

extension AdvantageEstimator {
  /// True when the advantages of a group sum to 0.
  var isCentred: Bool {
    switch kind {
    case .reinforce, .leaveOneOutStandardized, .bestOnly: false
    case .mean, .leaveOneOut, .standardized, .batchStandardized, .meanNormalized: true
    }
  }
}
