import Analysis
import Foundation
import GRPO
import GSL
import Policies
import Testing

@testable import Training

/// A run that is stopped and goes on is the same run.
struct RecordedRunsTests {
  private func runs<P: PromptedPolicy>(
    _ task: TrainingTask<P>, threads: Int = 1, filter: RolloutPlan.Filter = .none
  ) throws -> RecordedRuns<P> {
    let recipe = try TrainingCases.recipe(
      sigma: 0.1, filter: filter, draws: filter == .none ? 1 : 3, promptsPerStep: 4,
      surrogate: Surrogate(clipRange: .standard, klCoefficient: 0.04), innerSteps: 2, limit: 0.5,
      optimizer: .adam, rate: 0.05)
    return RecordedRuns(
      task, recipe: recipe, steps: 23, stride: 3,
      sampling: Sampling(groups: 0, seed: 8, threads: threads))
  }

  private func start(_ count: Int) -> [RunState] { (0..<count).map { RunState(run: $0) } }

  private func expectSameWhenResumed<P: PromptedPolicy>(_ runs: RecordedRuns<P>) throws {
    let whole = runs.advance(start(3), to: 23)
    var parts = start(3)
    for step in [1, 7, 8, 20, 23] {
      parts = runs.advance(parts, to: step)
      #expect(parts.allSatisfy { $0.stepsTaken == step })
      // By way of a file, as a checkpoint goes.
      let encoder = JSONEncoder()
      encoder.nonConformingFloatEncodingStrategy = .convertToString(
        positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
      let decoder = JSONDecoder()
      decoder.nonConformingFloatDecodingStrategy = .convertFromString(
        positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
      parts = try decoder.decode([RunState].self, from: encoder.encode(parts))
    }
    // NaN is not equal to itself: compared as text, which is exact.
    #expect("\(parts)" == "\(whole)")
    #expect(whole[0].rows.map(\.step) == [3, 6, 9, 12, 15, 18, 21, 23])
  }

  @Test(arguments: RolloutPlan.Filter.allCases)
  func `a table goes on where it was stopped`(filter: RolloutPlan.Filter) throws {
    try expectSameWhenResumed(runs(TrainingCases.bandits([0.1, 0.5]), filter: filter))
  }

  @Test func `a network goes on where it was stopped`() throws {
    try expectSameWhenResumed(runs(TrainingCases.network()))
  }

  /// A run that left the finite numbers moves no more: its rows had the share of clipped tokens of the last step that
  /// did, or 0 where it was stopped in between.
  @Test func `a run that has diverged goes on where it was stopped`() throws {
    let recipe = try TrainingCases.recipe(
      sigma: 0.1, surrogate: Surrogate(clipRange: .standard, klCoefficient: 1), innerSteps: 3,
      rate: 1e5)
    let runs = RecordedRuns(
      try TrainingCases.fiveArms(), recipe: recipe, steps: 23, stride: 3,
      sampling: Sampling(groups: 0, seed: 5))
    #expect(runs.advance(start(3), to: 23).contains { $0.rows.contains(where: \.hasDiverged) })
    try expectSameWhenResumed(runs)
  }

  @Test func `threads do not change a digit`() throws {
    let task = try TrainingCases.network()
    let found = try [1, 3].map { try runs(task, threads: $0).advance(start(5), to: 23) }
    #expect("\(found[0])" == "\(found[1])")
  }

  @Test func `another generator resumes too`() throws {
    let base = try runs(TrainingCases.bandits([0.3]))
    let other = RecordedRuns(
      base.task, recipe: base.recipe, steps: 23, stride: 3,
      sampling: Sampling(groups: 0, seed: 8, generator: .mt19937))
    try expectSameWhenResumed(other)
    #expect("\(other.advance(start(1), to: 9))" != "\(base.advance(start(1), to: 9))")
  }
}
