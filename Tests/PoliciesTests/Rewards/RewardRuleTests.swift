import Policies
import Testing

@Suite struct RewardRuleTests {
  /// Two tokens, two positions: the outcomes are 00, 01, 10, 11.
  private func pairs() throws -> SequencePolicy { try SequencePolicy(vocabulary: 2, length: 2) }

  @Test func `target rewards exactly one sequence`() throws {
    #expect(RewardRule.target([1, 0]).rewards(for: try pairs()) == [0, 0, 1, 0])
  }

  @Test func `target on a bandit rewards one arm`() throws {
    let bandit = try SoftmaxBandit(logits: [0, 0, 0])
    #expect(RewardRule.target([2]).rewards(for: bandit) == [0, 0, 1])
  }

  @Test func `parity rewards even sums`() throws {
    #expect(RewardRule.parity.rewards(for: try pairs()) == [1, 0, 0, 1])
    // 0, 1, 2, 1, 2, 3, 2, 3, 4
    let nine = try SequencePolicy(vocabulary: 3, length: 2)
    #expect(RewardRule.parity.rewards(for: nine) == [1, 0, 1, 0, 1, 0, 1, 0, 1])
  }

  @Test func `prefix rewards the share of tokens before the first mismatch`() throws {
    #expect(RewardRule.prefix([0, 1]).rewards(for: try pairs()) == [0.5, 1, 0, 0])
    let policy = try SequencePolicy(vocabulary: 2, length: 4)
    let rewards = RewardRule.prefix([1, 0, 1, 1]).rewards(for: policy)
    // 0011 misses at once, 1111 matches 1, 1000 matches 2, 1010 matches 3, 1011 matches 4
    #expect([3, 15, 8, 10, 11].map { rewards[$0] } == [0, 0.25, 0.5, 0.75, 1])
    #expect(Set(rewards) == [0, 0.25, 0.5, 0.75, 1])
  }

  @Test func `the components are checked by hand on five sequences`() throws {
    let policy = try SequencePolicy(vocabulary: 4, length: 3)
    let rule = RewardRule.components(target: [1, 2, 3])
    let values = rule.componentRewards(for: policy)
    // correctness, integer, strict format, soft format, tag count
    #expect(values[policy.outcome(of: [1, 2, 3])] == [2, 0.5, 1, 1, 0.5])
    #expect(values[policy.outcome(of: [1, 2, 1])] == [0, 0.5, 1, 1, 0.5])
    #expect(values[policy.outcome(of: [1, 0, 3])] == [2, 0.5, 0, 1, 0.25])
    #expect(values[policy.outcome(of: [0, 2, 2])] == [0, 0, 0, 0, 0.25])
    #expect(values[policy.outcome(of: [2, 1, 0])] == [0, 0, 0, 0, 0])
    #expect(rule.rewards(for: policy)[policy.outcome(of: [1, 0, 3])] == 3.75)
  }

  @Test(arguments: [
    RewardRule.target([1, 0, 2]), .parity, .prefix([1, 0, 2]), .components(target: [1, 0, 2]),
    .table((0..<27).map { Double($0) - 20 }),
  ])
  func `every component attains its maximum and stays below it`(rule: RewardRule) throws {
    let values = rule.componentRewards(for: try SequencePolicy(vocabulary: 3, length: 3))
    #expect(rule.componentNames.count == rule.componentMaxima.count)
    for (component, maximum) in rule.componentMaxima.enumerated() {
      #expect(values.map { abs($0[component]) }.max() == maximum)
    }
  }

  @Test func `the maxima of the components are those of the GSM8K reward`() {
    #expect(RewardRule.components(target: [0, 0]).componentMaxima == [2, 0.5, 1, 1, 0.5])
  }

  @Test func `a table is taken as it is`() throws {
    #expect(RewardRule.table([3, -1, 0, 2]).rewards(for: try pairs()) == [3, -1, 0, 2])
    #expect(RewardRule.table([3, -4]).componentMaxima == [4])
  }

  @Test func `rules are made from their names`() throws {
    #expect(try RewardRule(name: "target", target: [1]) == .target([1]))
    #expect(try RewardRule(name: "parity") == .parity)
    #expect(try RewardRule(name: "prefix", target: [1]) == .prefix([1]))
    #expect(try RewardRule(name: "components", target: [1, 2]) == .components(target: [1, 2]))
    for name in RewardRule.names {
      let rule = try RewardRule(name: name, target: name == "parity" ? nil : [0])
      #expect(rule.name == name)
    }
  }

  @Test func `unknown names and targets out of place are refused`() throws {
    #expect(throws: PolicyError.unknownRule(name: "length", known: RewardRule.names)) {
      try RewardRule(name: "length")
    }
    #expect(throws: PolicyError.rule(name: "prefix", reason: "needs a target")) {
      try RewardRule(name: "prefix")
    }
    #expect(throws: PolicyError.rule(name: "parity", reason: "takes no target")) {
      try RewardRule(name: "parity", target: [0])
    }
    #expect(
      "\(PolicyError.unknownRule(name: "length", known: RewardRule.names))"
        == "reward: unknown rule 'length'; known: target, parity, prefix, components")
  }

  @Test func `rules that do not fit the policy are refused`() throws {
    let policy = try pairs()
    #expect(throws: PolicyError.wrongCount(field: "target", expected: 2, found: 3)) {
      try RewardRule.target([0, 1, 0]).validate(for: policy)
    }
    #expect(
      throws: PolicyError.rule(name: "prefix", reason: "target token 1 is 2, outside 0..<2")
    ) { try RewardRule.prefix([0, 2]).validate(for: policy) }
    #expect(throws: PolicyError.wrongCount(field: "rewards", expected: 4, found: 1)) {
      try RewardRule.table([1]).validate(for: policy)
    }
    #expect(throws: PolicyError.nonFinite(field: "rewards", index: 3, value: .infinity)) {
      try RewardRule.table([1, 2, 3, .infinity]).validate(for: policy)
    }
    #expect(throws: PolicyError.self) {
      try RewardRule.components(target: [0]).validate(
        for: SequencePolicy(vocabulary: 2, length: 1))
    }
  }
}
