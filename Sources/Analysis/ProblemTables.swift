import GRPO
import GSL
import Policies

/// What a problem is made of but for its name and weight; see ``Problem`` for what each of them is.
final class ProblemTables: Sendable {
  let parameterCount: Int
  let probabilities: [Double]
  let rewards: [Double]
  let value: Double
  let valueGradient: [Double]
  let levels: [Double]
  let components: ComponentTables?
  let policy: any Policy
  let levelOfOutcome: [Int]
  let importanceRatios: [Double]
  let positive: SparseRows
  let negative: SparseRows?
  let penalty: SparseRows?
  let tokenScores: TokenScores?
  /// Tokens of each outcome under the token mean; nil where a group's divisor is G.
  let tokenCounts: [Int]?
  let sampler: AliasTable
  let observed: ObservedOutcomes?
  /// What rewards are of tokens, where completions have no numbers and are drawn all the same; else nil.
  let walk: RewardWalk?
  /// By coordinate of gradients its direction among the parameters; nil where coordinates are the parameters, or these
  /// too many to tell.
  let axes: [[Double]]?

  /// Logits of such a policy at most: its tables take 100 bytes each.
  private static let drawnLimit = 1 << 20

  /// The tables of a prompt, whether its completions can be numbered or not.
  ///
  /// - Throws: as both initialisers.
  static func make(_ prompt: Prompt, surrogate: Surrogate) throws -> ProblemTables {
    guard prompt.policy.isEnumerable else {
      return try ProblemTables(levelsOf: prompt, surrogate: surrogate)
    }
    return try ProblemTables(prompt, surrogate: surrogate)
  }

  /// - Parameter denseArms: bandits of more arms keep their scores by what they share.
  /// - Throws: `AnalysisError` when a KL coefficient comes without a reference policy.
  init(
    _ prompt: Prompt, surrogate: Surrogate, denseArms: Int = ContributionTables.denseArms
  ) throws {
    let tables = try ContributionTables(prompt, surrogate: surrogate, denseArms: denseArms)
    policy = prompt.policy
    parameterCount = prompt.policy.parameterCount
    probabilities = tables.probabilities
    rewards = prompt.rewards
    value = prompt.policy.value(of: prompt.rewards)
    valueGradient = prompt.policy.tabulatedValueGradient(
      of: prompt.rewards, denseArms: denseArms)
    (levels, levelOfOutcome) = Self.levels(of: prompt.rewards)
    components = prompt.components.map(ComponentTables.init)
    importanceRatios = tables.importanceRatios
    positive = tables.positive
    negative = tables.negative
    penalty = tables.penalty
    // They add whole completions: weights that ratios or clips give to single tokens have no place.
    tokenScores = tables.areScores && negative == nil ? TokenScores(prompt.policy) : nil
    tokenCounts = tables.tokenCounts
    sampler = try AliasTable(weights: tables.probabilities)
    (observed, walk, axes) = (nil, nil, nil)
  }

  /// Of a prompt of too many completions to number them: outcomes are its rewards, and parameters the coordinates of
  /// mean scores (``LevelReduction``).
  ///
  /// - Throws: `AnalysisError` for an objective that asks for single completions; `PolicyError` as `RewardLevels`.
  convenience init(levelsOf prompt: Prompt, surrogate: Surrogate) throws {
    guard let policy = prompt.policy as? SequencePolicy else {
      throw AnalysisError(
        "prompt \(prompt.name): too many completions of a policy that is no sequence")
    }
    let levels = try RewardLevels(prompt.rule, of: policy)
    let weight = try Self.weight(of: prompt, surrogate)
    // Scores of tokens that are drawn have the weight 1.
    let isDrawn = weight == 1 && policy.parameterCount <= Self.drawnLimit
    try self.init(
      LevelReduction(levels, weight: weight), policy: policy,
      walk: isDrawn ? RewardWalk(prompt.rule) : nil)
  }

  /// What the scores of all tokens are multiplied by, which must be one number.
  private static func weight(of prompt: Prompt, _ surrogate: Surrogate) throws -> Double {
    func refuse(_ reason: String) -> AnalysisError {
      AnalysisError(
        "prompt \(prompt.name): \(reason), and it has more than \(SequencePolicy.outcomeLimit)")
    }
    guard surrogate.klCoefficient == 0 else {
      throw refuse("a KL term counts completion by completion")
    }
    guard prompt.policy.endToken == nil || surrogate.lossAggregation == .sum else {
      throw refuse("completions of different length have weights of their own")
    }
    var plain = surrogate
    if plain.lossAggregation == .tokenMean { plain.lossAggregation = .sequenceMean }
    let zeros = [Double](repeating: 0, count: prompt.policy.length)
    return plain.tokenWeights(
      logProbabilities: zeros, oldLogProbabilities: zeros, referenceLogProbabilities: nil
    ).positive[0]
  }

