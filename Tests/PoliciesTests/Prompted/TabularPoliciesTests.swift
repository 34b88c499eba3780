import GSL
import Policies
import RealModule
import Testing

@Suite struct TabularPoliciesTests {
  /// Three prompts of the shape of a random policy, the middle one with its logits.
  private func tables(_ sample: PolicyCase) throws -> (policy: any Policy, tables: TabularPolicies)
  {
    let policy = try sample.policy
    let other = gaussians(policy.parameterCount, seed: sample.seed)
    let parameters = other + policy.logits + other
    return (
      policy,
      try TabularPolicies(
        vocabulary: policy.vocabulary, length: policy.length, promptCount: 3,
        parameters: parameters)
    )
  }

  /// Exponentials are taken in vectors here and by the C library there: one unit in the last place each, in a
  /// power, in the sum of the others and in their quotient; 8 units of 1 leave room for as many again.
  private func isNear(_ values: [Double], _ expected: [Double], factors: Int = 1) -> Bool {
    values.count == expected.count
      && zip(values, expected).allSatisfy {
        abs($0 - $1) <= 8 * Double(factors) * .ulpOfOne * max(abs($1), 1)
      }
  }

  @Test(arguments: PolicyCase.all)
  func `a prompt's law is that of its own policy`(of sample: PolicyCase) throws {
    let (policy, tables) = try tables(sample)
    #expect(
      isNear(
        tables.probabilities(prompt: 1), policy.probabilities(), factors: policy.length))
    #expect(tables.completionCount == policy.outcomeCount)
    let expected = (0..<policy.outcomeCount).flatMap { policy.tokenLogProbabilities(of: $0) }
    #expect(isNear(tables.allLogProbabilities(prompt: 1), expected))
  }

  @Test(arguments: PolicyCase.all)
  func `a prompt's scores are those of its own policy, in its block`(of sample: PolicyCase) throws {
    let (policy, tables) = try tables(sample)
    let weights = gaussians(policy.outcomeCount * policy.length, seed: sample.seed + 1)
    var own = [Double](repeating: 0, count: policy.parameterCount)
    for outcome in 0..<policy.outcomeCount {
      let range = outcome * policy.length..<(outcome + 1) * policy.length
      policy.accumulateScore(of: outcome, tokenWeights: Array(weights[range]), into: &own)
    }
    let score = tables.weightedScore(prompt: 1, tokenWeights: weights)
    let zeros = [Double](repeating: 0, count: policy.parameterCount)
    // Each place adds up as many terms as there are tokens at most.
    #expect(isNear(score, zeros + own + zeros, factors: weights.count))
    #expect(tables.block(of: 1) == policy.parameterCount..<2 * policy.parameterCount)
  }

  @Test(arguments: PolicyCase.all)
  func `the same stream draws what the policy draws`(of sample: PolicyCase) throws {
    let (policy, tables) = try tables(sample)
    var left = RandomStream(seed: 3)
    var right = RandomStream(seed: 3)
    var tokens = [Int](repeating: 0, count: 20 * policy.length)
    var values = [Double](repeating: 0, count: tokens.count)
    var workspace = tables.makeWorkspace()
    tables.sample(
      prompt: 1, slots: 0..<20, tokens: &tokens, logProbabilities: &values, using: &left,
      workspace: &workspace)
    for slot in 0..<20 {
      let outcome = policy.sample(using: &right)
      #expect(tables.completion(slot: slot, of: tokens) == outcome)
      let range = slot * policy.length..<(slot + 1) * policy.length
      #expect(isNear(Array(values[range]), policy.tokenLogProbabilities(of: outcome)))
    }
  }

  @Test func `a step changes the law of the prompts it touches`() throws {
    let bandits = try [[0.0, 0, 0], [0, 1, -1]].map { try SoftmaxBandit(logits: $0) }
    var tables = try TabularPolicies(bandits)
    tables.add([1, 0, 0, 0, 0, 0], scale: 0.5)
    #expect(
      isNear(
        tables.probabilities(prompt: 0),
        try SoftmaxBandit(logits: [0.5, 0, 0]).probabilities()))
    #expect(isNear(tables.probabilities(prompt: 1), bandits[1].probabilities()))
  }

  /// `1 - p` of a token that is nearly sure, to the last places of what is left: by hand e^-d / (1 + e^-d). As a
  /// difference from p it would be 0 from d = 37 on.
  @Test func `scores of nearly sure tokens keep their digits`() throws {
    for distance in [0.0, 1, 5, 30, 40, 300, 700] {
      let tables = try TabularPolicies(
        vocabulary: 2, length: 1, promptCount: 1, parameters: [distance, 0])
      let score = tables.weightedScore(prompt: 0, tokenWeights: [1, 0])
      let left = Double.exp(-distance) / (1 + .exp(-distance))
      for (slope, right) in zip(score, [left, -left]) {
        #expect(abs(slope - right) <= 4 * right.ulp, "\(distance): \(slope) for \(right)")
      }
    }
  }

  @Test func `unusable shapes are refused with their value`() throws {
    #expect(throws: PolicyError.empty(field: "policies")) { _ = try TabularPolicies([]) }
    let mixed = [try SoftmaxBandit(logits: [0, 0]), try SoftmaxBandit(logits: [0, 0, 0])]
    #expect(throws: PolicyError.wrongCount(field: "vocabulary", expected: 2, found: 3)) {
      _ = try TabularPolicies(mixed)
    }
    #expect(throws: PolicyError.tooSmall(field: "prompts", value: 0)) {
      _ = try TabularPolicies(vocabulary: 2, length: 1, promptCount: 0)
    }
    #expect(throws: PolicyError.wrongCount(field: "parameters", expected: 12, found: 2)) {
      _ = try TabularPolicies(vocabulary: 2, length: 2, promptCount: 2, parameters: [0, 0])
    }
  }
}
