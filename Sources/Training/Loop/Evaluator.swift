import Policies
import RealModule

/// Buffers for evaluations, and the reference's probabilities.
struct Evaluator<P: PromptedPolicy>: Sendable {
  private let rewards: [Double]
  private let weights: [Double]
  private let reference: [Double]
  private let completionCount: Int
  private var probabilities: [Double]
  private var workspace: P.Workspace

  init(_ task: TrainingTask<P>) {
    rewards = task.rewards
    weights = task.weights
    completionCount = task.policy.completionCount
    workspace = task.policy.makeWorkspace()
    probabilities = Array(repeating: 0, count: completionCount)
    var all: [Double] = []
    for prompt in 0..<task.policy.promptCount {
      task.policy.probabilities(prompt: prompt, into: &probabilities, workspace: &workspace)
      all += probabilities
    }
    reference = all
  }

  /// V alone.
  mutating func value(of policy: P) -> Double {
    var total = 0.0
    for prompt in 0..<policy.promptCount {
      policy.probabilities(prompt: prompt, into: &probabilities, workspace: &workspace)
      let start = prompt * completionCount
      let weight = weights[prompt]
      for i in 0..<completionCount { total += weight * probabilities[i] * rewards[start + i] }
    }
    return total / Double(policy.promptCount)
  }

  mutating func evaluate(_ policy: P) -> Evaluation {
    var sum = Evaluation()
    for prompt in 0..<policy.promptCount {
      policy.probabilities(prompt: prompt, into: &probabilities, workspace: &workspace)
      let (start, weight) = (prompt * completionCount, weights[prompt])
      // 0 log 0 counts as 0, its limit.
      for i in 0..<completionCount where probabilities[i] > 0 {
        let (p, logarithm) = (weight * probabilities[i], Double.log(probabilities[i]))
        sum.value += p * rewards[start + i]
        sum.entropy -= p * logarithm
        // A completion that the reference cannot draw has probability 0 up to underflow.
        if reference[start + i] > 0 {
          sum.divergence += p * (logarithm - .log(reference[start + i]))
        }
      }
    }
    let share = 1 / Double(policy.promptCount)
    return Evaluation(
      value: share * sum.value, entropy: share * sum.entropy,
      // Never below 0 but for rounding, as at the start of a run.
      divergence: max(0, share * sum.divergence))
  }
}
