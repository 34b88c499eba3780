import RealModule

extension Prompt {
  /// The bandit prompt with further components of the reward, each 1 with its own pass rate and else 0,
  /// independent of what the prompt rewards already and of one another: a format that is right in 95% of
  /// the completions, whether the answer is or not.
  ///
  /// Every arm becomes one arm for each way in which the components can come out, those of probability 0
  /// left out; old and reference policies have the same pass rates.
  ///
  /// - Parameters:
  ///   - passRates: of the further components, in 0...1, at least one.
  ///   - weights: what each component counts in the sum, the present reward first (each component of
  ///     it, where it has several); nil for 1 each.
  /// - Throws: `PolicyError` for a policy of more than one token, a pass rate out of range, weights that do
  ///   not fit, and as the initialiser.
  public func adding(passRates: [Double], weights: [Double]? = nil) throws(PolicyError) -> Prompt {
    guard policy.length == 1 else {
      throw .document(
        prompt: name, field: "length \(policy.length)",
        reason: "further pass rates need completions of one token")
    }
    var ways: [(values: [Double], logit: Double)] = [([], 0)]
    for rate in passRates {
      guard 0...1 ~= rate else {
        throw .unusable(field: "pass rate", value: rate, reason: "must lie in 0...1")
      }
      let sides = [(0.0, 1 - rate), (1.0, rate)].filter { $0.1 > 0 }
      ways = ways.flatMap { way in
        sides.map { (way.values + [$0.0], way.logit + Double.log($0.1)) }
      }
    }
    let rows = rule.componentRewards(for: policy).flatMap { row in ways.map { row + $0.values } }
    // Logarithms of shares: the softmax multiplies each probability by its share.
    let spread = { (logits: [Double]) in logits.flatMap { x in ways.map { x + $0.logit } } }
    let count = rule.componentWeights.count + passRates.count
    let all = weights ?? rule.componentWeights + passRates.map { _ in 1 }
    guard all.count == count else {
      throw .wrongCount(field: "weights", expected: count, found: all.count)
    }
    return try Prompt(
      name: name, weight: weight, policy: SoftmaxBandit(logits: spread(policy.logits)),
      rule: .vectors(rows, weights: all), oldLogits: oldLogits.map(spread),
      referenceLogits: referenceLogits.map(spread))
  }

  /// The prompt with other weights of the components of its reward.
  ///
  /// - Throws: `PolicyError` for weights that do not fit, and where outcomes are too many to number them.
  public func weighing(_ weights: [Double]) throws(PolicyError) -> Prompt {
    guard policy.isEnumerable else {
      throw .notNumbered(
        field: "weights", reason: "change the reward of each completion",
        limit: SequencePolicy.outcomeLimit)
    }
    let rows = rule.componentRewards(for: policy)
    guard weights.count == rule.componentWeights.count else {
      throw .wrongCount(
        field: "weights", expected: rule.componentWeights.count, found: weights.count)
    }
    return try Prompt(
      name: name, weight: weight, policy: policy, rule: .vectors(rows, weights: weights),
      oldLogits: oldLogits, referenceLogits: referenceLogits)
  }
}
