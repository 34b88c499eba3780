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

  /// Shares of groups of eight that have no success, E (1 - p)^8, and no failure, E p^8.
  ///
  /// Means over twenty networks: .04 (copying, which generalises) to .28 and .19 to .46. A start that
  /// taught all prompts alike has next to no groups without a success (the control below), an
  /// untrained policy none without a failure.
  @Test func `a warm start leaves easy, mixed and hopeless prompts`() throws {
    for task in try VerifiableTaskTests.all {
      var (failed, passed) = (0.0, 0.0)
      for seed in UInt64(1)...20 {
        let rates = try warm(task, seed: seed).0.solutionProbabilities(of: task)
        let share = 1 / (20 * Double(rates.count))
        #expect(rates.reduce(0, +) >= 0.6 * Double(rates.count))
        failed += share * rates.reduce(0) { $0 + Double.pow(1 - $1, 8) }
        passed += share * rates.reduce(0) { $0 + Double.pow($1, 8) }
      }
      #expect(0.03...0.35 ~= failed, "\(task.name): \(failed)")
      #expect(0.15...0.55 ~= passed, "\(task.name): \(passed)")
      #expect(failed + passed < 0.8, "\(task.name)")
    }
  }

  /// Negative control: all levels taught alike.
  @Test func `a start that teaches all levels alike leaves nothing hopeless`() throws {
    let task = try VerifiableTask.modularAddition()
    var stream = RandomStream(seed: 1)
    var policy = try NeuralSequencePolicy(task: task, using: &stream)
    policy.warm(on: task, WarmStart(decay: 1))
    let rates = policy.solutionProbabilities(of: task)
    let failed = rates.reduce(0) { $0 + Double.pow(1 - $1, 8) } / Double(rates.count)
    #expect(failed < 0.05)
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
  /// At rate eta = 1e-6 the second-order term, below eta^2 |g|^2 |Hess V| / 2, is 1e-3 of the first
  /// for a Hessian norm of 2000; the rounding of V, 1e-14, over 1e-6 |g|^2 is less.
  @Test(arguments: [0, 5, 11])
  func `a small step up the gradient raises the value as predicted`(prompt: Int) throws {
    let task = try VerifiableTask.formattedCopy()
    var (policy, _) = try warm(task, seed: 2)
    let rewards = try RewardTable(task).rewards(ofPrompt: prompt)
    let before = policy.value(of: rewards, prompt: prompt)
    let gradient = try policy.prompt(prompt).valueGradient(of: rewards)
    let squared = inner(gradient, gradient)
    policy.add(gradient, scale: 1e-6)
    let gain = policy.value(of: rewards, prompt: prompt) - before
    #expect(abs(gain / (1e-6 * squared) - 1) < 1e-3)
  }
}
