import Foundation
import GSL
import Policies
import RealModule
import TestSupport
import Testing

/// Sequences that an end token may cut short.
@Suite struct EndTokenTests {
  /// Every completion of V tokens, at most T of them, in the order of its tokens.
  static func completions(vocabulary: Int, length: Int) -> [[Int]] {
    guard length > 0 else { return [[]] }
    let later = completions(vocabulary: vocabulary, length: length - 1)
    return (0..<vocabulary).flatMap { token in
      token == vocabulary - 1 ? [[token]] : later.map { [token] + $0 }
    }
  }

  static let shapes = [(1, 1), (1, 4), (2, 1), (2, 2), (2, 5), (3, 1), (3, 3), (4, 3), (5, 2)]

  @Test(arguments: shapes)
  func `outcomes are the completions in order`(vocabulary: Int, length: Int) throws {
    let policy = try SequencePolicy(vocabulary: vocabulary, length: length, hasEndToken: true)
    let all = Self.completions(vocabulary: vocabulary, length: length)
    #expect(policy.outcomeCount == all.count && policy.endToken == vocabulary - 1)
    for (outcome, tokens) in all.enumerated() {
      #expect(policy.tokens(of: outcome) == tokens)
      #expect(policy.outcome(of: tokens) == outcome)
      #expect(policy.tokenCount(of: outcome) == tokens.count)
      #expect(policy.tokenLogProbabilities(of: outcome).count == tokens.count)
      #expect(policy.isCompletion(tokens))
    }
    #expect(policy.transition(position: 0, previous: 0, token: 0) == nil)
    // V^T where every token goes on: T = 1 alone.
    let plain = try SequencePolicy(vocabulary: vocabulary, length: length)
    #expect(plain.endToken == nil && plain.tokenCount(of: 0) == length)
  }

