import GSL
import Policies
import RealModule
import Testing

@Suite struct NeuralSamplingTests {
  /// Draws for each prompt.
  static let sampleCount = 100_000

  /// At N = 100000 and 80 degrees of freedom z = 5 is reached by an effect sum (q - p)^2 / p of
  /// about 8e-4: one completion of probability .1 that is off by 9% relative.
  @Test(arguments: NeuralCase.all)
  func `the frequencies of draws are the probabilities`(of sample: NeuralCase) throws {
    let policy = try sample.policy
    for prompt in 0..<policy.promptCount {
      let counts = draw(policy, prompt: prompt, seed: 3_000 + sample.seed)
      let z = chiSquareScore(counts: counts, probabilities: policy.probabilities(prompt: prompt))
      #expect(z <= 5, "z = \(z), N = \(Self.sampleCount), seed \(3_000 + sample.seed)")
    }
  }

  /// Negative control: the bias of one token off by 0.1.
  @Test func `draws of a network with one bias off by a tenth are refused`() throws {
    let policy = try NeuralCase(seed: 3).policy
    var planted = policy
    planted.parameters[policy.shape.bias] += 0.1
    let counts = draw(planted, prompt: 1, seed: 7)
    #expect(chiSquareScore(counts: counts, probabilities: policy.probabilities(prompt: 1)) > 5)
  }

  @Test(arguments: NeuralCase.all)
  func `the probabilities are those of the tokens and sum to 1`(of sample: NeuralCase) throws {
    let policy = try sample.policy
    for prompt in 0..<policy.promptCount {
      let values = policy.allLogProbabilities(prompt: prompt)
      let products = (0..<policy.completionCount).map { completion in
        Double.exp(
          values[completion * policy.length..<(completion + 1) * policy.length].reduce(0, +))
      }
      let probabilities = policy.probabilities(prompt: prompt)
      #expect(distance(probabilities, products) < roundingTolerance)
      #expect(abs(probabilities.reduce(0, +) - 1) < roundingTolerance)
    }
  }

  @Test(arguments: NeuralCase.all)
  func `draws carry the log-probabilities of their tokens`(of sample: NeuralCase) throws {
    let policy = try sample.policy
    let (tokens, drawn) = group(policy, slots: [0..<8])
    var workspace = policy.makeWorkspace()
    var values = [Double](repeating: 0, count: drawn.count)
    policy.logProbabilities(
      prompt: 1, slots: 0..<8, tokens: tokens, into: &values, workspace: &workspace)
    #expect(values == drawn)
  }

  /// What completions that begin alike have in common is computed once: to the bit what each computes.
  @Test(arguments: NeuralCase.all)
  func `log-probabilities together are those of each alone`(of sample: NeuralCase) throws {
    let policy = try sample.policy
    let tokens = policy.allCompletions()
    var workspace = policy.makeWorkspace()
    var single = [Double](repeating: 0, count: tokens.count)
    for slot in 0..<policy.completionCount {
      policy.logProbabilities(
        prompt: 2, slots: slot..<slot + 1, tokens: tokens, into: &single, workspace: &workspace)
    }
    #expect(policy.allLogProbabilities(prompt: 2) == single)
  }

  @Test(arguments: NeuralCase.all)
  func `a divided group is drawn as a whole one`(of sample: NeuralCase) throws {
    let policy = try sample.policy
    let (whole, divided) = (group(policy, slots: [0..<8]), group(policy, slots: [0..<3, 3..<8]))
    #expect(whole.tokens == divided.tokens)
    #expect(whole.logProbabilities == divided.logProbabilities)
  }

  private func group(
    _ policy: NeuralSequencePolicy, slots: [Range<Int>]
  ) -> (tokens: [Int], logProbabilities: [Double]) {
    var stream = RandomStream(seed: 11)
    var workspace = policy.makeWorkspace()
    var tokens = [Int](repeating: 0, count: 8 * policy.length)
    var values = [Double](repeating: 0, count: tokens.count)
    for range in slots {
      policy.sample(
        prompt: 1, slots: range, tokens: &tokens, logProbabilities: &values, using: &stream,
        workspace: &workspace)
    }
    return (tokens, values)
  }

  private func draw(_ policy: NeuralSequencePolicy, prompt: Int, seed: UInt64) -> [Int] {
    var stream = RandomStream(seed: seed)
    var workspace = policy.makeWorkspace()
    var tokens = [Int](repeating: 0, count: Self.sampleCount * policy.length)
    var values = [Double](repeating: 0, count: tokens.count)
    policy.sample(
      prompt: prompt, slots: 0..<Self.sampleCount, tokens: &tokens, logProbabilities: &values,
      using: &stream, workspace: &workspace)
    var counts = [Int](repeating: 0, count: policy.completionCount)
    for slot in 0..<Self.sampleCount { counts[policy.completion(slot: slot, of: tokens)] += 1 }
    return counts
  }
}
