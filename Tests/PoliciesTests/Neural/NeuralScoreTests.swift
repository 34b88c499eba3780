import GSL
import Policies
import RealModule
import Testing

@Suite struct NeuralScoreTests {
  /// Rounding: a score sums over at most 7 steps and 16 units a few hundred products below 10.
  static let tolerance = 1e-12

  @Test(arguments: NeuralCase.all)
  func `the score agrees with automatic differentiation`(of sample: NeuralCase) throws {
    let policy = try sample.policy
    let (tokens, length) = (policy.allCompletions(), policy.length)
    for prompt in 0..<policy.promptCount {
      for completion in [0, policy.completionCount / 2, policy.completionCount - 1] {
        let weights = oneCompletion(completion, of: policy)
        let score = policy.weightedScore(prompt: prompt, tokenWeights: weights)
        let other = policy.differentiatedScore(
          prompt: prompt, tokens: Array(tokens[completion * length..<(completion + 1) * length]))
        #expect(distance(score, other) < Self.tolerance)
      }
    }
  }

  /// All parameters, all tokens of all completions with random weights.
  ///
  /// The weighted sum has at most 324 terms below 10; the rounding of two of them,
  /// 2 * 324 * 10 * 1.1e-16, over twice the step is 6e-8.
  @Test(arguments: NeuralCase.all)
  func `token-weighted scores agree with central differences`(of sample: NeuralCase) throws {
    let policy = try sample.policy
    let count = policy.completionCount * policy.length
    let weights = gaussians(count, seed: sample.seed)
    for prompt in 0..<policy.promptCount {
      let score = policy.weightedScore(prompt: prompt, tokenWeights: weights)
      #expect(distance(score, differences(policy, prompt, weights)) < 6e-8)
    }
  }

  @Test(arguments: NeuralCase.all)
  func `the expected score is zero`(of sample: NeuralCase) throws {
    let policy = try sample.policy
    for prompt in 0..<policy.promptCount {
      let weights = policy.probabilities(prompt: prompt).flatMap {
        [Double](repeating: $0, count: policy.length)
      }
      let mean = policy.weightedScore(prompt: prompt, tokenWeights: weights)
      #expect(mean.allSatisfy { abs($0) < Self.tolerance })
    }
  }

  /// What completions have in common is passed once: only the order of the sum changes when they
  /// are passed one by one.
  @Test(arguments: NeuralCase.all)
  func `slots together score as slots one by one`(of sample: NeuralCase) throws {
    let policy = try sample.policy
    let tokens = policy.allCompletions()
    let weights = gaussians(tokens.count, seed: sample.seed)
    var workspace = policy.makeWorkspace()
    var single = [Double](repeating: 0, count: policy.parameterCount)
    for slot in 0..<policy.completionCount {
      policy.accumulateScore(
        prompt: 2, slots: slot..<slot + 1, tokens: tokens, tokenWeights: weights, into: &single,
        workspace: &workspace)
    }
    let together = policy.weightedScore(prompt: 2, tokenWeights: weights)
    #expect(distance(together, single) < Self.tolerance)
  }

  /// The same bits on every processor: the sum of the bits of the scores of all completions of a network.
  @Test func `bits are those of any other processor`() throws {
    let policy = try NeuralCase(seed: 16).policy
    let weights = (0..<policy.completionCount * policy.length).map { Double($0 % 7) - 2.5 }
    var sum: UInt64 = 0
    for prompt in 0..<policy.promptCount {
      for slope in policy.weightedScore(prompt: prompt, tokenWeights: weights) {
        sum = sum &* 31 &+ slope.bitPattern
      }
    }
    #expect(sum == 0x5A82_7D15_CEEF_3FE8)
  }

  /// Negative control: gradients that stop at the end of the prompt, as if it had no parameters.
  ///
  /// The embeddings of tokens that only prompts have, and the recurrent matrix, miss their share.
  @Test(arguments: NeuralCase.all)
  func `a score that does not go back through the prompt is refused`(
    of sample: NeuralCase
  ) throws {
    let policy = try sample.policy
    let weights = gaussians(policy.completionCount * policy.length, seed: sample.seed)
    var planted = policy.weightedScore(prompt: 0, tokenWeights: weights)
    let token = policy.tokens(ofPrompt: 0)[0]
    let row = token * policy.shape.hidden..<(token + 1) * policy.shape.hidden
    for index in row { planted[index] = 0 }
    #expect(!(distance(planted, differences(policy, 0, weights)) < 1e-3))
  }

  private func oneCompletion(_ completion: Int, of policy: NeuralSequencePolicy) -> [Double] {
    (0..<policy.completionCount * policy.length).map { $0 / policy.length == completion ? 1 : 0 }
  }

  private func differences(
    _ policy: NeuralSequencePolicy, _ prompt: Int, _ weights: [Double]
  ) -> [Double] {
    var moved = policy
    return (0..<policy.parameterCount).map { index in
      moved.parameters[index] = policy.parameters[index] + differenceStep
      let above = inner(weights, moved.allLogProbabilities(prompt: prompt))
      moved.parameters[index] = policy.parameters[index] - differenceStep
      let below = inner(weights, moved.allLogProbabilities(prompt: prompt))
      moved.parameters[index] = policy.parameters[index]
      return (above - below) / (2 * differenceStep)
    }
  }
}
