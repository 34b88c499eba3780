import Analysis
import Testing

@testable import Training

/// A run in a few numbers against the same run recorded step by step.
struct RunnerTests {
  private static let steps = 40

  /// V after each step, from 0 on.
  private func values(run: Int) throws -> [Double] {
    let task = try TrainingCases.fiveArms()
    let recorded = RecordedRuns(
      task, recipe: try TrainingCases.recipe(sigma: 0.1), steps: Self.steps,
      sampling: Sampling(groups: 0, seed: 4))
    return [task.initialValue]
      + recorded.advance([RunState(run: run)], to: Self.steps)[0].rows.map(\.value)
  }

  private func summary(run: Int, threshold: Double, stride: Int) throws -> RunSummary {
    var runner = Runner(
      try TrainingCases.fiveArms(), recipe: try TrainingCases.recipe(sigma: 0.1),
      plan: try RunPlan(steps: Self.steps, threshold: threshold, stride: stride),
      sampling: Sampling(groups: 0, seed: 4))
    // Another run before it leaves no trace.
    _ = runner.run(run + 1)
    return runner.run(run)
  }

  /// The first look at or above the threshold, the first after a quarter, and the last: by hand from the
  /// values of all steps. Strides of which the last look is no multiple, and one with a single look.
  @Test(arguments: [1, 3, 7, 40, 100], [0, 5])
  func `the summary is of what was looked at`(stride: Int, run: Int) throws {
    let values = try values(run: run)
    let looks = (1...Self.steps).filter { $0 % stride == 0 || $0 == Self.steps }
    for threshold in [values[looks[0]], values[looks[looks.count / 2]], values.max()! + 0.01] {
      let found = try summary(run: run, threshold: threshold, stride: stride)
      #expect(found.reached == looks.first { values[$0] >= threshold }, "threshold \(threshold)")
      #expect(abs(found.initialValue - values[0]) < 1e-15)
      #expect(found.finalValue == values[Self.steps])
      #expect(found.earlyValue == values[looks.first { 4 * $0 >= Self.steps }!])
      #expect(!found.hasDiverged)
    }
  }

  @Test func `a start at the threshold is reached after no step`() throws {
    let start = try TrainingCases.fiveArms().initialValue
    #expect(try summary(run: 0, threshold: start - 1e-12, stride: 3).reached == 0)
  }

  /// A run is sure below a twentieth of its entropy, and wrong below the threshold.
  @Test(arguments: [
    (0.049, 0.79, false, true), (0.051, 0.79, false, false), (0.049, 0.81, false, false),
    (1, 1, true, true),
  ])
  func `collapse is sure and wrong, or diverged`(
    share: Double, value: Double, hasDiverged: Bool, isCollapse: Bool
  ) {
    var found = RunSummary()
    (found.entropyShare, found.finalValue, found.hasDiverged) = (share, value, hasDiverged)
    #expect(found.hasCollapsed(threshold: 0.8) == isCollapse)
  }
}
