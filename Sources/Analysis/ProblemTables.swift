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
  let sampler: AliasTable

  /// - Throws: `AnalysisError` when a KL coefficient comes without a reference policy.
  init(_ prompt: Prompt, surrogate: Surrogate) throws {
    let tables = try ContributionTables(prompt, surrogate: surrogate)
    policy = prompt.policy
    parameterCount = prompt.policy.parameterCount
    probabilities = tables.probabilities
    rewards = prompt.rewards
    value = prompt.policy.value(of: prompt.rewards)
    valueGradient = prompt.policy.valueGradient(of: prompt.rewards)
    let levels = Set(prompt.rewards).sorted()
    self.levels = levels
    let places = Dictionary(uniqueKeysWithValues: levels.enumerated().map { ($1, $0) })
    levelOfOutcome = prompt.rewards.map { places[$0]! }
    components = prompt.components.map(ComponentTables.init)
    importanceRatios = tables.importanceRatios
    positive = tables.positive
    negative = tables.negative
    penalty = tables.penalty
    // They add whole completions: weights that ratios or clips give to single tokens have no place.
    tokenScores = tables.areScores && negative == nil ? TokenScores(prompt.policy) : nil
    sampler = try AliasTable(weights: tables.probabilities)
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
    sampler = tables.sampler
  }
}
