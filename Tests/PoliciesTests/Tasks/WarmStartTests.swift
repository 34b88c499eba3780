import GSL
import Policies
import RealModule
import Testing

@Suite struct WarmStartTests {
  private func warm(_ task: VerifiableTask, seed: UInt64) throws -> (NeuralSequencePolicy, Int) {
    var stream = RandomStream(seed: seed)
    var policy = try NeuralSequencePolicy(task: task, using: &stream)
    let steps = policy.warm(on: task)
    return (policy, steps)
  }

  /// Of the pass rates p: the mean is at least .6; groups of eight are silent more often than not
  /// (p^8 or (1 - p)^8 above 1/2) for some prompts on either side, and mixed for some.
  @Test(arguments: UInt64(1)...3)
  func `a warm start leaves easy, mixed and hopeless prompts`(seed: UInt64) throws {
    for task in try VerifiableTaskTests.all where task.name != "copy" {
      let (policy, steps) = try warm(task, seed: seed)
      let rates = policy.solutionProbabilities(of: task)
      #expect(steps < WarmStart().steps)
      #expect(rates.reduce(0, +) >= 0.6 * Double(rates.count))
      #expect(rates.contains { Double.pow(1 - $0, 8) > 0.5 }, "\(task.name): \(rates)")
      #expect(rates.contains { Double.pow($0, 8) > 0.5 }, "\(task.name): \(rates)")
      #expect(
        rates.contains { Double.pow($0, 8) + Double.pow(1 - $0, 8) < 0.5 },
        "\(task.name): \(rates)")
    }
  }

  @Test func `an untrained policy solves next to nothing`() throws {
    let task = try VerifiableTask.modularAddition(modulus: 7)
    var stream = RandomStream(seed: 1)
    let policy = try NeuralSequencePolicy(task: task, using: &stream)
    let rates = policy.solutionProbabilities(of: task)
    #expect(rates.reduce(0, +) < 0.1 * Double(rates.count))
  }

  @Test func `the same stream gives the same start`() throws {
    let task = try VerifiableTask.bracketMatching()
    let (left, right) = (try warm(task, seed: 4), try warm(task, seed: 4))
    #expect(left.0.parameters == right.0.parameters)
    #expect(left.1 == right.1)
  }

  @Test func `solution probabilities are those of the enumeration`() throws {
    let task = try VerifiableTask.bracketMatching()
    let (policy, _) = try warm(task, seed: 1)
    let digits = try SequencePolicy(vocabulary: task.vocabulary, length: task.length)
    for (prompt, rate) in policy.solutionProbabilities(of: task).enumerated() {
      let solution = digits.outcome(of: task.solution(ofPrompt: prompt))
      #expect(abs(policy.probabilities(prompt: prompt)[solution] - rate) < roundingTolerance)
    }
  }

  /// Exact gradient ascent from a warm start: V rises to first order by the squared gradient.
  ///
  /// At rate eta the second-order term is below eta^2 |g|^2 |Hess V| / 2, 1% of the first for
  /// eta = 1e-4 and a Hessian norm below 200.
  @Test(arguments: [0, 5, 11])
  func `a small step up the gradient raises the value as predicted`(prompt: Int) throws {
    let task = try VerifiableTask.formattedCopy()
    var (policy, _) = try warm(task, seed: 2)
    let rewards = try RewardTable(task).rewards(ofPrompt: prompt)
    let before = policy.value(of: rewards, prompt: prompt)
    let gradient = try policy.prompt(prompt).valueGradient(of: rewards)
    let squared = inner(gradient, gradient)
    policy.add(gradient, scale: 1e-4)
    let gain = policy.value(of: rewards, prompt: prompt) - before
    #expect(abs(gain / (1e-4 * squared) - 1) < 0.01)
  }
}