  /// Outcomes of one reward put together.
  init(_ levels: LevelReduction, policy: any Policy, walk: RewardWalk? = nil) throws {
    self.walk = walk
    axes = policy.isEnumerable ? levels.axes : nil
    self.policy = policy
    parameterCount = levels.valueGradient.count
    (probabilities, rewards) = (levels.probabilities, levels.rewards)
    value = levels.value
    valueGradient = levels.valueGradient
    (self.levels, levelOfOutcome) = (levels.rewards, Array(levels.rewards.indices))
    components = nil
    importanceRatios = levels.rewards.map { _ in 1 }
    positive = SparseRows(means: levels.means, spreads: levels.spreads)
    (negative, penalty, tokenScores, tokenCounts, observed) = (nil, nil, nil, nil, nil)
    sampler = try AliasTable(weights: levels.probabilities)
  }

  init(
    _ tables: ProblemTables, parameterCount: Int, valueGradient: [Double], positive: SparseRows,
    negative: SparseRows?, penalty: SparseRows?, tokenScores: TokenScores? = nil
  ) {
    policy = tables.policy
    self.parameterCount = parameterCount
    probabilities = tables.probabilities
    rewards = tables.rewards
    value = tables.value
    self.valueGradient = valueGradient
    levels = tables.levels
    components = tables.components
    levelOfOutcome = tables.levelOfOutcome
    importanceRatios = tables.importanceRatios
    self.positive = positive
    self.negative = negative
    self.penalty = penalty
    self.tokenScores = tokenScores
    tokenCounts = tables.tokenCounts
    sampler = tables.sampler
    (observed, walk, axes) = (tables.observed, nil, tables.axes)
  }

  /// What a channel makes of these tables.
  ///
  /// - Throws: `AnalysisError` as `Problem.observed(through:)`.
  init(_ tables: ProblemTables, through channel: RewardChannel, name: String) throws {
    let pairs = try tables.pairs(channel, name: name)
    (policy, parameterCount) = (tables.policy, tables.parameterCount)
    (value, valueGradient) = (tables.value, tables.valueGradient)
    (probabilities, rewards) = (pairs.probabilities, pairs.rewards)
    (levels, levelOfOutcome) = Self.levels(of: pairs.rewards)
    components = nil
    importanceRatios = pairs.origins.map { tables.importanceRatios[$0] }
    positive = tables.positive.rows(pairs.origins)
    negative = tables.negative?.rows(pairs.origins)
    penalty = tables.penalty?.rows(pairs.origins)
    // They go by outcomes of the policy.
    tokenScores = pairs.isOneForEach ? tables.tokenScores : nil
    tokenCounts = tables.tokenCounts.map { counts in pairs.origins.map { counts[$0] } }
    sampler = try AliasTable(weights: pairs.probabilities)
    (observed, walk, axes) = (pairs, nil, tables.axes)
  }

  /// The same pairs with other rewards.
  init(_ tables: ProblemTables, observedRewards: [Double]) {
    (policy, parameterCount) = (tables.policy, tables.parameterCount)
    (value, valueGradient) = (tables.value, tables.valueGradient)
    (probabilities, rewards) = (tables.probabilities, observedRewards)
    (levels, levelOfOutcome) = Self.levels(of: observedRewards)
    components = tables.components
    importanceRatios = tables.importanceRatios
    (positive, negative, penalty) = (tables.positive, tables.negative, tables.penalty)
    tokenScores = tables.tokenScores
    tokenCounts = tables.tokenCounts
    sampler = tables.sampler
    (observed, walk, axes) = (tables.observed, nil, tables.axes)
  }

  private func pairs(_ channel: RewardChannel, name: String) throws -> ObservedOutcomes {
    guard components == nil else {
      throw AnalysisError("prompt \(name): a \(channel.name) sees one reward, not components")
    }
    guard observed == nil else {
      throw AnalysisError("prompt \(name): its rewards are seen through a channel already")
    }
    let pairs: ObservedOutcomes
    do {
      pairs = try ObservedOutcomes(channel, probabilities: probabilities, trueRewards: rewards)
    } catch {
      throw AnalysisError("prompt \(name): \(error)")
    }
    let tables = [positive, negative, penalty].compactMap { $0 }
    let entries = pairs.origins.reduce(0) { sum, row in
      sum + tables.reduce(0) { $0 + $1.entryCount(row) }
    }
    guard Double(entries) <= ContributionTables.largestCount else {
      throw AnalysisError(
        "prompt \(name): \(pairs.origins.count) pairs of an outcome and a reward need \(entries) numbers, "
          + "more than \(ContributionTables.largestCount)")
    }
    return pairs
  }

  /// Distinct rewards in increasing order, and the place of each reward among them.
  private static func levels(of rewards: [Double]) -> ([Double], [Int]) {
    let levels = Set(rewards).sorted()
    let places = Dictionary(uniqueKeysWithValues: levels.enumerated().map { ($1, $0) })
    return (levels, rewards.map { places[$0]! })
  }
}
