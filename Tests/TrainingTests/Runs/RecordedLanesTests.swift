import Analysis
import GRPO
import GSL
import Policies
import Testing

@testable import Training

/// Recorded runs many at a time against each alone, number by number.
struct RecordedLanesTests {
  private func runs(
    _ task: TrainingTask<TabularPolicies>, _ recipe: Recipe, threads: Int = 1
  ) -> RecordedRuns<TabularPolicies> {
    RecordedRuns(
      task, recipe: recipe, steps: 23, stride: 4,
      sampling: Sampling(groups: 0, seed: 11, threads: threads))
  }

  private func start(_ count: Int) -> [RunState] { (0..<count).map { RunState(run: 3 + $0) } }

  /// Each run alone.
  private func alone(
    _ runs: RecordedRuns<TabularPolicies>, _ states: [RunState], to goal: Int
  ) -> [RunState] {
    let start = Trainer(runs.task, recipe: runs.recipe, steps: runs.steps)
    var recorder = Recorder(start)
    return states.map {
      var state = $0
      state.advance(start, to: goal, runs, recorder: &recorder)
      return state
    }
  }

  /// Whole, and stopped at steps with and without a row.
  private func expectSame(_ runs: RecordedRuns<TabularPolicies>, count: Int = 18) {
    #expect(RecordedLanes.takes(runs))
    let right = alone(runs, start(count), to: 23)
    // NaN is not equal to itself: compared as text, which is exact, and has what only checkpoints hold.
    #expect("\(runs.advance(start(count), to: 23))" == "\(right)", "\(runs.recipe)")
    var parts = start(count)
    for step in [1, 4, 7, 20, 23] {
      parts = runs.advance(parts, to: step)
      #expect("\(parts)" == "\(alone(runs, start(count), to: step))", "\(runs.recipe)")
    }
    #expect(right[0].rows.map(\.step) == [4, 8, 12, 16, 20, 23])
  }

  @Test(arguments: OptimizerRule.names)
  func `every optimizer is the same bit for bit`(_ name: String) throws {
    for limit in [nil, 0.1] {
      expectSame(
        runs(
          try TrainingCases.fiveArms(),
          try TrainingCases.recipe(
            sigma: 0.3, limit: limit, optimizer: try OptimizerRule(name: name), rate: 0.05)))
    }
  }

  @Test(arguments: AdvantageKind.allCases.filter { $0 != .batchStandardized })
  func `every advantage is the same bit for bit`(_ kind: AdvantageKind) throws {
    let task = try TrainingCases.bandits([0.02, 0.5, 0.9])
    for sigma in [0, 0.3] { expectSame(runs(task, try TrainingCases.recipe(kind, sigma: sigma))) }
  }

  /// Gradients beyond 1e100, where a run stops, as in `LaneRunnerTests`.
  @Test(arguments: [OptimizerRule.sgd, .momentum(decay: 0.9)])
  func `runs that leave the finite numbers are the same bit for bit`(
    _ rule: OptimizerRule
  ) throws {
    let huge = try TrainingTask(
      name: "huge", policy: TrainingCases.fiveArms().policy, rewards: [[1e100, 0, 0, 1e100, 0]])
    let runs = runs(
      huge,
      try TrainingCases.recipe(
        .reinforce, groupSize: 2, sigma: 1e100, optimizer: rule, rate: 1e-101))
    expectSame(runs)
    let found = runs.advance(start(18), to: 23)
    // With momentum all do.
    let count = found.count { $0.hasDiverged }
    #expect(rule == .sgd ? 1..<18 ~= count : count == 18)
  }

  @Test func `runs at different steps go on together`() throws {
    let runs = runs(try TrainingCases.fiveArms(), try TrainingCases.recipe(sigma: 0.1))
    var states = start(18)
    states[4] = runs.advance([states[4]], to: 6)[0]
    let right = alone(runs, states, to: 23)
    #expect("\(runs.advance(states, to: 23))" == "\(right)")
    // Nothing is left to do.
    #expect("\(runs.advance(right, to: 23))" == "\(right)")
  }

  @Test func `threads do not change a digit`() throws {
    let (task, recipe) = (try TrainingCases.fiveArms(), try TrainingCases.recipe(sigma: 0.1))
    let found = [1, 3].map { runs(task, recipe, threads: $0).advance(start(40), to: 23) }
    #expect("\(found[0])" == "\(found[1])")
  }

  @Test func `what lanes do not do, and rows at every step, go run by run`() throws {
    let task = try TrainingCases.fiveArms()
    #expect(!RecordedLanes.takes(runs(task, try TrainingCases.recipe(innerSteps: 2))))
    let every = RecordedRuns(
      task, recipe: try TrainingCases.recipe(), steps: 23, stride: 1,
      sampling: Sampling(groups: 0, seed: 11))
    #expect(!RecordedLanes.takes(every))
  }

  /// A mistake in one lane at a step without a row is seen in that run and in no other.
  @Test(arguments: LaneMistake.allCases)
  func `a mistake in one lane is refused`(_ mistake: LaneMistake) throws {
    let runs = runs(try TrainingCases.fiveArms(), try TrainingCases.recipe(sigma: 0.3))
    let lanes = try #require(RecordedLanes(runs))
    lanes.trainer.mistake = LaneSlip(kind: mistake, step: 9, lane: 5)
    let found = lanes.advance(start(16)[...], to: 23)
    let right = alone(runs, start(16), to: 23)
    #expect(right.indices.filter { "\(right[$0])" != "\(found[$0])" } == [5])
  }
}
