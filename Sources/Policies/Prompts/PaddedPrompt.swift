extension Prompt {
  /// The logit of an arm that is never drawn, below the largest of the others: `exp` of it is exactly
  /// 0, and stays so through all that weight decay takes from it.
  static let impossibleLogit = -1e30

  /// A copy of the bandit prompt with as many arms as asked, those added being impossible.
  ///
  /// They have probability 0 and the lowest reward of the prompt, so that neither what is sampled nor
  /// what can be reached changes: prompts of different numbers of arms fit into one table.
  ///
  /// - Parameter count: At least the number of arms; the prompt's own count changes nothing.
  /// - Throws: `PolicyError` as the initialiser of `SoftmaxBandit`.
  /// - Precondition: the policy has completions of one token.
  public func padded(toArms count: Int) throws(PolicyError) -> Prompt {
    let arms = policy.outcomeCount
    precondition(policy.length == 1 && count >= arms, "\(arms) arms to \(count)")
    if count == arms { return self }
    let added = [Double](repeating: Self.impossibleLogit, count: count - arms)
    let lowest = rewards.indices.min { rewards[$0] < rewards[$1] } ?? 0
    let padded: RewardRule
    if let components {
      let rows = rule.componentRewards(for: policy)
      padded = .vectors(rows + added.map { _ in rows[lowest] }, weights: components.weights)
    } else {
      padded = .table(rewards + added.map { _ in rewards[lowest] })
    }
    return try Prompt(
      name: name, weight: weight, policy: SoftmaxBandit(logits: policy.logits + added),
      rule: padded, oldLogits: oldLogits.map { $0 + added },
      referenceLogits: referenceLogits.map { $0 + added })
  }
}
