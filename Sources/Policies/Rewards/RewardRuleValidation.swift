extension RewardRule {
  /// Checks that this rule can be used with a policy.
  ///
  /// - Throws: `PolicyError` when the target has not exactly T tokens of the vocabulary or, with an
  ///   end token, is no completion, the components rule meets a single position or an end token, or
  ///   a table has not one finite reward for each outcome.
  public func validate(for policy: some Policy) throws(PolicyError) {
    switch self {
    case .parity: return
    case .table where !policy.isEnumerable, .vectors where !policy.isEnumerable:
      throw .notNumbered(
        field: "rewards",
        reason: "go completion by completion (a 'reward' rule by tokens: "
          + Self.names.joined(separator: ", ") + ")", limit: SequencePolicy.outcomeLimit)
    case .table(let rewards): try validate(rewards, outcomeCount: policy.outcomeCount)
    case .vectors(let rows, let weights):
      try validate(rows, weights: weights)
      try validate(
        rows.map { zip(weights, $0).reduce(0) { $0 + $1.0 * $1.1 } },
        outcomeCount: policy.outcomeCount)
    case .target(let target), .prefix(let target): try validate(target, for: policy)
    case .components(let target):
      try validate(target, for: policy)
      guard policy.endToken == nil else {
        throw .rule(name: name, reason: "needs completions of one length, without an end token")
      }
      guard policy.length >= 2 else {
        throw .rule(name: name, reason: "needs at least two tokens, one of them the answer")
      }
    }
  }

  private func validate(_ target: [Int], for policy: some Policy) throws(PolicyError) {
    guard target.count == policy.length || policy.endToken != nil else {
      throw .wrongCount(field: "target", expected: policy.length, found: target.count)
    }
    for (position, token) in target.enumerated() where !(0..<policy.vocabulary ~= token) {
      throw .rule(
        name: name,
        reason: "target token \(position) is \(token), outside 0..<\(policy.vocabulary)")
    }
    if let endToken = policy.endToken, !policy.isCompletion(target) {
      throw .rule(
        name: name,
        reason:
          "target must have \(policy.length) tokens, or fewer that end with \(endToken) and hold "
          + "it nowhere else")
    }
  }

  private func validate(_ rows: [[Double]], weights: [Double]) throws(PolicyError) {
    guard !weights.isEmpty else { throw .empty(field: "component_weights") }
    if let index = weights.firstIndex(where: { !$0.isFinite }) {
      throw .nonFinite(field: "component_weights", index: index, value: weights[index])
    }
    guard weights.contains(where: { $0 != 0 }) else {
      throw .unusable(field: "component_weights", value: 0, reason: "must not all be 0")
    }
    for (index, row) in rows.enumerated() {
      guard row.count == weights.count else {
        throw .wrongCount(
          field: "rewards[\(index)]", expected: weights.count, found: row.count)
      }
      if let place = row.firstIndex(where: { !$0.isFinite }) {
        throw .nonFinite(field: "rewards[\(index)]", index: place, value: row[place])
      }
      if let reward = row.first(where: { $0.magnitude > 1e300 }) {
        throw .unusable(field: "rewards", value: reward, reason: "must lie within 1e300 of 0")
      }
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
