import GSL
import Policies
import RealModule

/// Bandits of several prompts in each lane: their logits, their laws, and what these are worth.
struct LanePolicy: ~Copyable {
  let armCount: Int
  let promptCount: Int
  /// By prompt, then arm.
  let parameters: Buffer<RunLanes>
  /// As ``parameters``: p, and p - 1.
  let probabilities: Buffer<RunLanes>
  let complements: Buffer<RunLanes>
  private let start: [Double]
  private let rewards: Buffer<Double>
  private let weights: [Double]

  init(_ task: TrainingTask<TabularPolicies>) {
    armCount = task.policy.vocabulary
    promptCount = task.policy.promptCount
    start = task.policy.parameters
    rewards = Buffer(task.rewards)
    weights = task.weights
    parameters = Buffer(repeating: .zero, count: start.count)
    probabilities = Buffer(repeating: .zero, count: start.count)
    complements = Buffer(repeating: .zero, count: start.count)
    restart()
  }

  var parameterCount: Int { promptCount * armCount }

  /// Goes back to the start of a run.
  func restart() {
    for i in start.indices { parameters[i] = RunLanes(repeating: start[i]) }
    normalize()
  }

  /// Has the laws follow the parameters.
  func normalize() {
    for prompt in 0..<promptCount {
      let first = prompt * armCount
      let isFinite = SoftmaxLanes.fill(
        probabilities.pointer(at: first, length: armCount),
        complements: complements.pointer(at: first, length: armCount),
        logits: parameters.pointer(at: first, length: armCount), count: armCount)
      precondition(isFinite, "logits must be finite")
    }
  }

  /// Draws the completions of a group, one by each uniform variate, with their rewards.
  func sample(_ group: borrowing LaneGroup, prompt: Int, _ uniforms: UnsafePointer<RunLanes>) {
    let first = prompt * armCount
    SoftmaxLanes.draw(
      group.arms.pointer(length: group.size), values: group.rewards.pointer(length: group.size),
      uniforms: uniforms, count: group.size,
      law: probabilities.pointer(at: first, length: armCount),
      table: rewards.pointer(at: first, length: armCount), size: armCount)
  }

  /// Writes a prompt's part of the gradient, the sum of what each completion weighs times its score; weights have
  /// the sign of `p - e`.
  func fillScores(
    _ gradient: UnsafeMutablePointer<RunLanes>, _ group: borrowing LaneGroup, prompt: Int
  ) {
    let first = prompt * armCount
    SoftmaxLanes.fillScores(
      gradient + first, weights: group.weights.pointer(length: group.size),
      outcomes: group.arms.pointer(length: group.size), count: group.size,
      probabilities: probabilities.pointer(at: first, length: armCount),
      complements: complements.pointer(at: first, length: armCount), size: armCount)
  }

  /// V of each run, as ``Evaluator`` adds it up.
  var values: RunLanes {
    var total = RunLanes.zero
    for prompt in 0..<promptCount {
      let (first, weight) = (prompt * armCount, weights[prompt])
      for index in first..<first + armCount {
        total = total + weight * probabilities[index] * rewards[index]
      }
    }
    return total / Double(promptCount)
  }

  /// Entropy of a completion of one run in nats, as ``Evaluator`` adds it up.
  func entropy(lane: Int) -> Double {
    var sum = 0.0
    for prompt in 0..<promptCount {
      let (base, weight) = (prompt * armCount, weights[prompt])
      for index in base..<base + armCount where probabilities[index][lane] > 0 {
        let p = probabilities[index][lane]
        sum -= weight * p * Double.log(p)
      }
    }
    return 1 / Double(promptCount) * sum
  }
}
