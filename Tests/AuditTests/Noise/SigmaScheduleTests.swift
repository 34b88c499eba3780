import GRPO
import GSL
import Testing

@testable import Audit

/// Does the size of the noise change over the run?
///
/// Logs of 8 steps of 64 rewards, sigma .05 of the gap, the level 1% for both tests together.
@Suite struct SigmaScheduleTests {
  private static func report(
    _ family: String, seed: Int, _ change: (inout SyntheticRun) -> Void = { _ in }
  ) throws -> AuditReport {
    var run = SyntheticRun(
      seed: UInt64(seed), rule: AdvantageRule(try AdvantageEstimator(.mean)))
    (run.steps, run.sigma) = (8, 0.05)
    run.dither = try Dither(
      NoiseFamily(name: family, parameters: NoiseParameters(degreesOfFreedom: 5)))
    change(&run)
    let steps = try run.make()
    return try run.report(steps, sigmas: [])
  }

  private static func noises(_ steps: [[Double]]) -> [StepNoise] {
    steps.map { step in
      var noise = StepNoise()
      for value in step { noise.add(value) }
      return noise
    }
  }

  /// scipy 1.17: `f_oneway` of absolute values, and the F test of their slope along the steps.
  @Test func `p values are twice the smaller of two F tests`() throws {
    let uneven = Self.noises([
      [0.1, -0.3, 0.2, 0.05, -0.12], [0.4, -0.1, 0.6, -0.5, 0.33],
      [0.02, -0.01, 0.07, 0.04, -0.2], [0.3, 0.25, -0.6, 0.1, -0.44],
    ])
    #expect(abs(SigmaSchedule.pValue(uneven)! - 2 * 0.011037698206550754) < 1e-12)
    let falling = [0.5, 0.4, 0.3, 0.2, 0.1].map { size in
      [size, -size * 1.2, size * 0.9, -size, size * 1.1]
    }
    #expect(SigmaSchedule.pValue(Self.noises(falling))! < 1e-9)
    #expect(SigmaSchedule.pValue(Self.noises([[0.1, 0.2]])) == nil)
    #expect(SigmaSchedule.pValue([]) == nil)
  }

  /// N = 1,000 logs, seeds 1 to 1,000: 10 are expected. More than 20 have probability .002; Bartlett's test takes 190
  /// and more of Laplace's and Student's laws.
  @Test(arguments: ["gaussian", "uniform", "laplace", "student-t", "rademacher"])
  func `noise of one size is no schedule`(family: String) throws {
    let found = try (1...1000).count { try Self.report(family, seed: $0).sigmaSchedule != nil }
    #expect(found <= 20, "\(found)")
    // Two values have one distance, where nothing can differ by chance.
    #expect(family == "rademacher" ? found == 0 : found >= 1, "\(found)")
  }

  /// N = 200 logs, seeds 1 to 200, of noise that falls to half: 95% and more must be found, and its ends covered.
  @Test(arguments: ["gaussian", "uniform", "laplace", "student-t", "rademacher"])
  func `noise that falls to half is a schedule`(family: String) throws {
    let reports = try (1...200).map { try Self.report(family, seed: $0) { $0.schedule = (1, 0.5) } }
    let found = reports.compactMap(\.sigmaSchedule)
    #expect(found.count >= 190, "\(found.count)")
    // Noise of two values has its size but for rounding, and no interval.
    let covers = { (end: SigmaSchedule.End, sigma: Double) in
      end.interval.contains(sigma) || abs(end.sigma - sigma) < 1e-12
    }
    let ends = found.count { covers($0.first, 0.05) && covers($0.last, 0.025) }
    // Two intervals of 95%: 90% of 190 less four standard errors.
    #expect(ends >= 154, "\(ends) of \(found.count)")
    #expect(found.allSatisfy { $0.first.steps == 1...1 && $0.last.steps == 8...8 })
    // A mixture of sizes is of no family; where the first steps are all, none is named.
    let named = reports.count { report in
      if case .found(let fit)? = report.reading.noise[0] { fit.family != nil } else { false }
    }
    #expect(named <= 10, "\(named)")
  }

  @Test func `the advice goes by the latest steps`() throws {
    var run = SyntheticRun(
      seed: 3,
      rule: AdvantageRule(try AdvantageEstimator(.standardized, ddof: 1, stabilizer: 1e-4)))
    (run.steps, run.sigma, run.schedule) = (32, 0.1, (1, 0.1))
    run.dither = try Dither(NoiseFamily(name: "gaussian"))
    let steps = try run.make()
    let report = try run.report(steps, sigmas: [0.05])
    let schedule = try #require(report.sigmaSchedule)
    #expect(abs(schedule.first.sigma - 0.1) < 0.03 && abs(schedule.last.sigma - 0.01) < 0.003)
    let latest = try #require(report.latestNoise)
    #expect(latest.sigma == schedule.last.sigma)
    #expect(
      latest.kept!.value > report.forecast.filter { $0.name == latest.name }.last!.kept!.value)
    let advice = try #require(report.advice.first { $0.text.hasPrefix("Take the noise out") })
    #expect(advice.text.contains(schedule.last.text) && advice.text.contains("at step 32"))
  }
}
