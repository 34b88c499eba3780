public import Policies

/// What is learned: a policy at its start and the reward of every completion of every prompt.
///
/// Completions are enumerated, so that the value of a policy is known and not estimated.
public struct TrainingTask<P: PromptedPolicy>: Sendable {
  /// Its name in tables.
  public let name: String
  /// The policy at the start of each run; also the reference of a KL penalty.
  public let policy: P
  /// Raw reward by prompt and completion: `rewards[prompt * completionCount + completion]`.
  public let rewards: [Double]

  /// A task.
  ///
  /// - Parameter rewards: one list for each prompt, one reward for each completion in the order of
  ///   their numbers (`PromptedPolicy.completion(slot:of:)`).
  /// - Throws: ``TrainingError`` when completions cannot be enumerated, or a list has the wrong
  ///   length or a reward that is not finite.
  public init(name: String, policy: P, rewards: [[Double]]) throws {
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
  }

  /// The rewards of one prompt's completions.
  func rewards(ofPrompt prompt: Int) -> [Double] {
    let count = policy.completionCount
    return Array(rewards[prompt * count..<(prompt + 1) * count])
  }

  /// The same with all rewards 0: whatever a run learns there, it learns from noise.
  var silenced: TrainingTask {
    TrainingTask(checked: name, policy: policy, rewards: rewards.map { _ in 0 })
  }

  private init(checked name: String, policy: P, rewards: [Double]) {
    self.name = name
    self.policy = policy
    self.rewards = rewards
  }

  /// V at the start of a run.
  public var initialValue: Double {
    var evaluator = Evaluator(self)
    return evaluator.value(of: policy)
  }

  /// The largest value that any policy can have: the mean over prompts of the largest reward.
  public var bestValue: Double {
    let count = policy.completionCount
    let best = (0..<policy.promptCount).map { rewards[$0 * count..<($0 + 1) * count].max() ?? 0 }
    return best.reduce(0, +) / Double(best.count)
  }
}

extension TrainingTask where P == TabularPolicies {
  /// A task of prompts with policies of their own, all of one shape.
  ///
  /// - Throws: `PolicyError` when the shapes differ, ``TrainingError`` as the other initialiser.
  public init(name: String, prompts: [Prompt]) throws {
    try self.init(
      name: name, policy: TabularPolicies(prompts.map(\.policy)), rewards: prompts.map(\.rewards))
  }
}
