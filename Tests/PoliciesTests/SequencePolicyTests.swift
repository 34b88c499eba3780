import GSL
import Policies
import RealModule
import Testing

@Suite struct SequencePolicyTests {
  /// Two tokens, two positions: p_0 = (1/4, 3/4); after 0: (1/2, 1/2); after 1: (1/5, 4/5).
  static let logits = [0, Double.log(3), 0, 0, 0, Double.log(4)]

  @Test func `four sequences of two tokens have the products of their conditionals`() throws {
    let policy = try SequencePolicy(vocabulary: 2, length: 2, logits: Self.logits)
    // 1/4 1/2, 1/4 1/2, 3/4 1/5, 3/4 4/5
    #expect(distance(policy.probabilities(), [0.125, 0.125, 0.15, 0.6]) < 4e-16)
    #expect(
      distance(policy.tokenLogProbabilities(of: 2), [Double.log(0.75), Double.log(0.2)]) < 4e-16)
    #expect(abs(policy.logProbability(of: 2) - Double.log(0.15)) < 4e-16)
  }

  @Test func `the score of a sequence touches the rows it visits`() throws {
    let policy = try SequencePolicy(vocabulary: 2, length: 2, logits: Self.logits)
    // y = (1, 0): row 0 gives e_1 - (1/4, 3/4), row "after 0" nothing,
    // row "after 1" e_0 - (1/5, 4/5)
    #expect(distance(policy.score(of: 2), [-0.25, 0.25, 0, 0, 0.8, -0.8]) < 4e-16)
    // with token weights (2, -1)
    var weighted = [Double](repeating: 0, count: 6)
    policy.accumulateScore(of: 2, tokenWeights: [2, -1], into: &weighted)
    #expect(distance(weighted, [-0.5, 0.5, 0, 0, -0.8, 0.8]) < 4e-16)
    #expect(policy.sparseScore(of: 2, tokenWeights: [1, 1]).map(\.index).sorted() == [0, 1, 4, 5])
  }

  @Test func `the Fisher information has one block for each row, times its visits`() throws {
    let policy = try SequencePolicy(vocabulary: 2, length: 2, logits: Self.logits)
    let fisher = policy.fisherMatrix()
    // p(1-p) of the rows: 3/16, 1/4, 4/25; visited with probability 1, 1/4, 3/4
    let blocks = [3.0 / 16, 1.0 / 16, 3.0 / 25]
    for row in 0..<6 {
      for column in 0..<6 {
        let sign = row == column ? 1.0 : -1.0
        let expected = row / 2 == column / 2 ? sign * blocks[row / 2] : 0
        #expect(abs(fisher[row][column] - expected) < 4e-16)
      }
    }
    // tr F = 2 (3/16 + 1/16 + 3/25) = 0.74
    #expect(abs(policy.fisherTrace() - 0.74) < 4e-16)
  }

  @Test(arguments: [(1, 1), (1, 5), (2, 1), (2, 10), (3, 4), (7, 3), (512, 2)])
  func `outcome numbers and tokens are inverse`(vocabulary: Int, length: Int) throws {
    let policy = try SequencePolicy(vocabulary: vocabulary, length: length)
    for outcome in stride(from: 0, to: policy.outcomeCount, by: 1 + policy.outcomeCount / 997) {
      let tokens = policy.tokens(of: outcome)
      #expect(tokens.count == length)
      #expect(policy.outcome(of: tokens) == outcome)
    }
  }

  @Test func `the first token is the most significant digit`() throws {
    let policy = try SequencePolicy(vocabulary: 3, length: 4)
    // 2 27 + 0 9 + 1 3 + 1 = 58
    #expect(policy.tokens(of: 58) == [2, 0, 1, 1])
    #expect(policy.outcome(of: [2, 0, 1, 1]) == 58)
  }

  @Test func `without logits every sequence is equally likely`() throws {
    let policy = try SequencePolicy(vocabulary: 3, length: 4)
    #expect(policy.parameterCount == 3 + 3 * 9)
    #expect(policy.logits.allSatisfy { $0 == 0 })
    #expect(policy.probabilities().allSatisfy { abs($0 * 81 - 1) < 1e-15 })
  }

  @Test(arguments: 1...20)
  func `one position is a bandit`(seed: Int) throws {
    let bandit = try SoftmaxBandit.random(arms: 6, scale: 2, seed: UInt64(seed))
    let sequence = try SequencePolicy(vocabulary: 6, length: 1, logits: bandit.logits)
    #expect(sequence.probabilities() == bandit.probabilities())
    #expect(sequence.score(of: 4) == bandit.score(of: 4))
    #expect(sequence.fisherMatrix() == bandit.fisherMatrix())
  }

  @Test func `sizes that cannot be enumerated are refused`() throws {
    let error = PolicyError.tooManyOutcomes(
      vocabulary: 10, length: 6, count: 1e6, limit: SequencePolicy.outcomeLimit)
    #expect(throws: error) { try SequencePolicy(vocabulary: 10, length: 6) }
    #expect("\(error)".contains("10^6 = 1000000 outcomes; at most 262144"))
    #expect(throws: PolicyError.self) { try SequencePolicy(vocabulary: 1000, length: 5000) }
    #expect(throws: PolicyError.self) { try SequencePolicy(vocabulary: Int.max, length: 2) }
    #expect(throws: PolicyError.tooSmall(field: "vocabulary", value: 0)) {
      try SequencePolicy(vocabulary: 0, length: 2)
    }
    #expect(throws: PolicyError.tooSmall(field: "length", value: 0)) {
      try SequencePolicy.random(vocabulary: 2, length: 0, scale: 1, seed: 1)
    }
    #expect(throws: PolicyError.wrongCount(field: "logits", expected: 6, found: 4)) {
      try SequencePolicy(vocabulary: 2, length: 2, logits: [0, 0, 0, 0])
    }
    #expect(try SequencePolicy(vocabulary: 2, length: 18).outcomeCount == 262_144)
  }
}
