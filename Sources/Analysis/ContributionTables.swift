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
    let isOnPolicy = prompt.oldLogits == nil
    probabilities = sampling.probabilities()

    // Without a clip that asks for it the sign cannot matter, and without a KL term there is no penalty.
    let isClipped = surrogate.asksForSign
    let isPenalized = surrogate.klCoefficient != 0
    var rows = ScoreRows(current, bandit)
    var negativeRows = rows
    var penaltyRows = rows
    rows.reserve()
    var signMatters = false
    // On policy all ratios are 1, and without a KL term nothing else of an outcome but its length counts.
    var known: [Int: TokenWeights] = [:]
    for outcome in 0..<current.outcomeCount {
      let tokens = current.tokenCount(of: outcome)
      let weights: TokenWeights
      if isOnPolicy, let usual = known[tokens] {
        importanceRatios.append(1)
        weights = usual
      } else {
        let logProbabilities = current.tokenLogProbabilities(of: outcome)
        let oldLogProbabilities = sampling.tokenLogProbabilities(of: outcome)
        importanceRatios.append(
          .exp(zip(logProbabilities, oldLogProbabilities).reduce(0) { $0 + $1.0 - $1.1 }))
        weights = surrogate.tokenWeights(
          logProbabilities: logProbabilities, oldLogProbabilities: oldLogProbabilities,
          referenceLogProbabilities: reference?.tokenLogProbabilities(of: outcome))
        if isOnPolicy && !isPenalized { known[tokens] = weights }
      }
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
  /// Of a policy made of softmax rows.
  private let transitions: ScoreTemplates?
  private var sparse = SparseRows()
  private var weights: [Double] = []

  init(_ policy: any Policy, _ bandit: SoftmaxBandit?) {
    self.policy = policy
    self.bandit = bandit
    transitions = bandit == nil ? ScoreTemplates(policy) : nil
  }

  var table: SparseRows {
    bandit.map { SparseRows(SharedScoreRows(scoresOf: $0, weights: weights)) } ?? sparse
  }

  mutating func reserve() {
    if bandit != nil { return }
    let entries = policy.outcomeCount * policy.length * policy.vocabulary
    sparse.reserve(rows: policy.outcomeCount, entries: entries)
  }

  mutating func append(_ outcome: Int, _ tokenWeights: [Double]) {
    if bandit != nil { return weights.append(tokenWeights[0]) }
    if let transitions { return transitions.append(outcome, tokenWeights, to: &sparse) }
    sparse.append(policy.sparseScore(of: outcome, tokenWeights: tokenWeights))
  }
}

/// The scores of the tokens of a policy made of softmax rows, each worked out once for all outcomes that it is part of.
private struct ScoreTemplates {
  private let table: TransitionTable
  /// By row, then by token: `e_token - p`, V numbers.
  private let scores: [[[(index: Int, value: Double)]]]

  init?(_ policy: any Policy) {
    // A token that is an outcome of its own would be worked out for itself.
    guard policy.length > 1, let table = TransitionTable(policy) else { return nil }
    self.table = table
    scores = table.rows.map { row in
      // As the policy lists them: the token itself comes last.
      row.indices.map { token in
        row.indices.filter { $0 != token }.map { (row[$0].logit, -row[$0].probability) }
          + [(row[token].logit, row[token].rest)]
      }
    }
  }

  func append(_ outcome: Int, _ tokenWeights: [Double], to rows: inout SparseRows) {
    table.forEach(of: outcome) { position, row, token in
      rows.extend(scores[row][token], scale: tokenWeights[position])
    }
    rows.close()
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
