/// One training prompt: a policy over its completions, and the reward of each.
///
/// Groups of completions are drawn from the sampling policy and scored by `rewards[outcome]`.
public struct Prompt: Sendable {
  /// The prompt's name in reports.
  public let name: String
  /// How often the prompt is drawn relative to the others; finite and positive.
  public let weight: Double
  /// The current policy, whose gradient is wanted.
  public var policy: any Policy
  /// The reward rule, for the components of the reward.
  public let rule: RewardRule
  /// The raw reward of each outcome, the weighted sum of its components; empty where outcomes are too many to
  /// number them (`policy.isEnumerable`).
  public let rewards: [Double]
  /// The components of the rewards; nil where there is one.
  public let components: RewardComponents?
  /// The logits of the policy that samples, if not the current one; the shape of `policy.logits`.
  public let oldLogits: [Double]?
  /// The logits of the reference policy of the KL penalty, if any; the shape of `policy.logits`.
  public let referenceLogits: [Double]?

  /// A prompt.
  ///
  /// - Throws: `PolicyError` when the weight is not finite and positive, the rule does not fit the
  ///   policy, or the old or reference logits have the wrong count or are not finite; and for such logits where
  ///   outcomes are too many to number them, as the ratio of each completion counts.
  public init(
    name: String, weight: Double = 1, policy: any Policy, rule: RewardRule,
    oldLogits: [Double]? = nil, referenceLogits: [Double]? = nil
  ) throws(PolicyError) {
    try Self.validate(weight: weight)
    try rule.validate(for: policy)
    try Self.validate(oldLogits, field: "old_logits", count: policy.parameterCount)
    try Self.validate(referenceLogits, field: "reference_logits", count: policy.parameterCount)
    if !policy.isEnumerable {
      try Self.forbid(oldLogits, field: "old_logits")
      try Self.forbid(referenceLogits, field: "reference_logits")
    }
    self.name = name
    self.weight = weight
    self.policy = policy
    self.rule = rule
    rewards = policy.isEnumerable ? rule.rewards(for: policy) : []
    components = RewardComponents(rule)
    self.oldLogits = oldLogits
    self.referenceLogits = referenceLogits
  }

  /// A prompt with an explicit reward for each outcome.
  ///
  /// - Throws: `PolicyError` as the initialiser with a rule.
  public init(
    name: String, weight: Double = 1, policy: any Policy, rewards: [Double],
    oldLogits: [Double]? = nil, referenceLogits: [Double]? = nil
  ) throws(PolicyError) {
    try self.init(
      name: name, weight: weight, policy: policy, rule: .table(rewards), oldLogits: oldLogits,
      referenceLogits: referenceLogits)
  }

  /// A prompt with a reward of your own.
  ///
  ///     try Prompt(name: "even", policy: bandit) { tokens in tokens[0] % 2 == 0 ? 1 : 0 }
  ///
  /// - Parameters:
  ///   - name: the prompt's name in reports.
  ///   - weight: how often it is drawn relative to others.
  ///   - policy: the current policy.
  ///   - oldLogits: of the policy that samples, if not the current one.
  ///   - referenceLogits: of the reference policy of the KL penalty, if any.
  ///   - reward: the finite reward of a completion, given its tokens; called once for each outcome.
  /// - Throws: `PolicyError` as the initialiser with a rule.
  /// - Precondition: the policy is enumerable.
  public init(
    name: String, weight: Double = 1, policy: any Policy, oldLogits: [Double]? = nil,
    referenceLogits: [Double]? = nil, reward: (_ tokens: [Int]) -> Double
  ) throws(PolicyError) {
    try self.init(
      name: name, weight: weight, policy: policy,
      rewards: (0..<policy.outcomeCount).map { reward(policy.tokens(of: $0)) },
      oldLogits: oldLogits, referenceLogits: referenceLogits)
  }

  /// The prompt under another name and weight; the tables are shared.
  ///
  /// - Throws: `PolicyError` when the weight is not finite and positive.
  public func renamed(_ name: String, weight: Double) throws(PolicyError) -> Prompt {
    try Self.validate(weight: weight)
    return Prompt(self, name: name, weight: weight)
  }

  private init(_ prompt: Prompt, name: String, weight: Double) {
    self.name = name
    self.weight = weight
    policy = prompt.policy
    rule = prompt.rule
    rewards = prompt.rewards
    components = prompt.components
    oldLogits = prompt.oldLogits
    referenceLogits = prompt.referenceLogits
  }

  /// What a prompt is called in a set: its name, but for `all` among several, which is what the row
  /// of the whole set is called.
  public static func name(_ name: String, inSetOf count: Int) -> String {
    name == "all" && count > 1 ? "all (prompt)" : name
  }

  private static func validate(weight: Double) throws(PolicyError) {
    guard weight.isFinite, weight > 0 else {
      throw .unusable(field: "weight", value: weight, reason: "must be finite and positive")
    }
  }

  /// The policy that completions are drawn from: the one with `oldLogits`, or else the current one.
  public var samplingPolicy: any Policy { policy(with: oldLogits) ?? policy }

  /// The reference policy of the KL penalty, if there is one.
  public var referencePolicy: (any Policy)? { policy(with: referenceLogits) }

  private func policy(with logits: [Double]?) -> (any Policy)? {
    guard let logits else { return nil }
    var copy = policy
    copy.logits = logits
    return copy
  }

  private static func forbid(_ logits: [Double]?, field: String) throws(PolicyError) {
    guard logits != nil else { return }
    throw .notNumbered(
      field: field, reason: "need the ratio of each completion", limit: SequencePolicy.outcomeLimit)
  }

  private static func validate(
    _ logits: [Double]?, field: String, count: Int
  ) throws(PolicyError) {
    guard let logits else { return }
    guard logits.count == count else {
      throw .wrongCount(field: field, expected: count, found: logits.count)
    }
    if let index = logits.firstIndex(where: { !$0.isFinite }) {
      throw .nonFinite(field: field, index: index, value: logits[index])
    }
    try SoftmaxTable.checkSize(logits, field: field)
  }
}
