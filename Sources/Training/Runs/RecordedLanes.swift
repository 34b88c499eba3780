import Analysis
import GSL
import Policies

/// Recorded runs of one recipe on bandits, many at a time: what each alone comes to, bit for bit.
///
/// Steps with a row are taken by a ``Trainer`` of each run too, which sees what the row tells.
final class RecordedLanes {
  private let runs: RecordedRuns<TabularPolicies>
  let trainer: LaneTrainer
  private var alone: Trainer<TabularPolicies>
  private let start: Trainer<TabularPolicies>
  private var recorder: Recorder<TabularPolicies>

  /// Whether runs go so: not where every step has a row, as nothing is won.
  static func takes(_ runs: RecordedRuns<TabularPolicies>) -> Bool {
    runs.stride > 1 && LaneTrainer.takes(runs.recipe, on: runs.task, runs.sampling)
  }

  /// Nil for what ``LaneTrainer`` does not take.
  init?(_ runs: RecordedRuns<TabularPolicies>) {
    guard
      let trainer = LaneTrainer(
        runs.task, recipe: runs.recipe, steps: runs.steps, sampling: runs.sampling)
    else { return nil }
    self.runs = runs
    self.trainer = trainer
    start = Trainer(runs.task, recipe: runs.recipe, steps: runs.steps)
    alone = start
    recorder = Recorder(start)
  }

  /// Takes runs to a step, at most as many as there are lanes.
  func advance(_ states: ArraySlice<RunState>, to goal: Int) -> [RunState] {
    var states = Array(states)
    let first = states[0].stepsTaken
    guard states.allSatisfy({ $0.stepsTaken == first }) else {
      for i in states.indices { states[i].advance(start, to: goal, runs, recorder: &recorder) }
      return states
    }
    guard first < goal else { return states }
    if first == 0 {
      trainer.restart()
    } else {
      trainer.resume(states.map { ($0.parameters, $0.memory, $0.hasDiverged) })
    }
    // Lanes without a run of their own repeat the last one.
    let numbers = (0..<RunLanes.scalarCount).map { states[min($0, states.count - 1)].run }
    let groupCount = trainer.policy.promptCount
    var draws = LaneDraws(
      runs.sampling, runs: numbers, slots: trainer.group.size * groupCount,
      kinds: trainer.kind.map { [$0] } ?? [], groupCount: groupCount)
    let uniforms = UnsafePointer(draws.uniforms.pointer(length: 1))
    let steppers = [LaneStepper(trainer, noise: trainer.kind.map { _ in draws.noise(0) })]
    for step in first..<goal {
      let isRow = runs.isRow(after: step + 1)
      if isRow { for lane in states.indices { takeRow(&states[lane], lane, step) } }
      let isMoving = trainer.isAlive
      draws.move(to: step)
      LaneTrainer.step(steppers, step, promptCount: groupCount, uniforms: uniforms)
      if isRow { continue }
      var norms = trainer.squares
      norms.takeSquareRoot()
      // A run that has left the finite numbers has no gradient.
      for lane in states.indices { states[lane].note(norm: isMoving[lane] == 0 ? 0 : norms[lane]) }
    }
    for lane in states.indices {
      states[lane].stop(
        after: goal, parameters: trainer.parameters(lane: lane),
        memory: trainer.memory(lane: lane), hasDiverged: trainer.isAlive[lane] == 0)
    }
    return states
  }

  /// Takes a step of one run alone, from where its lane stands.
  private func takeRow(_ state: inout RunState, _ lane: Int, _ step: Int) {
    alone.resume(
      step, parameters: trainer.parameters(lane: lane), memory: trainer.memory(lane: lane),
      hasDiverged: trainer.isAlive[lane] == 0)
    var streams = RunStreams(runs.sampling, run: state.run)
    state.take(&alone, &streams, isRow: true, recorder: &recorder)
  }
}
