/// The rewards of all completions of all prompts of a task, computed once.
///
/// Training reads a completion's reward by its number, without running the verifier again.
public struct RewardTable: Sendable {
  /// The number of prompts.
  public let promptCount: Int
  /// The number of completions of a prompt, V^T.
  public let completionCount: Int
  /// The number of components of a reward.
  public let componentCount: Int
  private let components: [Double]
  private let totals: [Double]

  /// The table of a task.
  ///
  /// - Throws: `PolicyError` when a prompt has more than `SequencePolicy.outcomeLimit` completions.
  public init(_ task: VerifiableTask) throws(PolicyError) {
    let digits = try SequencePolicy(vocabulary: task.vocabulary, length: task.length)
    let completions = (0..<digits.outcomeCount).map { digits.tokens(of: $0) }
    promptCount = task.prompts.count
    completionCount = completions.count
    componentCount = task.componentMaxima.count
    let rewards = task.prompts.indices.flatMap { prompt in
      completions.map { task.reward(prompt: prompt, tokens: $0) }
    }
    components = rewards.flatMap(\.self)
    totals = rewards.map { $0.reduce(0, +) }
  }

  /// The sum of the components of a completion's reward.
  public func reward(prompt: Int, completion: Int) -> Double {
    totals[prompt * completionCount + completion]
  }

  /// One component of a completion's reward.
  public func component(_ component: Int, prompt: Int, completion: Int) -> Double {
    components[(prompt * completionCount + completion) * componentCount + component]
  }

  /// The rewards of all completions of a prompt, in order.
  public func rewards(ofPrompt prompt: Int) -> [Double] {
    Array(totals[prompt * completionCount..<(prompt + 1) * completionCount])
  }
}
