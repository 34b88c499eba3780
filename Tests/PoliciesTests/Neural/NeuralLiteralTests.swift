import GSL
import Policies
import RealModule
import Testing

/// A network small enough for paper: all weights 0 but a few of the first state unit.
@Suite struct NeuralLiteralTests {
  /// E[2][0] = 3/4, W[0][0] = 1, E[1][0] = 11/15, U[1][0] = log 2 * 5/3, V = 2, T = 2.
  ///
  /// The prompt is token 2: a = 3/4, h_1 = (3/4) / (5/4) = 3/5, logits (0, log 2), so
  /// pi(y_1 = 1) = 2/3. After token 1: a = 3/5 + 11/15 = 4/3, h_2 = (4/3) / (5/3) = 4/5, logits
  /// (0, (4/3) log 2); after token 0: a = 3/5, h_2 = (3/5) / sqrt(34/25) = 3 / sqrt 34.
  private var policy: NeuralSequencePolicy {
    get throws {
      var stream = RandomStream(seed: 1)
      var policy = try NeuralSequencePolicy(
        prompts: [[2]], vocabulary: 2, length: 2, hidden: 8, using: &stream)
      let shape = policy.shape
      policy.update { parameters in
        for index in parameters.indices { parameters[index] = 0 }
        parameters[shape.embedding + 2 * 8] = 0.75
        parameters[shape.embedding + 1 * 8] = 11.0 / 15
        parameters[shape.recurrent] = 1
        parameters[shape.output + 1 * 8] = Double.log(2) * 5 / 3
      }
      return policy
    }
  }

  @Test func `the probabilities of a network on paper`() throws {
    let probabilities = try policy.probabilities(prompt: 0)
    let afterOne = Double.pow(2, 4.0 / 3)
    let afterZero = Double.pow(2, 5 / Double.sqrt(34))
    let expected = [
      1.0 / 3 / (1 + afterZero), 1.0 / 3 * afterZero / (1 + afterZero), 2.0 / 3 / (1 + afterOne),
      2.0 / 3 * afterOne / (1 + afterOne),
    ]
    #expect(distance(probabilities, expected) < 1e-15)
  }

  /// d log pi(y_1 = 1) / d U[1][0] = (1 - 2/3) h_1 = 1/5, / d c_1 = 1/3;
  /// / d E[2][0] = (1/3) U[1][0] f'(3/4) = (1/3) (5/3) log 2 (1 + 9/16)^(-3/2) = .512 (5/9) log 2.
  @Test func `the score of a network on paper`() throws {
    let policy = try policy
    let score = policy.weightedScore(prompt: 0, tokenWeights: [0, 0, 0, 0, 1, 0, 0, 0])
    #expect(abs(score[policy.shape.output + 8] - 0.2) < 1e-15)
    #expect(abs(score[policy.shape.bias + 1] - 1.0 / 3) < 1e-15)
    #expect(abs(score[policy.shape.embedding + 16] - 0.512 * 5 / 9 * Double.log(2)) < 1e-15)
  }

  /// (inputs + H + V) H + V = (3 + 8 + 2) 8 + 2.
  @Test func `the number of parameters`() throws { #expect(try policy.parameterCount == 106) }

  @Test func `unusable sizes and prompts are refused with their value`() throws {
    func make(_ prompts: [[Int]], vocabulary: Int = 2, length: Int = 1, hidden: Int = 8) throws {
      var stream = RandomStream(seed: 1)
      _ = try NeuralSequencePolicy(
        prompts: prompts, vocabulary: vocabulary, length: length, hidden: hidden, using: &stream)
    }
    #expect(throws: PolicyError.empty(field: "prompts")) { try make([]) }
    #expect(throws: PolicyError.empty(field: "prompt 1")) { try make([[1], []]) }
    #expect(throws: PolicyError.tooSmall(field: "vocabulary", value: 0)) {
      try make([[1]], vocabulary: 0)
    }
    #expect(throws: PolicyError.tooSmall(field: "length", value: 0)) { try make([[1]], length: 0) }
    #expect(
      throws: PolicyError.unusable(
        field: "hidden size", value: 12, reason: "must be a positive multiple of 8")
    ) { try make([[1]], hidden: 12) }
    #expect(
      throws: PolicyError.unusable(
        field: "prompt 0", value: -3, reason: "tokens must not be negative")
    ) { try make([[-3]]) }
  }
}
