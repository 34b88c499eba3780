import GRPO
import GSL
import Logs
import TestSupport
import Testing

@testable import Audit

/// Every preset planted in logs of random group sizes, levels and weights, and found again.
///
/// N = 40 logs of 128 groups for each preset, seeds 1 to 40, and 8 of groups of two: a log in which it is neither among
/// the presets named nor among the formulas that the log cannot tell from it, or in which silent groups are
/// miscounted, is a failure.
@Suite struct PlantedPresetTests {
  @Test(arguments: AdvantagePreset.all)
  func `a preset is found in its own log`(preset: AdvantagePreset) throws {
    var missed: [String] = []
    for seed in 1...48 as ClosedRange<UInt64> {
      var random = RandomStream(seed: seed, stream: 9)
      var run = SyntheticRun(seed: seed, rule: preset.rule)
      run.groupSize = seed <= 40 ? 2 + random.index(below: 31) : 2
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
      var options = AuditOptions()
      if run.groupSize == 2, parts > 1 {
        // Every column is a multiple of the advantages then, and weights are to be given.
        if case .notCheckable(let reason)? = try? run.report(steps).reading.verdict {
          #expect(reason.contains("--weights") || reason.contains("are 0"), "\(reason)")
        }
        options.weights = run.weights
      }
      guard let report = try? run.report(steps, options: options) else {
        missed.append(
          "seed \(seed) G \(run.groupSize) levels \(run.levels) weights \(run.weights): unread")
        continue
      }
      let names = report.reading.presets.map(\.name)
      let isFound =
        report.reading.verdict == .right
        && (names.contains(preset.name)
          || report.reading.fit?.alternatives.contains { $0.kind == preset.estimator.kind } == true
          // Of pairs of 1 and -1 two formulas make the same numbers.
          || run.groupSize == 2 && report.reading.comparedCount > 0)
      // Leave-one-out deviations of groups of two are none, and so are advantages over a mean of 0.
      let isZero = steps.allSatisfy { $0.advantages!.allSatisfy { $0 == 0 || !$0.isFinite } }
      if !isFound && !isZero || report.silent != run.silent && parts == 1 {
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
