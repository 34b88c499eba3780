public import GRPO
import GSL
public import Policies

/// Everything the analysis needs to know about one prompt: a finite table of outcomes.
///
/// One completion with outcome `o` and advantage `A` contributes to the group gradient
///
///     A+ positive(o) - A- negative(o) + penalty(o)
///
/// where `A+ = max(A, 0)`, `A- = max(-A, 0)`. On policy, without a KL term, both tables are the
/// score and the penalty is zero. Off policy they carry importance ratios and clipping, which
/// depends on the advantage by its sign alone. The gradient of a group is the sum over its completions
/// divided by G, or under a token mean by the number of their tokens.
public struct Problem: Sendable {
  /// Name of the prompt.
  public internal(set) var name: String
  /// Probability that a group belongs to this prompt; the weights of a set sum to 1.
  public internal(set) var weight: Double
  /// Shared by problems that differ in name and weight only.
  var tables: ProblemTables

  /// Tabulates a prompt under an objective; O(outcomes * parameters).
  ///
  /// Where completions are too many to number them, an outcome is all completions of one reward: the moments of
  /// gradients are the same, and gradients have coordinates in place of parameters.
  ///
  /// - Throws: `AnalysisError` when a KL coefficient comes without a reference policy, and for an objective under
  ///   which completions of one reward differ where they have no numbers.
  public init(_ prompt: Prompt, surrogate: Surrogate = .policyGradient) throws {
    self.init(prompt, tables: try ProblemTables.make(prompt, surrogate: surrogate))
  }

  init(_ prompt: Prompt, tables: ProblemTables) {
    self.init(name: prompt.name, weight: prompt.weight, tables: tables)
  }

  private init(name: String, weight: Double, tables: ProblemTables) {
    self.name = name
    self.weight = weight
    self.tables = tables
  }

  /// The problem with all completions of one reward put together.
  func replacing(levels: LevelReduction) throws -> Problem {
    Problem(name: name, weight: weight, tables: try ProblemTables(levels, policy: policy))
  }

  /// The problem with other contributions.
  func replacing(positive: SparseRows, negative: SparseRows?) -> Problem {
    Problem(
      name: name, weight: weight,
      tables: ProblemTables(
        tables, parameterCount: parameterCount, valueGradient: valueGradient, positive: positive,
        negative: negative, penalty: penalty))
  }

  /// The problem with another penalty.
  func replacing(penalty: SparseRows?) -> Problem {
    Problem(
      name: name, weight: weight,
      tables: ProblemTables(
        tables, parameterCount: parameterCount, valueGradient: valueGradient, positive: positive,
        negative: negative, penalty: penalty, tokenScores: tokenScores))
  }

  /// The problem with other parameters, on policy and without penalty.
  func replacing(scores: SparseRows, valueGradient: [Double]) -> Problem {
    Problem(
      name: name, weight: weight,
      tables: ProblemTables(
        tables, parameterCount: valueGradient.count, valueGradient: valueGradient,
        positive: scores, negative: nil, penalty: nil))
  }
}

extension Problem {
  /// Number of policy parameters P; of coordinates, where outcomes are rewards.
  public var parameterCount: Int { tables.parameterCount }
  /// Probability of each outcome under the sampling policy; of each reward where completions have no numbers.
  public var probabilities: [Double] { tables.probabilities }
  /// Raw reward of each outcome, the weighted sum of its components; seen through a channel, the observed
  /// reward of each pair of an outcome and a reward.
  public var rewards: [Double] { tables.rewards }
  /// Expected raw reward V under the current policy, of the true rewards also where others are seen.
  public var value: Double { tables.value }
  /// Gradient of V with respect to the parameters, exact.
  public var valueGradient: [Double] { tables.valueGradient }
  /// How many components a reward has; nil for rewards without parts.
  public var componentCount: Int? { tables.components?.weights.count }
  /// Distinct rewards in increasing order, as they are seen.
  public var levels: [Double] { tables.levels }
  /// True when advantages enter by their sign only through the clip, that is when a clip is active.
  public var isClipped: Bool { negative != nil }
  /// False where completions are too many to number them, of long sequences.
  package var isEnumerable: Bool { tables.policy.isEnumerable }

  /// By outcome of the policy: the reward that V is the mean of.
  var trueRewards: [Double] { tables.observed?.trueRewards ?? tables.rewards }
  /// The pairs of an outcome and a reward, where rewards are seen through a channel; else nil.
  var observed: ObservedOutcomes? { tables.observed }
  /// The current policy.
  var policy: any Policy { tables.policy }
  /// nil for rewards without parts.
  var components: ComponentTables? { tables.components }
  var levelOfOutcome: [Int] { tables.levelOfOutcome }
  /// Probability of each outcome under the current policy over that under the sampling policy.
  var importanceRatios: [Double] { tables.importanceRatios }
  var positive: SparseRows { tables.positive }
  /// nil when the sign of the advantage makes no difference (nothing is clipped).
  var negative: SparseRows? { tables.negative }
  /// nil without a KL term.
  var penalty: SparseRows? { tables.penalty }
  /// `positive` by tokens, where that is known; faster for long sequences.
  var tokenScores: TokenScores? { tables.tokenScores }
  var sampler: AliasTable { tables.sampler }
  /// Completions are drawn from the policy whose plain scores they contribute, token by token.
  var isChain: Bool {
    tokenScores != nil && penalty == nil && importanceRatios.allSatisfy { $0 == 1 }
  }
  /// Completions may be drawn token by token, whether they have numbers or not.
  var drawsTokens: Bool { isChain || walk != nil }
  /// By coordinate of gradients its direction among the parameters; nil where coordinates are the parameters, or these
  /// too many to tell.
  var axes: [[Double]]? { tables.axes }
  /// What rewards are of tokens, where completions have no numbers and are drawn all the same; else nil.
  var walk: RewardWalk? { tables.walk }
  /// Tokens of each outcome under the token mean; nil where a group's divisor is G.
  var tokenCounts: [Int]? { tables.tokenCounts }

  /// What the sum over a group's completions is multiplied by; does not allocate.
  @inline(__always)
  func share(of outcomes: [Int]) -> Double {
    guard let tokenCounts else { return 1 / Double(outcomes.count) }
    var tokens = 0
    for outcome in outcomes { tokens += tokenCounts[outcome] }
    return 1 / Double(tokens)
  }

  /// The largest share of a group, times G: 1, or under the token mean 1 over the shortest length.
  var largestShare: Double { 1 / Double(tokenCounts?.min() ?? 1) }
}
