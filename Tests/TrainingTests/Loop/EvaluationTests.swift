import Policies
import RealModule
import Testing

@testable import Training

struct EvaluationTests {
  /// Two arms of probability 1/4 and 3/4 against a reference of halves: entropy .562335, divergence
  /// log 2 - .562335 = .130812, value .25 * 2 - .75.
  @Test func `value, entropy and divergence by hand`() throws {
    let prompt = try Prompt(
      name: "two", policy: SoftmaxBandit(logits: [0, 0]), rewards: [2, -1])
    let task = try TrainingTask(name: "two", prompts: [prompt])
    var evaluator = Evaluator(task)
    var moved = task.policy
    moved.update { $0[1] = Double.log(3) }
    let found = evaluator.evaluate(moved)
    #expect(abs(found.value + 0.25) < 1e-15)
    #expect(abs(found.entropy - 0.562_335_144_618_808) < 1e-14)
    #expect(abs(found.divergence - 0.130_812_035_941_137) < 1e-14)
    #expect(evaluator.value(of: moved) == found.value)
    #expect(evaluator.evaluate(task.policy).divergence == 0)
    #expect(task.bestValue == 2)
  }

  @Test func `a task that cannot be used is refused`() throws {
    let policy = try TabularPolicies(vocabulary: 2, length: 1, promptCount: 2)
    for rewards in [[[0.0, 1]], [[0, 1], [0]], [[0, 1], [0, .nan]]] {
      #expect(throws: TrainingError.self) {
        try TrainingTask(name: "bad", policy: policy, rewards: rewards)
      }
    }
  }

  @Test func `every verifiable task has a mixed start`() throws {
    for name in AnyTrainingTask.taskNames {
      let task = try AnyTrainingTask(task: name, passRate: 0.3, seed: 1)
      #expect(task.initialValue > 0.1 * task.bestValue && task.initialValue < 0.7 * task.bestValue)
      let maxima = try AnyTrainingTask.componentMaxima(ofTask: name)
      #expect(!maxima.isEmpty)
    }
    #expect(throws: TrainingError.self) { try AnyTrainingTask(task: "chess") }
  }
}
