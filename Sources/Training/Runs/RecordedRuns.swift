public import Analysis
import GSL
public import Policies

/// Runs of one recipe that are recorded row by row and can be stopped at any step.
///
/// Every step has random streams of its own, so a run that was stopped and goes on is the same to the
/// last digit as one that was not.
public struct RecordedRuns<P: PromptedPolicy>: Sendable {
  /// The task that is learned.
  public let task: TrainingTask<P>
  /// The way to train that all runs have.
  public let recipe: Recipe
  /// Steps of a run.
  public let steps: Int
  /// A row is made after every so many steps, and at the end.
  public let stride: Int
  /// Seed, generator and threads.
  public let sampling: Sampling

  /// Runs of the given length.
  public init(
    _ task: TrainingTask<P>, recipe: Recipe, steps: Int, stride: Int = 1, sampling: Sampling
  ) {
    precondition(steps >= 1 && stride >= 1, "at least one step, at least one step a row")
    self.task = task
    self.recipe = recipe
    self.steps = steps
    self.stride = stride
    self.sampling = sampling
  }

  /// Takes every run up to a step; what is there already stays.
  ///
  /// Runs of bandits go many at a time where only some of their steps have rows, with the same numbers.
  public func advance(_ states: [RunState], to step: Int) -> [RunState] {
    let goal = min(step, steps)
    if let runs = self as? RecordedRuns<TabularPolicies>, RecordedLanes.takes(runs) {
      return runs.advanceInLanes(states, to: goal)
    }
    return ParallelMap(threads: sampling.threads).map(states.indices) {
      let start = Trainer(task, recipe: recipe, steps: steps)
      var recorder = Recorder(start)
      return { index in
        var state = states[index]
        state.advance(start, to: goal, self, recorder: &recorder)
        return state
      }
    }
  }

  /// Whether there is a row after that many steps.
  func isRow(after count: Int) -> Bool { count % stride == 0 || count == steps }
}

extension RecordedRuns<TabularPolicies> {
  fileprivate func advanceInLanes(_ states: [RunState], to goal: Int) -> [RunState] {
    let width = RunLanes.scalarCount
    let bundles = 0..<(states.count + width - 1) / width
    return ParallelMap(threads: sampling.threads).map(bundles) {
      let lanes = RecordedLanes(self)!
      return { bundle in
        let first = bundle * width
        return lanes.advance(states[first..<min(first + width, states.count)], to: goal)
      }
    }.flatMap(\.self)
  }
}
