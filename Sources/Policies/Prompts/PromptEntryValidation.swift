extension PromptEntry {
  /// The prompt this entry describes.
  ///
  /// - Parameter defaultName: The prompt's name if the entry has none.
  /// - Throws: `PolicyError.document`, naming the prompt and the field.
  public func prompt(defaultName: String) throws(PolicyError) -> Prompt {
    let name = name ?? defaultName
    do throws(PolicyError) {
      guard !name.isEmpty else { throw .empty(field: "name") }
      guard !name.utf8.contains(0) else {
        throw .document(prompt: defaultName, field: "name", reason: "must not contain a NUL")
      }
      return try Prompt(
        name: name, weight: weight ?? 1, policy: makePolicy(), rule: makeRule(),
        oldLogits: oldLogits, referenceLogits: referenceLogits)
    } catch {
      // A name that is itself at fault cannot name the prompt.
      let prompt = name.isEmpty || name.utf8.contains(0) ? defaultName : name
      throw .document(prompt: prompt, field: error.field, reason: error.reason)
    }
  }

  private func makePolicy() throws(PolicyError) -> any Policy {
    switch policy {
    case "bandit":
      try forbid(vocabulary != nil, "vocabulary", "a bandit has none")
      try forbid(length != nil, "length", "a bandit has none")
      try forbid(hasEndToken != nil, "end_token", "a bandit has none")
      return try SoftmaxBandit(logits: require(logits, "logits"))
    case "sequence":
      return try SequencePolicy(
        vocabulary: require(vocabulary, "vocabulary"), length: require(length, "length"),
        hasEndToken: hasEndToken ?? false, logits: logits, mustBeEnumerable: false)
    default:
      throw problem("policy", "unknown policy '\(policy)'; known: bandit, sequence")
    }
  }

  private func makeRule() throws(PolicyError) -> RewardRule {
    guard let reward else {
      try forbid(target != nil, "target", "belongs to a 'reward' rule, which is not given")
      if let rewardComponents {
        try forbid(rewards != nil, "rewards", "given twice")
        let ones = [Double](repeating: 1, count: rewardComponents.first?.count ?? 1)
        return .vectors(rewardComponents, weights: componentWeights ?? ones)
      }
      try forbid(
        componentWeights != nil, "component_weights", "needs rewards of several components")
      return .table(try require(rewards, "rewards", "or a 'reward' rule"))
    }
    try forbid(
      rewards != nil || rewardComponents != nil, "rewards",
      "given beside the rule '\(reward)'; give one of the two")
    try forbid(componentWeights != nil, "component_weights", "needs rewards of several components")
    return try RewardRule(name: reward, target: target)
  }

  private func require<Value>(
    _ value: Value?, _ field: String, _ alternative: String = ""
  ) throws(PolicyError) -> Value {
    guard let value else {
      throw problem(field, alternative.isEmpty ? "is missing" : "is missing (\(alternative))")
    }
    return value
  }

  private func forbid(_ given: Bool, _ field: String, _ reason: String) throws(PolicyError) {
    guard !given else { throw problem(field, reason) }
  }

  private func problem(_ field: String, _ reason: String) -> PolicyError {
    .document(prompt: name ?? "", field: field, reason: reason)
  }
}
