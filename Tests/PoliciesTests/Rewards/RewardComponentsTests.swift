import Foundation
import Policies
import RealModule
import Testing

/// Rewards of several components: rules, documents, prompts with further components.
@Suite struct RewardComponentsTests {
  private let rows = [[1.0, 1], [0, 1], [0, 0]]

  @Test func `rewards are weighted sums of components`() throws {
    let prompt = try Prompt(
      name: "p", policy: SoftmaxBandit(logits: [0, 0, 0]), rule: .vectors(rows, weights: [1, 0.5]))
    #expect(prompt.rewards == [1.5, 0.5, 0])
    let components = try #require(prompt.components)
    #expect(components.weights == [1, 0.5])
    #expect(components.values == [[1, 0, 0], [1, 1, 0]])
    #expect(try prompt.weighing([2, -1]).rewards == [1, -1, 0])
    #expect(throws: PolicyError.wrongCount(field: "weights", expected: 2, found: 1)) {
      try prompt.weighing([1])
    }
  }

  @Test func `one component is a reward without parts`() throws {
    let policy = try SoftmaxBandit(logits: [0, 0])
    let single = try Prompt(
      name: "p", policy: policy, rule: .vectors([[1], [0]], weights: [1]))
    #expect(single.components == nil)
    #expect(single.rewards == [1, 0])
    // The toy of five components has noise on its sum until weights take it apart.
    let toy = try Prompt(
      name: "t", policy: SequencePolicy(vocabulary: 2, length: 2),
      rule: .components(target: [0, 1]))
    #expect(toy.components == nil)
    let apart = try toy.weighing([1, 1, 1, 1, 1])
    #expect(apart.components?.weights.count == 5)
    #expect(apart.rewards == toy.rewards)
  }

  @Test(arguments: [
    ([[1.0, 1], [0]], [1.0, 0.5], 2), ([[1, 1], [0, .nan]], [1, 0.5], 2),
    ([[1, 1], [0, 0]], [0, 0], 2), ([[1, 1], [0, 0]], [1, .infinity], 2),
    ([[1, 1], [0, 0]], [1, 1], 3), ([[1, 1], [0, 1e301]], [1, 1], 2),
  ])
  func `what does not fit is refused`(rows: [[Double]], weights: [Double], arms: Int) throws {
    let policy = try SoftmaxBandit(logits: Array(repeating: 0, count: arms))
    #expect(throws: PolicyError.self) {
      try Prompt(name: "p", policy: policy, rule: .vectors(rows, weights: weights))
    }
  }

  @Test func `a document has components under rewards`() throws {
    let json = #"""
      {"policy": "bandit", "logits": [0, 1, 2], "rewards": [[1, 1], [0, 1], [0, 0]],
       "component_weights": [1, 0.5]}
      """#
    let document = try JSONDecoder().decode(PromptDocument.self, from: Data(json.utf8))
    #expect(try document.prompts()[0].rewards == [1.5, 0.5, 0])
    let again = try JSONDecoder().decode(
      PromptDocument.self, from: try JSONEncoder().encode(document))
    #expect(again == document)
    #expect(again.entries[0].rewardComponents == rows)
  }

  @Test(arguments: [
    #"{"policy": "bandit", "logits": [0, 0], "rewards": [1, 0], "component_weights": [1]}"#,
    #"{"policy": "bandit", "logits": [0, 0], "rewards": [[1, 0], [1]]}"#,
    #"{"policy": "bandit", "logits": [0, 0], "rewards": [[1, 0], 1]}"#,
    #"{"policy": "sequence", "vocabulary": 2, "length": 1, "reward": "parity", "component_weights": [1]}"#,
    #"{"policy": "bandit", "logits": [0, 0], "rewards": [[], []]}"#,
  ])
  func `documents that say less or more are refused`(json: String) throws {
    #expect(throws: PolicyError.self) {
      try JSONDecoder().decode(PromptDocument.self, from: Data(json.utf8)).prompts()
    }
  }

  /// Probabilities multiply: P(right, format) = p q; 1e-15 of each.
  @Test func `further components are independent`() throws {
    let prompt = try Prompt.withPassRate(name: "p", passRate: 0.2)
    let both = try prompt.adding(passRates: [0.95, 0.5], weights: [1, 0.5, 0.25])
    let values = try #require(both.components).values
    let probabilities = both.policy.probabilities()
    func share(_ condition: (Int) -> Bool) -> Double {
      probabilities.indices.reduce(0) { condition($1) ? $0 + probabilities[$1] : $0 }
    }
    for bits in 0..<8 {
      let sides = (0..<3).map { Double(bits >> $0 & 1) }
      let expected = zip(sides, [0.2, 0.95, 0.5]).reduce(1) { $0 * ($1.0 == 1 ? $1.1 : 1 - $1.1) }
      let found = share { o in (0..<3).allSatisfy { values[$0][o] == sides[$0] } }
      #expect(abs(found - expected) < 1e-15, "\(sides)")
    }
    // A rate of 1 leaves no arm of probability 0.
    #expect(try prompt.adding(passRates: [1]).policy.outcomeCount == prompt.policy.outcomeCount)
    #expect(throws: PolicyError.self) { try prompt.adding(passRates: [1.5]) }
    #expect(throws: PolicyError.self) {
      try Prompt(
        name: "s", policy: SequencePolicy(vocabulary: 2, length: 2), rule: .parity
      ).adding(passRates: [0.5])
    }
  }

  @Test func `arms that are added have a vector that there is`() throws {
    let prompt = try Prompt(
      name: "p", policy: SoftmaxBandit(logits: [0, 0, 0]), rule: .vectors(rows, weights: [1, 0.5])
    ).padded(toArms: 5)
    #expect(prompt.rewards == [1.5, 0.5, 0, 0, 0])
    #expect(prompt.components?.values == [[1, 0, 0, 0, 0], [1, 1, 0, 0, 0]])
  }
}
