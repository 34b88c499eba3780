extension RewardRule {
  /// Checks that this rule can be used with a policy.
  ///
  /// - Throws: `PolicyError` when the target has not exactly T tokens of the vocabulary, the
  ///   components rule meets a single position, or a table has not one
  ///   finite reward for each outcome.
  public func validate(for policy: some Policy) throws(PolicyError) {
    switch self {
    case .parity: return
    case .table(let rewards): try validate(rewards, outcomeCount: policy.outcomeCount)
    case .target(let target), .prefix(let target): try validate(target, for: policy)
    case .components(let target):
      try validate(target, for: policy)
      guard policy.length >= 2 else {
        throw .rule(name: name, reason: "needs at least two tokens, one of them the answer")
      }
    }
  }

  private func validate(_ target: [Int], for policy: some Policy) throws(PolicyError) {
    guard target.count == policy.length else {
      throw .wrongCount(field: "target", expected: policy.length, found: target.count)
    }
    for (position, token) in target.enumerated() where !(0..<policy.vocabulary ~= token) {
      throw .rule(
        name: name,
        reason: "target token \(position) is \(token), outside 0..<\(policy.vocabulary)")
    }
  }

  private func validate(_ rewards: [Double], outcomeCount: Int) throws(PolicyError) {
    guard rewards.count == outcomeCount else {
      throw .wrongCount(field: "rewards", expected: outcomeCount, found: rewards.count)
    }
    if let index = rewards.firstIndex(where: { !$0.isFinite }) {
      throw .nonFinite(field: "rewards", index: index, value: rewards[index])
    }
    if let reward = rewards.first(where: { $0.magnitude > 1e300 }) {
      throw .unusable(field: "rewards", value: reward, reason: "must lie within 1e300 of 0")
    }
  }
}
