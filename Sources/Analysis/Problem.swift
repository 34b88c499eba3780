public import GRPO
import GSL
public import Policies
import RealModule

/// Everything the analysis needs to know about one prompt: a finite table of outcomes.
///
/// One completion with outcome `o` and advantage `A` contributes to the group gradient
///
///     A+ positive(o) - A- negative(o) + penalty(o)
///
/// where `A+ = max(A, 0)`, `A- = max(-A, 0)`. On policy, without a KL term, both tables are the
/// score and the penalty is zero. Off policy they carry importance ratios and clipping, which
/// depends on the advantage by its sign alone.
public struct Problem: Sendable {
  /// Name of the prompt.
  public let name: String
  /// Probability that a group belongs to this prompt; the weights of a set sum to 1.
  public internal(set) var weight: Double
  /// Number of policy parameters P.
  public let parameterCount: Int
  /// Probability of each outcome under the sampling policy.
  public let probabilities: [Double]
  /// Raw reward of each outcome.
  public let rewards: [Double]
  /// Expected raw reward V under the current policy.
  public let value: Double
  /// Gradient of V with respect to the parameters, exact.
  public let valueGradient: [Double]
  /// Distinct rewards in increasing order.
  public let levels: [Double]

  /// The current policy.
  let policy: any Policy
  let levelOfOutcome: [Int]
  /// Probability of each outcome under the current policy over that under the sampling policy.
  let importanceRatios: [Double]
  let positive: SparseRows
  /// nil when the sign of the advantage makes no difference (nothing is clipped).
  let negative: SparseRows?
  /// nil without a KL term.
  let penalty: SparseRows?
  /// `positive` by tokens, where that is known; faster for long sequences.
  let tokenScores: TokenScores?
  let sampler: AliasTable

  /// Tabulates a prompt under an objective; O(outcomes * parameters).
  ///
  /// - Throws: `AnalysisError` when a KL coefficient comes without a reference policy.
  public init(_ prompt: Prompt, surrogate: Surrogate = .policyGradient) throws {
    let tables = try ContributionTables(prompt, surrogate: surrogate)
    name = prompt.name
    policy = prompt.policy
    weight = prompt.weight
    parameterCount = prompt.policy.parameterCount
    probabilities = tables.probabilities
    rewards = prompt.rewards
    value = prompt.policy.value(of: prompt.rewards)
    valueGradient = prompt.policy.valueGradient(of: prompt.rewards)
    let levels = Set(prompt.rewards).sorted()
    self.levels = levels
    levelOfOutcome = prompt.rewards.map { levels.firstIndex(of: $0)! }
    importanceRatios = tables.importanceRatios
    positive = tables.positive
    negative = tables.negative
    penalty = tables.penalty
    tokenScores = tables.areScores && negative == nil ? TokenScores(prompt.policy) : nil
    sampler = try AliasTable(weights: tables.probabilities)
  }

  private init(
    _ problem: Problem, parameterCount: Int, valueGradient: [Double], positive: SparseRows,
    negative: SparseRows?, penalty: SparseRows?, tokenScores: TokenScores? = nil
  ) {
    name = problem.name
    policy = problem.policy
    weight = problem.weight
    self.parameterCount = parameterCount
    probabilities = problem.probabilities
    rewards = problem.rewards
    value = problem.value
    self.valueGradient = valueGradient
    levels = problem.levels
    levelOfOutcome = problem.levelOfOutcome
    importanceRatios = problem.importanceRatios
    self.positive = positive
    self.negative = negative
    self.penalty = penalty
    self.tokenScores = tokenScores
    sampler = problem.sampler
  }

  /// The problem with other contributions.
  func replacing(positive: SparseRows, negative: SparseRows?) -> Problem {
    Problem(
      self, parameterCount: parameterCount, valueGradient: valueGradient, positive: positive,
      negative: negative, penalty: penalty)
  }

  /// The problem with another penalty.
  func replacing(penalty: SparseRows?) -> Problem {
    Problem(
      self, parameterCount: parameterCount, valueGradient: valueGradient, positive: positive,
      negative: negative, penalty: penalty, tokenScores: tokenScores)
  }

  /// The problem with other parameters, on policy and without penalty.
  func replacing(scores: SparseRows, valueGradient: [Double]) -> Problem {
    Problem(
      self, parameterCount: valueGradient.count, valueGradient: valueGradient,
      positive: scores, negative: nil, penalty: nil)
  }

  /// True when advantages enter by their sign only through the clip, that is when a clip is active.
  public var isClipped: Bool { negative != nil }
}

/// A prompt set: groups draw their prompt with the prompts' weights.
public struct ProblemSet: Sendable {
  /// The prompts, weights normalised to sum 1.
  public let problems: [Problem]
  /// The prompts of the other groups of a batch, one group each; nil where they are drawn by weight.
  private(set) var companions: [Problem]?

  /// - Throws: `AnalysisError` for an empty set.
  public init(_ problems: [Problem]) throws {
    let total = problems.reduce(0) { $0 + $1.weight }
    guard total > 0 else { throw AnalysisError("a prompt set needs at least one prompt") }
    self.problems = problems.map { problem in
      var normalised = problem
      normalised.weight = problem.weight / total
      return normalised
    }
  }

  /// The set as one prompt sees it in batches that hold every prompt exactly once: its group's
  /// companions are the others, each with one group. Only the exact laws of batch-standardized
  /// advantages read it, with as many groups per batch as there are prompts.
  package func takingEachOnce(besides prompt: Int) -> ProblemSet {
    var copy = self
    copy.companions = problems.indices.filter { $0 != prompt }.map { problems[$0] }
    return copy
  }
}
