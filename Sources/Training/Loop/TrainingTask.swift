import Analysis
import GSL
public import Policies

/// What is learned: a policy at its start and the reward of every completion of every prompt.
///
/// Completions are enumerated, so that the value of a policy is known and not estimated.
public struct TrainingTask<P: PromptedPolicy>: Sendable {
  /// Its name in tables.
  public private(set) var name: String
  /// The policy at the start of each run; also the reference of a KL penalty.
  public let policy: P
  /// Raw reward by prompt and completion: `rewards[prompt * completionCount + completion]`.
  public let rewards: [Double]
  /// What the rewards are made of, with noise for each component; nil for rewards without parts.
  public let components: TaskComponents?
  /// How much each prompt counts, of mean 1: in V, in the gradient of a step that takes every prompt
  /// once, and as the odds of being drawn where a step draws some.
  public let weights: [Double]
  /// Draws prompts by their weights; nil where all are equal.
  let promptLaw: AliasTable?
  /// What a grader makes of the rewards; nil where the true ones are seen.
  private(set) var observed: ObservedRewards?

  /// A task.
  ///
  /// - Parameter rewards: one list for each prompt, one reward for each completion in the order of
  ///   their numbers (`PromptedPolicy.completion(slot:of:)`).
  /// - Parameter weights: one for each prompt, finite and positive, of any scale; nil for equal ones.
  /// - Parameter components: what the rewards are the weighted sums of; nil for rewards without parts.
  /// - Throws: ``TrainingError`` when completions cannot be enumerated, a list has the wrong length,
  ///   a reward is not finite, or a weight is not finite and positive; `GSLError` where there is no memory
  ///   to draw by weights.
  public init(
    name: String, policy: P, rewards: [[Double]], weights: [Double]? = nil,
    components: TaskComponents? = nil
  ) throws {
    guard policy.isEnumerable else {
      throw TrainingError(
        "\(name): \(policy.vocabulary)^\(policy.length) completions are too many to enumerate")
    }
    guard rewards.count == policy.promptCount else {
      throw TrainingError(
        "\(name): \(policy.promptCount) prompts need as many lists of rewards, got \(rewards.count)"
      )
    }
    for (prompt, list) in rewards.enumerated() {
      guard list.count == policy.completionCount else {
        throw TrainingError(
          "\(name): prompt \(prompt) has \(policy.completionCount) completions and \(list.count) rewards"
        )
      }
      if let wrong = list.first(where: { !$0.isFinite || abs($0) > 1e100 }) {
        throw TrainingError("\(name): prompt \(prompt) has the reward \(wrong)")
      }
    }
    self.name = name
    self.policy = policy
    self.rewards = rewards.flatMap(\.self)
    let all = rewards.flatMap(\.self)
    guard components.map({ $0.totals == all }) ?? true else {
      throw TrainingError("\(name): the components do not add up to the rewards")
    }
    self.components = components
    self.weights = try Self.relative(weights, count: policy.promptCount, name: name)
    promptLaw = self.weights.contains { $0 != 1 } ? try AliasTable(weights: self.weights) : nil
  }

  /// Weights of mean 1, exactly 1 where all are equal.
  private static func relative(
    _ weights: [Double]?, count: Int, name: String
  ) throws -> [Double] {
    let equal = [Double](repeating: 1, count: count)
    guard let weights else { return equal }
    guard weights.count == count else {
      throw TrainingError("\(name): \(count) prompts need as many weights, got \(weights.count)")
    }
    if let wrong = weights.first(where: { !($0 > 0 && $0.isFinite) }) {
      throw TrainingError("\(name): weights are finite and above 0, got \(wrong.plainText)")
    }
    if weights.allSatisfy({ $0 == weights[0] }) { return equal }
    // Over the largest first, so that no sum overflows.
    let largest = weights.max() ?? 1
    if let wrong = weights.first(where: { $0 / largest < 1e-100 }) {
      throw TrainingError("\(name): the weight \(wrong) is nothing beside \(largest)")
    }
    let mean = weights.reduce(0) { $0 + $1 / largest } / Double(count)
    return weights.map { $0 / largest / mean }
  }

  /// True when some prompt counts more than another.
  var isWeighted: Bool { promptLaw != nil }

  /// The weights as shares, of sum 1.
  func share(ofPrompt prompt: Int) -> Double { weights[prompt] / Double(weights.count) }

  /// The rewards of one prompt's completions.
  func rewards(ofPrompt prompt: Int) -> [Double] {
    let count = policy.completionCount
    return Array(rewards[prompt * count..<(prompt + 1) * count])
  }

