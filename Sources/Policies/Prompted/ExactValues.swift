import RealModule

/// Exact expectations over all completions of a prompt, by enumeration.
extension PromptedPolicy {
  /// The probabilities of all completions of a prompt, in order.
  ///
  /// - Precondition: the policy is enumerable.
  public func probabilities(prompt: Int) -> [Double] {
    var workspace = makeWorkspace()
    var values = [Double](repeating: 0, count: completionCount)
    probabilities(prompt: prompt, into: &values, workspace: &workspace)
    return values
  }

  /// The entropy of a prompt's completions, in nats.
  ///
  ///     H = - sum_y pi(y) log pi(y)
  ///
  /// - Precondition: the policy is enumerable.
  public func entropy(prompt: Int) -> Double {
    // 0 log 0 counts as 0, its limit.
    probabilities(prompt: prompt).reduce(0) { $1 > 0 ? $0 - $1 * Double.log($1) : $0 }
  }

  /// The expected reward of a prompt's completions, `V = sum_y pi(y) R(y)`.
  ///
  /// - Parameters:
  ///   - rewards: One reward for each completion, in order.
  ///   - prompt: The prompt.
  /// - Precondition: the policy is enumerable.
  public func value(of rewards: [Double], prompt: Int) -> Double {
    precondition(rewards.count == completionCount, "one reward for each completion")
    return zip(probabilities(prompt: prompt), rewards).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// The gradient of a prompt's expected reward with respect to all parameters.
  ///
  ///     grad V = E[(R - V) s]
  ///
  /// One pass over all completions: of a network, over all their prefixes.
  ///
  /// - Parameters:
  ///   - rewards: One finite reward for each completion, in order.
  ///   - prompt: The prompt.
  /// - Precondition: the policy is enumerable.
  public func valueGradient(of rewards: [Double], prompt: Int) -> [Double] {
    precondition(rewards.count == completionCount, "one reward for each completion")
    let probabilities = probabilities(prompt: prompt)
    let value = zip(probabilities, rewards).reduce(0) { $0 + $1.0 * $1.1 }
    var tokens = [Int](repeating: 0, count: completionCount * length)
    var weights = [Double](repeating: 0, count: tokens.count)
    for completion in rewards.indices {
      write(completion: completion, slot: completion, into: &tokens)
      let weight = probabilities[completion] * (rewards[completion] - value)
      for position in 0..<length { weights[completion * length + position] = weight }
    }
    var workspace = makeWorkspace()
    var gradient = [Double](repeating: 0, count: parameterCount)
    accumulateScore(
      prompt: prompt, slots: 0..<completionCount, tokens: tokens, tokenWeights: weights,
      into: &gradient, workspace: &workspace)
    return gradient
  }
}
