import Analysis
import GRPO
import Policies

/// How far the expected gradient of a step lies from the gradient of the value, exactly.
///
/// Both are means over prompts by their weights; of the recipe only the batch, advantage and dither
/// enter.
struct GradientBias<P: PromptedPolicy> {
  private let task: TrainingTask<P>
  /// Whether every prompt has one group in every batch, or the prompts of a batch are drawn.
  private let takesEachOnce: Bool

  /// Nil where the tables would be too large.
  ///
  /// - Parameter workLimit: largest work in table entries, prompts x completions x parameters.
  init?(_ task: TrainingTask<P>, rollout: RolloutPlan, workLimit: Int = 400_000) {
    let policy = task.policy
    let work =
      Double(policy.promptCount) * Double(policy.completionCount) * Double(policy.parameterCount)
    guard work <= Double(workLimit) else { return nil }
    self.task = task
    takesEachOnce = rollout.promptsPerStep == nil
  }

  /// `norm(E g - grad V)` and the cosine between both; nil where no law is known.
  func measure(_ policy: P, setting: Setting) -> (distance: Double, cosine: Double)? {
    guard let (expected, value) = gradients(policy, setting) else { return nil }
    let gap = zip(expected, value).map { $0 - $1 }
    let norms = (dot(expected, expected) * dot(value, value)).squareRoot()
    return (dot(gap, gap).squareRoot(), norms > 0 ? dot(expected, value) / norms : .nan)
  }

  /// Cosine between E g and grad V; nil where no law is known or one of them is 0.
  func cosine(_ policy: P, setting: Setting) -> Double? {
    measure(policy, setting: setting).flatMap { $0.cosine.isNaN ? nil : $0.cosine }
  }

  /// `E g . grad V` over the same without noise; nil where no law is known or there is no gradient.
  func gain(_ policy: P, setting: Setting) -> Double? {
    guard let plain = try? setting.undithered(), let before = gradients(policy, plain),
      let after = gradients(policy, setting)
    else { return nil }
    let speed = dot(before.expected, before.value)
    return speed > 0 ? dot(after.expected, after.value) / speed : nil
  }

  /// E g and grad V.
  private func gradients(
    _ policy: P, _ setting: Setting
  ) -> (expected: [Double], value: [Double])? {
    guard let set = try? problems(policy) else { return nil }
    var expected = [Double](repeating: 0, count: policy.parameterCount)
    var value = expected
    for (prompt, problem) in set.problems.enumerated() {
      let share = task.share(ofPrompt: prompt)
      // A batch-standardized group shares its divisor with one group of every other prompt.
      let batch = takesEachOnce ? set.takingEachOnce(besides: prompt) : set
      guard
        let gradient = try? ExactLaw.moments(batch, prompt: prompt, setting: setting)
          .expectedGradient
      else { return nil }
      for i in expected.indices {
        expected[i] += share * gradient[i]
        value[i] += share * problem.valueGradient[i]
      }
    }
    return (expected, value)
  }

  private func problems(_ policy: P) throws -> ProblemSet {
    try ProblemSet(
      (0..<policy.promptCount).map { prompt in
        try task.problem(ofPrompt: prompt, policy: policy.prompt(prompt))
      })
  }
}
