import GRPO
import GSL
import Testing

@testable import Audit

/// Noise planted around the levels of a reward column, and found with its size and family.
///
/// N = 200 logs of 1,024 rewards for each family, seeds 1 to 200.
@Suite struct NoiseFindingTests {
  private static let logs = 200

  private static func fits(
    _ family: String, sigma: Double, levels: [Double] = [0, 1]
  ) throws -> [NoiseFit?] {
    try (1...logs).map { seed in
      var run = SyntheticRun(
        seed: UInt64(seed), rule: AdvantageRule(try AdvantageEstimator(.mean)))
      run.levels = [levels]
      run.dither = try Dither(
        try NoiseFamily(name: family, parameters: NoiseParameters(degreesOfFreedom: 5)))
      run.sigma = sigma
      let steps = try run.make()
      let report = try run.report(steps)
      // Student's t of five degrees goes beyond half the gap now and then, and onto another level.
      let allowance = family == "student-t" ? 1 : 0
      guard case .found(let fit)? = report.reading.noise[0],
        abs(report.silent - run.silent) <= allowance
      else { return nil }
      return fit
    }
  }

  @Test(arguments: ["gaussian", "uniform", "laplace", "student-t"])
  func `size and family are found`(family: String) throws {
    for sigma in [0.005, 0.05] {
      let found = try Self.fits(family, sigma: sigma)
      let known = found.compactMap(\.self)
      // Not all logs have both levels often enough, and all groups must be told silent or not.
      #expect(known.count >= Self.logs * 98 / 100, "\(family) \(sigma): \(known.count)")
      let wrong = known.count { $0.family != nil && $0.family!.name != family }
      #expect(wrong <= 2, "\(family) \(sigma): \(wrong) named wrongly")
      let covered = known.count { $0.interval.contains(sigma) }
      // 19 of 20; below 178 of 200 has probability 1e-3.
      #expect(covered >= 178, "\(family) \(sigma): \(covered) of \(known.count) intervals")
      #expect(known.allSatisfy { $0.levels == [0, 1] })
    }
  }

  @Test func `two values are found exactly`() throws {
    let found = try Self.fits("rademacher", sigma: 0.05)
    #expect(found.allSatisfy { $0?.family?.name == "rademacher" && abs($0!.sigma - 0.05) < 1e-12 })
  }

  @Test func `without noise none is found`() throws {
    for seed in 1...50 as ClosedRange<UInt64> {
      var run = SyntheticRun(seed: seed, rule: AdvantageRule(try AdvantageEstimator(.mean)))
      run.levels = [[0, 0.25, 0.5, 1]]
      let steps = try run.make()
      guard case .none(let levels)? = try run.report(steps).reading.noise[0] else {
        Issue.record("noise in a log that has none, seed \(seed)")
        return
      }
      #expect(Set(levels).isSubset(of: [0, 0.25, 0.5, 1]))
    }
  }

  /// Coverage over 200 logs of 128 groups; the margin is that of a small angle.
  @Test(arguments: [0.005, 0.05])
  func `noise after logging is told from the angles`(sigma: Double) throws {
    var covered = 0
    for seed in 1...Self.logs {
      var run = SyntheticRun(
        seed: UInt64(seed), rule: AdvantageRule(try AdvantageEstimator(.standardized, ddof: 1)))
      run.dither = try Dither(try NoiseFamily(name: "gaussian"))
      run.sigma = sigma
      run.isAddedAfterLogging = true
      let steps = try run.make()
      let report = try run.report(steps)
      guard case .addedAfterLogging(let found, let margin, _)? = report.reading.noise[0] else {
        continue
      }
      if abs(found - sigma) <= margin { covered += 1 }
    }
    #expect(covered >= 178, "\(sigma): \(covered) of \(Self.logs)")
  }

  @Test func `a raw column beside the reward is found, and the noise is their difference`() throws {
    for seed in 1...50 as ClosedRange<UInt64> {
      var run = SyntheticRun(seed: seed, rule: AdvantageRule(try AdvantageEstimator(.mean)))
      run.dither = try Dither(try NoiseFamily(name: "gaussian"))
      // Half the gap and more: by levels alone nothing could be told.
      run.sigma = 0.6
      run.logsRaw = true
      let steps = try run.make()
      let report = try run.report(steps)
      guard case .logged("raw_0", let fit)? = report.reading.noise[0] else {
        Issue.record("seed \(seed): \(String(describing: report.reading.noise[0]))")
        return
      }
      #expect(abs(fit.sigma - 0.6) < 0.06 && report.silent == run.silent)
    }
  }
}
