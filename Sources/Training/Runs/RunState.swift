import Analysis
import GSL
import Policies

/// A recorded run in progress: all that is needed to go on with it, and its rows so far.
public struct RunState: Hashable, Codable, Sendable {
  /// Number of the run, from 0.
  public let run: Int
  /// How many steps have been taken.
  public private(set) var stepsTaken = 0
  /// The rows that have been recorded so far.
  public private(set) var rows: [StepRecord] = []
  private(set) var parameters: [Double] = []
  private(set) var memory = Optimizer.Memory()
  private var events = GradientEvents()
  private(set) var hasDiverged = false

  /// A run that has not begun.
  public init(run: Int) { self.run = run }
}

extension RunState {
  /// Takes a run to a step alone.
  mutating func advance<P: PromptedPolicy>(
    _ start: Trainer<P>, to goal: Int, _ runs: RecordedRuns<P>, recorder: inout Recorder<P>
  ) {
    guard stepsTaken < goal else { return }
    var trainer = start
    if stepsTaken > 0 {
      trainer.resume(stepsTaken, parameters: parameters, memory: memory, hasDiverged: hasDiverged)
    }
    var streams = RunStreams(runs.sampling, run: run)
    while trainer.stepsTaken < goal {
      take(
        &trainer, &streams, isRow: runs.isRow(after: trainer.stepsTaken + 1), recorder: &recorder)
    }
    stop(
      after: trainer.stepsTaken, parameters: trainer.policy.parameters,
      memory: trainer.optimizer.memory, hasDiverged: trainer.observation.hasDiverged)
  }

  /// Has a trainer that stands where the run does take a step, and notes what it shows.
  mutating func take<P: PromptedPolicy>(
    _ trainer: inout Trainer<P>, _ streams: inout RunStreams, isRow: Bool,
    recorder: inout Recorder<P>
  ) {
    // Held for rows only: a second owner makes the step copy all parameters.
    let before = isRow ? trainer.policy : nil
    streams.move(to: trainer.stepsTaken)
    trainer.step(completions: &streams.completions, noise: &streams.noise)
    note(norm: trainer.observation.gradientNorm)
    guard let before else { return }
    rows.append(recorder.row(run: run, trainer, before: before, events: events))
    events.clearCounts()
  }

  /// Notes a step without a row.
  mutating func note(norm: Double) { events.note(norm: norm) }

  /// Keeps what is needed to go on.
  mutating func stop(
    after steps: Int, parameters: [Double], memory: Optimizer.Memory, hasDiverged: Bool
  ) {
    stepsTaken = steps
    self.parameters = parameters
    self.memory = memory
    self.hasDiverged = hasDiverged
  }
}
