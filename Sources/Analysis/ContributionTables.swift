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

  init(_ prompt: Prompt, surrogate: Surrogate) throws {
    if surrogate.klCoefficient != 0, prompt.referenceLogits == nil {
      throw AnalysisError("prompt \(prompt.name): a KL term needs reference logits")
    }
    let current = prompt.policy
    let entries = Double(current.outcomeCount) * Double(current.length * current.vocabulary)
    guard entries <= Self.largestCount else {
      throw AnalysisError(
        "prompt \(prompt.name): \(current.outcomeCount) outcomes with a score of "
          + "\(current.length * current.vocabulary) numbers each need \(entries) numbers, more than "
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
    var negativeRows = SparseRows()
    var penaltyRows = SparseRows()
    var signMatters = false
    for outcome in 0..<current.outcomeCount {
      let logProbabilities = current.tokenLogProbabilities(of: outcome)
      let oldLogProbabilities = sampling.tokenLogProbabilities(of: outcome)
      importanceRatios.append(
        .exp(zip(logProbabilities, oldLogProbabilities).reduce(0) { $0 + $1.0 - $1.1 }))
      let weights = surrogate.tokenWeights(
        logProbabilities: logProbabilities, oldLogProbabilities: oldLogProbabilities,
        referenceLogProbabilities: reference?.tokenLogProbabilities(of: outcome))
      positive.append(current.sparseScore(of: outcome, tokenWeights: weights.positive))
      if isClipped {
        negativeRows.append(current.sparseScore(of: outcome, tokenWeights: weights.negative))
      }
      if isPenalized {
        penaltyRows.append(current.sparseScore(of: outcome, tokenWeights: weights.penalty))
      }
      areScores = areScores && weights.positive.allSatisfy { $0 == 1 }
      signMatters = signMatters || weights.positive != weights.negative
    }
    negative = signMatters ? negativeRows : nil
    penalty = isPenalized ? penaltyRows : nil
  }
}
