/// What the completions of each reward of a sequence policy have in common.
///
///     P(R = r),    E[s | R = r],    E[norm(s)^2 | R = r]
///
/// Groups of completions are drawn independently and an advantage depends on the rewards alone, so that E g and
/// E norm(g)^2 of a group, whatever its advantages and noise, follow from these numbers: two policies that agree
/// in them have the same moments of the gradient.
///
/// The completions are not gone through: with the rule as a walk over states q, forward and backward sums over
/// the positions
///
///     a_t(q, y) = P(state q, last token y after t tokens),   b_t(q, y) = P(R = r given q, y after t)
///
/// give them in O(levels T states V^2).
public struct RewardLevels: Sendable {
  /// The rewards that completions can have, in increasing order.
  public let rewards: [Double]
  /// P(R = r); they sum to 1 up to rounding.
  public let probabilities: [Double]
  /// E[s | R = r], one number for each logit; 0 where the probability underflows.
  public let scores: [[Double]]
  /// E[norm(s)^2 | R = r].
  public let squares: [Double]

  /// The most numbers that ``scores`` can have, about 1 GB.
  public static let sizeLimit = 134_217_728
  /// The most that the square of the number of rewards times the number of logits can be: half a minute's work.
  public static let workLimit = 2e10

  /// The levels of a rule over the completions of a policy, many as they may be.
  ///
  /// - Throws: `PolicyError` when the rule does not fit the policy or is an explicit table, and for rewards and logits
  ///   beyond ``sizeLimit`` or ``workLimit``.
  public init(_ rule: RewardRule, of policy: SequencePolicy) throws(PolicyError) {
    try rule.validate(for: policy)
    guard let walk = RewardWalk(rule) else {
      throw .rule(name: rule.name, reason: "goes by outcomes, not by tokens")
    }
    let recursion = LevelRecursion(policy, walk)
    rewards = recursion.levels
    let size = Double(rewards.count) * Double(policy.parameterCount)
    guard size <= Double(Self.sizeLimit) else {
      throw .unusable(
        field: "levels times logits", value: size, reason: "must be at most \(Self.sizeLimit)")
    }
    let work = size * Double(rewards.count)
    guard work <= Self.workLimit else {
      throw .unusable(
        field: "levels squared times logits", value: work,
        reason: "must be at most \(Self.workLimit)")
    }
    let found = rewards.map { recursion.moments(of: $0) }
    probabilities = found.map(\.probability)
    scores = found.map(\.score)
    squares = found.map(\.square)
  }
}
