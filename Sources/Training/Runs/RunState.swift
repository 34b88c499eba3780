public import Analysis
import GSL
public import Policies

/// A recorded run in progress: all that is needed to go on with it, and its rows so far.
public struct RunState: Hashable, Codable, Sendable {
  /// Number of the run, from 0.
  public let run: Int
  /// How many steps have been taken.
  public private(set) var stepsTaken = 0
  /// The rows that have been recorded so far.
  public private(set) var rows: [StepRecord] = []
  private var parameters: [Double] = []
  private var memory = Optimizer.Memory()
  private var events = GradientEvents()
  private var hasDiverged = false

  /// A run that has not begun.
  public init(run: Int) { self.run = run }
}

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
  public func advance(_ states: [RunState], to step: Int) -> [RunState] {
    let goal = min(step, steps)
    return ParallelMap(threads: sampling.threads).map(states.indices) {
      let start = Trainer(task, recipe: recipe, steps: steps)
      var recorder = Recorder(start)
      return { index in
        var state = states[index]
        state.advance(start, to: goal, stride: stride, sampling: sampling, recorder: &recorder)
        return state
      }
    }
  }
}

extension RunState {
  fileprivate mutating func advance<P: PromptedPolicy>(
    _ start: Trainer<P>, to goal: Int, stride: Int, sampling: Sampling,
    recorder: inout Recorder<P>
  ) {
    guard stepsTaken < goal else { return }
    var trainer = start
    if stepsTaken > 0 {
      trainer.resume(stepsTaken, parameters: parameters, memory: memory, hasDiverged: hasDiverged)
    }
    var streams = RunStreams(sampling, run: run)
    while trainer.stepsTaken < goal {
      let isRow =
        (trainer.stepsTaken + 1) % stride == 0 || trainer.stepsTaken + 1 == trainer.steps
      // Held for rows only: a second owner makes the step copy all parameters.
      let before = isRow ? trainer.policy : start.policy
      streams.move(to: trainer.stepsTaken)
      trainer.step(completions: &streams.completions, noise: &streams.noise)
      events.note(norm: trainer.observation.gradientNorm)
      guard isRow else { continue }
      rows.append(recorder.row(run: run, trainer, before: before, events: events))
      events.clearCounts()
    }
    stepsTaken = trainer.stepsTaken
    parameters = trainer.policy.parameters
    memory = trainer.optimizer.memory
    hasDiverged = trainer.observation.hasDiverged
  }
}
