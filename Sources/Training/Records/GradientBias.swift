import Analysis
import GRPO
import Policies

/// How far the expected gradient of a step lies from the gradient of the value, exactly.
///
/// Both are means over prompts; of the recipe only group, advantage and dither enter.
struct GradientBias<P: PromptedPolicy> {
  private let rewards: [Double]

  /// Nil where the tables would be too large.
  ///
  /// - Parameter workLimit: largest work in table entries, prompts x completions x parameters.
  init?(_ task: TrainingTask<P>, workLimit: Int = 400_000) {
    let policy = task.policy
    guard
      policy.promptCount * policy.completionCount * policy.parameterCount <= workLimit
    else { return nil }
    rewards = task.rewards
  }

  /// `norm(E g - grad V)` and the cosine between both; nil where no law is known.
  func measure(_ policy: P, setting: Setting) -> (distance: Double, cosine: Double)? {
    guard let (expected, value) = gradients(policy, setting) else { return nil }
    let gap = zip(expected, value).map { $0 - $1 }
    let norms = (dot(expected, expected) * dot(value, value)).squareRoot()
    return (dot(gap, gap).squareRoot(), norms > 0 ? dot(expected, value) / norms : .nan)
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
    let share = 1 / Double(policy.promptCount)
    for (prompt, problem) in set.problems.enumerated() {
      guard
        let gradient = try? ExactLaw.moments(set, prompt: prompt, setting: setting)
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
    let count = policy.completionCount
    return try ProblemSet(
      (0..<policy.promptCount).map { prompt in
        try Problem(
          Prompt(
            name: "prompt \(prompt)", policy: policy.prompt(prompt),
            rewards: Array(rewards[prompt * count..<(prompt + 1) * count])))
      })
  }
}
