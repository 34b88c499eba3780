import GRPO
import GSL
import TestSupport
import Testing

@testable import Audit

/// Every preset planted in logs of random group sizes, levels and weights, and found again.
///
/// N = 40 logs of 128 groups for each preset, seeds 1 to 40: a log in which it is not among the presets named, or
/// in which silent groups are miscounted, is a failure.
@Suite struct PlantedPresetTests {
  @Test(arguments: AdvantagePreset.all)
  func `a preset is found in its own log`(preset: AdvantagePreset) throws {
    var missed: [String] = []
    for seed in 1...40 as ClosedRange<UInt64> {
      var random = RandomStream(seed: seed, stream: 9)
      var run = SyntheticRun(seed: seed, rule: preset.rule)
      run.groupSize = 3 + random.index(below: 14)
      let parts = preset.rule.aggregation == .decoupled ? 2 : 1 + random.index(below: 2)
      let kinds: [[Double]] = [[0, 1], [0, 0.5, 1], [-1, 1], [0, 10]]
      run.levels = (0..<parts).map { _ in kinds[random.index(below: kinds.count)] }
      let isLinearInWeights =
        preset.estimator.kind != .leaveOneOutStandardized
        && preset.estimator.kind != .bestOnly
      // The weights of the others are no part of what can be found.
      run.weights =
        parts == 1
        ? [1] : [1, isLinearInWeights ? [0.5, 0.25, 0.1, 1][random.index(below: 4)] : 1]
      let steps = try run.make()
      let report = try run.report(steps)
      let names = report.reading.presets.map(\.name)
      if report.reading.verdict != .right || !names.contains(preset.name)
        || report.silent != run.silent && parts == 1
      {
        missed.append(
          "seed \(seed) G \(run.groupSize) levels \(run.levels) weights \(run.weights): "
            + "\(report.reading.verdict) \(names) \(report.reading.reward.weights) "
            + "\(report.reading.fit.map { "\($0.estimator) \($0.fittedStabilizer ?? 0) +- \($0.stabilizerMargin)" } ?? "")"
        )
      }
    }
    #expect(missed.isEmpty, "\(missed.count): \(missed.prefix(3))")
  }

  /// 2 (r - mean) is 1.75 times the leave-one-out advantage of a group of 8: weights have few digits.
  @Test(arguments: [("trl/none", 2.0, 0.2), ("trl/rloo", 2, 1), ("trl/none", 0.5, 0.25)])
  func `weights of linear advantages are the roundest`(name: String, one: Double, other: Double)
    throws
  {
    for seed in 1...10 as ClosedRange<UInt64> {
      var run = SyntheticRun(seed: seed, rule: try AdvantagePreset(name: name).rule)
      run.levels = [[0, 1], [0, 1]]
      run.weights = [one, other]
      let steps = try run.make()
      let reading = try run.report(steps).reading
      #expect(reading.presets.contains { $0.name == name }, "\(reading.presets.map(\.name))")
      #expect(reading.reward.weights == [one, other], "\(reading.reward.weights)")
    }
  }
}
