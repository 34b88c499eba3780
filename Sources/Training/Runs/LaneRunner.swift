import Analysis
import GSL
import Policies

/// Runs several recipes from start to end again and again, many runs at a time: what ``Runner`` finds, run
/// by run, of the recipes that ``LaneTrainer`` takes.
final class LaneRunner {
  private let plan: RunPlan
  private let sampling: Sampling
  private let start: Evaluation
  /// By recipe; nil where it goes run by run.
  let trainers: [LaneTrainer?]
  private let kinds: [LaneDraws.Kind]

  /// Whether some recipe goes in lanes.
  static func takes<P: PromptedPolicy>(
    anyOf recipes: [Recipe], on task: TrainingTask<P>, _ sampling: Sampling
  ) -> Bool {
    guard let task = task as? TrainingTask<TabularPolicies> else { return false }
    return recipes.contains { LaneTrainer.takes($0, on: task, sampling) }
  }

  /// Nil where no recipe goes in lanes.
  init?<P: PromptedPolicy>(
    _ task: TrainingTask<P>, recipes: [Recipe], plan: RunPlan, sampling: Sampling
  ) {
    guard let task = task as? TrainingTask<TabularPolicies> else { return nil }
    trainers = recipes.map { LaneTrainer(task, recipe: $0, steps: plan.steps, sampling: sampling) }
    guard trainers.contains(where: { $0 != nil }) else { return nil }
    var kinds: [LaneDraws.Kind] = []
    for case let kind? in trainers.map({ $0?.kind }) where !kinds.contains(kind) {
      kinds.append(kind)
    }
    self.kinds = kinds
    self.plan = plan
    self.sampling = sampling
    var evaluator = Evaluator(task)
    start = evaluator.evaluate(task.policy)
  }

  /// The runs of these numbers, at most as many as there are lanes: by recipe, then run; nil for a recipe
  /// that goes run by run.
  func run(_ numbers: Range<Int>) -> [[RunSummary]?] {
    // Lanes without a run of their own repeat the last one.
    let runs = (0..<RunLanes.scalarCount).map {
      min(numbers.lowerBound + $0, numbers.upperBound - 1)
    }
    let taken = trainers.compactMap(\.self)
    let groupCount = taken[0].policy.promptCount
    var draws = LaneDraws(
      sampling, runs: runs, slots: taken.map { $0.group.size }.max()! * groupCount, kinds: kinds,
      groupCount: groupCount)
    let places = taken.map { $0.kind.flatMap(kinds.firstIndex) }
    var found = taken.map { _ in LaneSummaries(plan, start: start) }
    for trainer in taken { trainer.restart() }
    let uniforms = UnsafePointer(draws.uniforms.pointer(length: 1))
    let steppers = taken.indices.map { index in
      LaneStepper(taken[index], noise: places[index].map { draws.noise($0) })
    }
    for step in 0..<plan.steps {
      draws.move(to: step)
      LaneTrainer.step(steppers, step, promptCount: groupCount, uniforms: uniforms)
      guard plan.isLook(after: step + 1) else { continue }
      for index in taken.indices { found[index].look(taken[index], after: step + 1) }
    }
    var next = 0
    return trainers.map { trainer in
      guard let trainer else { return nil }
      defer { next += 1 }
      return Array(found[next].summaries(trainer).prefix(numbers.count))
    }
  }
}
