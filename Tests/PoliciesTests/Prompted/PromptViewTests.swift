import GSL
import Policies
import RealModule
import Testing

@Suite struct PromptViewTests {
  @Test(arguments: NeuralCase.all)
  func `a view has the law of its prompt`(of sample: NeuralCase) throws {
    let policy = try sample.policy
    for prompt in 0..<policy.promptCount {
      let view = try policy.prompt(prompt)
      #expect(view.probabilities() == policy.probabilities(prompt: prompt))
      let values = (0..<view.outcomeCount).flatMap { view.tokenLogProbabilities(of: $0) }
      #expect(values == policy.allLogProbabilities(prompt: prompt))
      for outcome in 0..<view.outcomeCount {
        let sum = view.tokenLogProbabilities(of: outcome).reduce(0, +)
        #expect(abs(view.logProbability(of: outcome) - sum) < roundingTolerance)
      }
    }
  }

  @Test(arguments: NeuralCase.all)
  func `the gradient of the value agrees with central differences`(of sample: NeuralCase) throws {
    let view = try sample.policy.prompt(2)
    let rewards = gaussians(view.outcomeCount, seed: sample.seed)
    let gradient = view.valueGradient(of: rewards)
    #expect(distance(gradient, differenceGradient(of: view) { $0.value(of: rewards) }) < 1e-9)
  }

  /// The same sum over completions in another order.
  @Test(arguments: NeuralCase.all)
  func `the gradient of the value is that of the policy over all prompts`(
    of sample: NeuralCase
  ) throws {
    let policy = try sample.policy
    let rewards = gaussians(policy.completionCount, seed: sample.seed)
    for prompt in 0..<policy.promptCount {
      let gradient = policy.valueGradient(of: rewards, prompt: prompt)
      let other = try policy.prompt(prompt).valueGradient(of: rewards)
      #expect(distance(gradient, other) < NeuralScoreTests.tolerance)
      let mean = try policy.prompt(prompt).value(of: rewards)
      #expect(policy.value(of: rewards, prompt: prompt) == mean)
    }
  }

  /// H = - sum p log p: uniform over 2 arms log 2, and 0 for one arm.
  @Test func `the entropy of a prompt`() throws {
    let policy = try TabularPolicies(vocabulary: 2, length: 1, promptCount: 1)
    #expect(abs(policy.entropy(prompt: 0) - Double.log(2)) < 1e-15)
    #expect(try TabularPolicies(vocabulary: 1, length: 1, promptCount: 1).entropy(prompt: 0) == 0)
  }

  /// The Hessian of the log-probabilities is a central difference, error 1e-9, times rewards below 4
  /// whose probabilities sum to 1; the reference is one of the gradient, error 1e-9.
  @Test func `the Hessian of the value agrees with central differences`() throws {
    let view = try NeuralCase(seed: 2).policy.prompt(1)
    let rewards = gaussians(view.outcomeCount, seed: 5)
    let reference = differenceJacobian(of: view) { $0.valueGradient(of: rewards) }
    for (row, other) in zip(view.valueHessian(of: rewards), reference) {
      #expect(distance(row, other) < 1e-8)
    }
  }

  @Test(arguments: NeuralCase.all)
  func `a view draws what its policy draws`(of sample: NeuralCase) throws {
    let policy = try sample.policy
    let view = try policy.prompt(0)
    var left = RandomStream(seed: 9)
    var right = RandomStream(seed: 9)
    var tokens = [Int](repeating: 0, count: 50 * policy.length)
    var values = [Double](repeating: 0, count: tokens.count)
    var workspace = policy.makeWorkspace()
    policy.sample(
      prompt: 0, slots: 0..<50, tokens: &tokens, logProbabilities: &values, using: &left,
      workspace: &workspace)
    for slot in 0..<50 {
      #expect(view.sample(using: &right) == policy.completion(slot: slot, of: tokens))
    }
  }

  @Test(arguments: PolicyCase.all)
  func `a view of a table is the table's own policy`(of sample: PolicyCase) throws {
    let policy = try sample.policy
    let view = try TabularPolicies([policy]).prompt(0)
    // The table takes exponentials in vectors, to one unit in the last place.
    #expect(distance(view.probabilities(), policy.probabilities()) < 1e-14)
    for outcome in 0..<policy.outcomeCount {
      #expect(view.tokens(of: outcome) == policy.tokens(of: outcome))
      #expect(distance(view.score(of: outcome), policy.score(of: outcome)) < 1e-14)
    }
    #expect(abs(view.fisherTrace() - policy.fisherTrace()) < roundingTolerance)
  }

  @Test func `completions too many to enumerate have no view`() throws {
    let policy = try TabularPolicies(vocabulary: 2, length: 19, promptCount: 1)
    #expect(!policy.isEnumerable)
    #expect(
      throws: PolicyError.tooManyOutcomes(
        vocabulary: 2, length: 19, count: 524_288, limit: SequencePolicy.outcomeLimit)
    ) {
      _ = try policy.prompt(0)
    }
  }

  /// Negative control: a view whose parameters are set still to have its old law.
  @Test func `setting the parameters changes the law`() throws {
    var view = try NeuralCase(seed: 1).policy.prompt(0)
    let before = view.probabilities()
    view.logits = view.logits.map { 2 * $0 }
    #expect(distance(before, view.probabilities()) > 1e-3)
  }
}
