import GRPO
import Policies
import RealModule

/// The three vectors of every outcome, worked out once from policy, sampling policy and objective.
struct ContributionTables {
  private(set) var probabilities: [Double]
  private(set) var importanceRatios: [Double] = []
  private(set) var positive = SparseRows()
  private(set) var negative: SparseRows?
  private(set) var penalty: SparseRows?
  /// The contributions are the plain scores: on policy, nothing clipped.
  private(set) var areScores = true
  /// Tokens of each outcome, by which a group's gradient is divided; nil where the divisor is G.
  private(set) var tokenCounts: [Int]?
  /// Of all scores together: what memory holds (about two gigabytes).
  static let largestCount = 1.5e8
  /// Bandits of more arms keep their scores by what they share.
  static let denseArms = 256

  /// - Parameter denseArms: with so many arms every entry of a score is kept; tests compare.
  init(_ prompt: Prompt, surrogate: Surrogate, denseArms: Int = Self.denseArms) throws {
    if surrogate.klCoefficient != 0, prompt.referenceLogits == nil {
      throw AnalysisError("prompt \(prompt.name): a KL term needs reference logits")
    }
    let current = prompt.policy
    let bandit = current.bandit(above: denseArms)
    let width = bandit == nil ? current.length * current.vocabulary : 3
    let entries = Double(current.outcomeCount) * Double(width)
    guard entries <= Self.largestCount else {
      throw AnalysisError(
        "prompt \(prompt.name): \(current.outcomeCount) outcomes with a score of "
          + "\(width) numbers each need \(entries) numbers, more than "
          + "\(Self.largestCount)")
    }
    var surrogate = surrogate
    if surrogate.lossAggregation == .tokenMean {
      let counts = (0..<current.outcomeCount).map(current.tokenCount)
      // Of one length the divisor is the same for every group, that of each completion.
      let isFixed = counts.allSatisfy { $0 == counts[0] }
      tokenCounts = isFixed ? nil : counts
      surrogate.lossAggregation = isFixed ? .sequenceMean : .sum
    }
    let sampling = prompt.samplingPolicy
    let reference = prompt.referencePolicy
    probabilities = sampling.probabilities()

    // Without a clip that asks for it the sign cannot matter, and without a KL term there is no penalty.
    let isClipped = surrogate.asksForSign
    let isPenalized = surrogate.klCoefficient != 0
    var rows = ScoreRows(current, bandit)
    var negativeRows = rows
    var penaltyRows = rows
    var signMatters = false
    for outcome in 0..<current.outcomeCount {
      let logProbabilities = current.tokenLogProbabilities(of: outcome)
      let oldLogProbabilities = sampling.tokenLogProbabilities(of: outcome)
      importanceRatios.append(
        .exp(zip(logProbabilities, oldLogProbabilities).reduce(0) { $0 + $1.0 - $1.1 }))
      let weights = surrogate.tokenWeights(
        logProbabilities: logProbabilities, oldLogProbabilities: oldLogProbabilities,
        referenceLogProbabilities: reference?.tokenLogProbabilities(of: outcome))
      rows.append(outcome, weights.positive)
      if isClipped { negativeRows.append(outcome, weights.negative) }
      if isPenalized { penaltyRows.append(outcome, weights.penalty) }
      areScores = areScores && weights.positive.allSatisfy { $0 == 1 }
      signMatters = signMatters || weights.positive != weights.negative
    }
    positive = rows.table
    negative = signMatters ? negativeRows.table : nil
    penalty = isPenalized ? penaltyRows.table : nil
  }
}

/// Weighted scores of the outcomes of a policy in turn, in the form that suits it.
private struct ScoreRows {
  private let policy: any Policy
  /// The policy, where its scores are kept by what they share.
  private let bandit: SoftmaxBandit?
  private var sparse = SparseRows()
  private var weights: [Double] = []

  init(_ policy: any Policy, _ bandit: SoftmaxBandit?) {
    self.policy = policy
    self.bandit = bandit
  }

  var table: SparseRows {
    bandit.map { SparseRows(SharedScoreRows(scoresOf: $0, weights: weights)) } ?? sparse
  }

  mutating func append(_ outcome: Int, _ tokenWeights: [Double]) {
    if bandit != nil { return weights.append(tokenWeights[0]) }
    sparse.append(policy.sparseScore(of: outcome, tokenWeights: tokenWeights))
  }
}

extension Policy {
  /// The policy as a bandit of more arms than these; nil for any other.
  func bandit(above arms: Int) -> SoftmaxBandit? {
    (self as? SoftmaxBandit).flatMap { $0.outcomeCount > arms ? $0 : nil }
  }

  /// The gradient of the expected reward; of a bandit of many arms in O(arms).
  func tabulatedValueGradient(
    of rewards: [Double], denseArms: Int = ContributionTables.denseArms
  ) -> [Double] {
    guard let bandit = bandit(above: denseArms) else { return valueGradient(of: rewards) }
    let value = value(of: rewards)
    return SharedScoreRows(scoresOf: bandit).sums(
      of: rewards.map { _ in 0 }, count: 1,
      weighted: zip(bandit.probabilities(), rewards).map { $0 * ($1 - value) })[0]
  }
}