  /// The rewards of one prompt's completions, component by component where there are several.
  func rule(ofPrompt prompt: Int) -> RewardRule {
    guard let components else { return .table(rewards(ofPrompt: prompt)) }
    let count = policy.completionCount
    let rows = (prompt * count..<(prompt + 1) * count).map { i in components.values.map { $0[i] } }
    return .vectors(rows, weights: components.weights)
  }

  /// The task with a grader between its rewards and the advantages: the policy is moved by what is seen, while
  /// V and the best V are those of the true rewards.
  ///
  /// - Throws: `PolicyError` for a reward that the grader does not know, ``TrainingError`` for rewards of several
  ///   components.
  public func observed(through channel: RewardChannel) throws -> TrainingTask {
    guard components == nil else {
      throw TrainingError("\(name): a \(channel.name) sees one reward, not components")
    }
    var copy = self
    copy.observed = try ObservedRewards(channel, of: rewards)
    copy.name = "\(name), \(channel.text)"
    return copy
  }

  /// What the advantages of one prompt are made of, as tables for the exact laws.
  func problem(ofPrompt prompt: Int, policy: any Policy) throws -> Problem {
    let problem = try Problem(
      Prompt(
        name: "prompt \(prompt)", weight: weights[prompt], policy: policy,
        rule: rule(ofPrompt: prompt)))
    return try observed.map { try problem.observed(through: $0.channel) } ?? problem
  }

  /// The same with all rewards 0: whatever a run learns there, it learns from noise.
  var silenced: TrainingTask {
    TrainingTask(silencing: self)
  }

  private init(silencing task: Self) {
    name = task.name
    policy = task.policy
    rewards = task.rewards.map { _ in 0 }
    components = task.components?.silenced
    weights = task.weights
    promptLaw = task.promptLaw
  }

  /// V at the start of a run.
  public var initialValue: Double {
    var evaluator = Evaluator(self)
    return evaluator.value(of: policy)
  }

  /// The largest value that any policy can have: the mean over prompts of the largest reward.
  public var bestValue: Double { mean { $0.max() ?? 0 } }

  /// The smallest value that any policy can have: the mean over prompts of the smallest reward.
  public var worstValue: Double { mean { $0.min() ?? 0 } }

  /// The weighted mean over prompts of a number of its rewards.
  private func mean(_ number: (ArraySlice<Double>) -> Double) -> Double {
    let count = policy.completionCount
    let sum = weights.indices.reduce(0) {
      $0 + weights[$1] * number(rewards[$1 * count..<($1 + 1) * count])
    }
    return sum / Double(weights.count)
  }
}

extension TrainingTask where P == TabularPolicies {
  /// A task of prompts with policies of their own, all of one shape, and their weights.
  ///
  /// - Throws: `PolicyError` when the shapes differ, ``TrainingError`` as the other initialiser, and for
  ///   prompts whose rewards have other components or weights than the first.
  public init(name: String, prompts: [Prompt]) throws {
    let weights = prompts.first?.components?.weights
    if let other = prompts.first(where: { $0.components?.weights != weights }) {
      throw TrainingError(
        "\(name): prompt \(other.name) has rewards of other components or weights than the first")
    }
    let policy = try TabularPolicies(prompts.map(\.policy))
    guard policy.isEnumerable else {
      throw TrainingError(
        "\(name): \(policy.vocabulary)^\(policy.length) completions are too many to enumerate")
    }
    let places = prompts.map { policy.outcomes(of: $0.policy) }
    let components = weights.map { weights in
      TaskComponents(
        weights: weights,
        values: weights.indices.map { k in
          zip(prompts, places).flatMap { prompt, places in
            places.map { prompt.components!.values[k][$0] }
          }
        })
    }
    try self.init(
      name: name, policy: policy,
      rewards: zip(prompts, places).map { prompt, places in places.map { prompt.rewards[$0] } },
      weights: prompts.map(\.weight), components: components)
  }
}

extension TabularPolicies {
  /// The outcome of a prompt's policy that each completion is: what follows an end token is padding.
  fileprivate func outcomes(of prompt: any Policy) -> [Int] {
    guard endToken != nil else { return Array(0..<completionCount) }
    let all = Dictionary(
      uniqueKeysWithValues: (0..<prompt.outcomeCount).map { (prompt.tokens(of: $0), $0) })
    var tokens = [Int](repeating: 0, count: length)
    return (0..<completionCount).map { completion in
      write(completion: completion, slot: 0, into: &tokens)
      return all[Array(tokens.prefix(tokenCount(slot: 0, of: tokens)))]!
    }
  }
}