  // Three tokens, two positions: 1 + 2 (1 + 2) = 7 completions.
  @Test func `by hand`() throws {
    let policy = try SequencePolicy(vocabulary: 3, length: 2, hasEndToken: true)
    let tokens = (0..<7).map { policy.tokens(of: $0) }
    #expect(tokens == [[0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [1, 2], [2]])
    #expect(!policy.isCompletion([2, 0]) && !policy.isCompletion([0]) && !policy.isCompletion([]))
    #expect(!policy.isCompletion([0, 3]))
    let third = 1.0 / 3
    #expect(
      distance(policy.probabilities(), [Double](repeating: third * third, count: 6) + [third])
        < 1e-16)
  }

  @Test(arguments: shapes)
  func `probabilities are products of conditionals and sum to 1`(
    vocabulary: Int, length: Int
  ) throws {
    let policy = try SequencePolicy.random(
      vocabulary: vocabulary, length: length, hasEndToken: true, scale: 1.5, seed: 9)
    let all = policy.probabilities()
    #expect(abs(all.reduce(0, +) - 1) < 1e-14)
    for (outcome, probability) in all.enumerated() {
      let sum = policy.tokenLogProbabilities(of: outcome).reduce(0, +)
      #expect(abs(policy.logProbability(of: outcome) - sum) < 1e-14)
      #expect(abs(.exp(sum) - probability) < 1e-14)
    }
  }

  /// E s = 0 and s = grad log pi by central differences, h = 1e-5: errors below 1e-9.
  @Test(arguments: [(2, 3), (3, 2), (3, 3)])
  func `scores are slopes, and those of tokens after the end are none`(
    vocabulary: Int, length: Int
  ) throws {
    let policy = try SequencePolicy.random(
      vocabulary: vocabulary, length: length, hasEndToken: true, scale: 1.5, seed: 4)
    var mean = [Double](repeating: 0, count: policy.parameterCount)
    for (outcome, probability) in policy.probabilities().enumerated() {
      let score = policy.score(of: outcome)
      for j in mean.indices { mean[j] += probability * score[j] }
      for j in mean.indices {
        let sides = [1e-5, -1e-5].map { step in
          var moved = policy
          var logits = policy.logits
          logits[j] += step
          moved.logits = logits
          return moved.logProbability(of: outcome)
        }
        #expect(abs(score[j] - (sides[0] - sides[1]) / 2e-5) < 1e-9)
      }
    }
    #expect(mean.allSatisfy { abs($0) < 1e-15 })
    // Rows after an end token: their logits change nothing.
    let dead = (1..<length).flatMap { position in
      (0..<vocabulary).map { token in
        vocabulary * (1 + (position - 1) * vocabulary + vocabulary - 1) + token
      }
    }
    let fisher = policy.fisherMatrix()
    #expect(dead.allSatisfy { fisher[$0][$0] == 0 })
  }

  /// 100,000 draws, seed 3: each share within 5 standard errors.
  @Test func `draws have the probabilities`() throws {
    let policy = try SequencePolicy.random(
      vocabulary: 3, length: 3, hasEndToken: true, scale: 1, seed: 2)
    var stream = RandomStream(seed: 3)
    var counts = [Double](repeating: 0, count: policy.outcomeCount)
    let n = 100_000.0
    for _ in 0..<Int(n) { counts[policy.sample(using: &stream)] += 1 }
    for (count, p) in zip(counts, policy.probabilities()) {
      #expect(abs(count / n - p) < 5 * (p * (1 - p) / n).squareRoot())
    }
  }

  /// Tables over prompts have the same law on completions padded with the end token.
  @Test func `tables of several prompts pad with the end token`() throws {
    let policies = try [UInt64(1), 2].map {
      try SequencePolicy.random(vocabulary: 3, length: 3, hasEndToken: true, scale: 1, seed: $0)
    }
    let tables = try TabularPolicies(policies)
    var workspace = tables.makeWorkspace()
    for (prompt, policy) in policies.enumerated() {
      let all = tables.probabilities(prompt: prompt)
      #expect(abs(all.reduce(0, +) - 1) < 1e-14)
      for (outcome, probability) in policy.probabilities().enumerated() {
        let own = policy.tokens(of: outcome)
        let tokens = own + [Int](repeating: 2, count: 3 - own.count)
        #expect(abs(all[tables.completion(slot: 0, of: tokens)] - probability) < 1e-15)
        #expect(tables.tokenCount(slot: 0, of: tokens) == own.count)
        var logs = [1.0, 1, 1]
        tables.logProbabilities(
          prompt: prompt, slots: 0..<1, tokens: tokens, into: &logs, workspace: &workspace)
        // The tables take exponentials in vectors, to one unit in the last place.
        let padded =
          policy.tokenLogProbabilities(of: outcome)
          + [Double](repeating: 0, count: 3 - own.count)
        #expect(distance(logs, padded) < 1e-14)
        var score = [Double](repeating: 0, count: tables.parameterCount)
        tables.accumulateScore(
          prompt: prompt, slots: 0..<1, tokens: tokens, tokenWeights: [1, 1, 1], into: &score,
          workspace: &workspace)
        #expect(distance(Array(score[tables.block(of: prompt)]), policy.score(of: outcome)) < 1e-14)
      }
      // One uniform number for each token up to the end: the same draws.
      var stream = RandomStream(seed: 4)
      var other = RandomStream(seed: 4)
      for _ in 0..<100 {
        var (tokens, logs) = ([0, 0, 0], [0.0, 0, 0])
        tables.sample(
          prompt: prompt, slots: 0..<1, tokens: &tokens, logProbabilities: &logs, using: &stream,
          workspace: &workspace)
        let own = policy.tokens(of: policy.sample(using: &other))
        #expect(tokens == own + [Int](repeating: 2, count: 3 - own.count))
      }
    }
    #expect(throws: PolicyError.self) {
      try TabularPolicies([policies[0], SequencePolicy(vocabulary: 3, length: 3)])
    }
  }

  @Test func `rules know the end`() throws {
    let policy = try SequencePolicy(vocabulary: 3, length: 3, hasEndToken: true)
    let target = RewardRule.target([1, 2])
    try target.validate(for: policy)
    let rewards = target.rewards(for: policy)
    #expect(rewards.reduce(0, +) == 1 && rewards[policy.outcome(of: [1, 2])] == 1)
    let prefix = RewardRule.prefix([1, 2]).rewards(for: policy)
    #expect(prefix[policy.outcome(of: [1, 0, 0])] == 0.5)
    // An end token counts as V - 1 = 2.
    let parity = RewardRule.parity.rewards(for: policy)
    #expect(parity[policy.outcome(of: [1, 2])] == 0 && parity[policy.outcome(of: [2])] == 1)
    for target in [[1], [2, 2], [1, 2, 0], [], [0, 0, 0, 0]] {
      #expect(throws: PolicyError.self) { try RewardRule.target(target).validate(for: policy) }
    }
    #expect(throws: PolicyError.self) {
      try RewardRule.components(target: [0, 1, 1]).validate(for: policy)
    }
  }

  @Test func `a document says so`() throws {
    let text = """
      {"prompts": [{"name": "a", "policy": "sequence", "vocabulary": 2, "length": 3, "end_token": true,
       "reward": "target", "target": [0, 1]}]}
      """
    let prompts = try JSONDecoder().decode(PromptDocument.self, from: Data(text.utf8)).prompts()
    #expect(prompts[0].policy.endToken == 1 && prompts[0].policy.outcomeCount == 4)
  }

  @Test func `too many outcomes are refused with their number`() throws {
    // 1 + 9 N: 1, 10, 91, 820, 7381, 66430, 597871
    let error = PolicyError.tooManyOutcomes(
      vocabulary: 10, length: 6, count: 597_871, limit: SequencePolicy.outcomeLimit)
    #expect(throws: error) { try SequencePolicy(vocabulary: 10, length: 6, hasEndToken: true) }
    #expect("\(error)".contains(" 597871 outcomes; at most 262144"))
    #expect(
      try SequencePolicy(vocabulary: 2, length: 100, hasEndToken: true).outcomeCount == 101)
    #expect(throws: PolicyError.self) {
      try SequencePolicy(vocabulary: 1000, length: 5000, hasEndToken: true)
    }
  }
}
