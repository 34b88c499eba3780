import RealModule

/// Supervised steps that give a policy mixed pass rates before any reward is seen.
///
/// Ascent on the log-likelihood of the solutions, prompts of level l taught with the weight
/// `decay^(l - 1)`: the easy levels are learned first, the hard ones guessed from what they share
/// with the easy ones, rightly or confidently wrongly. Deterministic.
///
///     gradient = sum_prompts decay^(level - 1) grad log pi(solution) / sum_prompts decay^(level - 1)
///     m <- 0.9 m + gradient,   theta <- theta + rate m
///
/// It ends as soon as the mean probability of a fully rewarded completion reaches `passRate`. The
/// defaults leave, of groups of eight over the prompts of a task, a tenth to a quarter without a
/// success and a quarter to a half without a failure (medians over twenty networks).
public struct WarmStart: Sendable {
  /// The mean pass rate to stop at, in [0, 1].
  public var passRate: Double
  /// The share of attention each level gets of the one before, in [0, 1].
  public var decay: Double
  /// The size of a step.
  public var rate: Double
  /// The largest number of steps.
  public var steps: Int

  /// A warm start.
  ///
  /// - Precondition: all finite; the rate and the number of steps not negative, the other two in
  ///   [0, 1].
  public init(passRate: Double = 0.6, decay: Double = 0.1, rate: Double = 0.1, steps: Int = 2000) {
    precondition(0...1 ~= passRate && 0...1 ~= decay, "shares lie in [0, 1]")
    precondition(rate.isFinite && rate >= 0 && steps >= 0, "steps go forward")
    self.passRate = passRate
    self.decay = decay
    self.rate = rate
    self.steps = steps
  }
}

extension PromptedPolicy {
  /// Learns from the solutions of a task until its mean pass rate is that of a warm start.
  ///
  /// - Parameters:
  ///   - task: A task with the policy's prompts, vocabulary and length.
  ///   - start: The schedule.
  /// - Returns: The number of steps taken.
  @discardableResult
  public mutating func warm(on task: VerifiableTask, _ start: WarmStart = WarmStart()) -> Int {
    precondition(task.prompts.count == promptCount, "the policy has the task's prompts")
    let exposures = task.levels.map { Double.pow(start.decay, $0 - 1) }
    let total = exposures.reduce(0, +)
    let solutions = task.prompts.indices.map { task.solution(ofPrompt: $0) }
    var workspace = makeWorkspace()
    var momentum = [Double](repeating: 0, count: parameterCount)
    for step in 0..<start.steps {
      if solutionProbabilities(of: task).reduce(0, +) >= start.passRate * Double(promptCount) {
        return step
      }
      for index in momentum.indices { momentum[index] *= 0.9 }
      for (prompt, solution) in solutions.enumerated() {
        let weights = [Double](repeating: exposures[prompt] / total, count: length)
        accumulateScore(
          prompt: prompt, slots: 0..<1, tokens: solution, tokenWeights: weights, into: &momentum,
          workspace: &workspace)
      }
      add(momentum, scale: start.rate)
    }
    return start.steps
  }

  /// The probability of the fully rewarded completion of each prompt of a task.
  public func solutionProbabilities(of task: VerifiableTask) -> [Double] {
    var workspace = makeWorkspace()
    var values = [Double](repeating: 0, count: length)
    return task.prompts.indices.map { prompt in
      logProbabilities(
        prompt: prompt, slots: 0..<1, tokens: task.solution(ofPrompt: prompt), into: &values,
        workspace: &workspace)
      return Double.exp(values.reduce(0, +))
    }
  }
}
