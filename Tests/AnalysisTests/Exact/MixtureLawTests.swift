import GRPO
import GSL
import RealModule
import TestSupport
import Testing

@testable import Analysis

/// Standardized advantages under Student t, and under Laplace noise of several components.
struct MixtureLawTests {
  private static func moments(
    _ setting: Setting, levels: [Double], counts: [Int]
  ) throws -> ConditionalMoments {
    let law = TransformLaw(
      levels: levels, noise: try #require(TiltedNoise(setting.dither)), setting: setting)
    var moments = ConditionalMoments(levelCount: levels.count, parts: 1)
    try law.fill(&moments, counts: counts)
    return moments
  }

  /// data/reference/student_pair.csv, in sixteen digits: two completions, ddof 0.
  @Test func `two completions under Student t agree with the reference table`() throws {
    var rows = 0
    for row in try Reference.table("student_pair.csv") {
      let value = { (column: String) in Double(row[column]!)! }
      let setting = try Setting(
        advantage: AdvantageEstimator(.standardized, stabilizer: value("threshold") / 2),
        dither: Dither(.studentT(degreesOfFreedom: value("degrees"))), sigma: 1, groupSize: 2)
      let isSilent = value("gap") == 0
      let found = try Self.moments(
        setting, levels: [0, isSilent ? 1 : value("gap")], counts: isSilent ? [2, 0] : [1, 1])
      let level = isSilent ? 0 : 1
      #expect(abs(found.first[level] - value("first")) < 1e-9, "\(row)")
      #expect(abs(found.diagonal[level] - value("second")) < 1e-9, "\(row)")
      #expect(abs(found.cross[isSilent ? 0 : 1] + value("second")) < 1e-9, "\(row)")
      rows += 1
    }
    #expect(rows == 30)
  }

  /// With 10^10 degrees of freedom Student t is Gaussian to 1e-9: 20 random groups, seed 41.
  @Test func `many degrees of freedom give the Gaussian law`() throws {
    var random = RandomStream(seed: 41)
    for number in 0..<20 {
      let problem = LawCase(using: &random)
      let setting = try problem.setting(
        .standardized, .studentT(degreesOfFreedom: 1e10), ddof: number % 2,
        stabilizer: [0, 1e-4, 0.1][number % 3])
      let found = try problem.moments(TransformLawTests.law(problem, setting))
      let gaussian = try problem.moments(
        GaussianLaw(
          levels: problem.levels, groupSize: problem.groupSize, ddof: setting.advantage.ddof,
          stabilizer: setting.advantage.stabilizer, sigma: problem.sigma))
      #expect(problem.distance(found, gaussian) <= 1e-8 * gaussian.diagonal.max()!, "\(problem)")
    }
  }

  /// 400,000 dithered groups, seed 3, abs(z) <= 5: E A of the lone success is known to .001, A^2 to .002
  /// and products likewise; a sigma twice as large moves E A by .1.
  @Test(arguments: [
    (NoiseFamily.studentT(degreesOfFreedom: 2.5), [1.0]), (.studentT(degreesOfFreedom: 6), [1]),
    (.laplace, [2, 0.5, 1, 1, 0.5]),
  ])
  func `simulated groups agree, and a planted error does not`(
    family: NoiseFamily, components: [Double]
  ) throws {
    let group = try FixedGroup(
      rewards: [0, 0, 0.3, 0.3, 1],
      advantage: AdvantageEstimator(.standardized, ddof: 1, stabilizer: 0.1),
      dither: Dither(family, components: components), sigma: 0.4)
    let moments = try Self.moments(group.setting, levels: [0, 0.3, 1], counts: [2, 2, 1])
    let exact = [moments.first[2], moments.diagonal[2], moments.cross[2], moments.cross[4]]
    let run = { (error: PlantedError?) in
      try group.run(
        Sampling(groups: 400_000, seed: 3, threads: 2), statisticCount: 4, plantedError: error
      ) { _, a, values in
        values[0] = a[4]
        values[1] = a[4] * a[4]
        values[2] = a[0] * a[4]
        values[3] = a[2] * a[3]
      }.means
    }
    for (estimate, value) in zip(try run(nil), exact) {
      let z = estimate.zScore(against: value)
      #expect(abs(z) <= 5, "z \(z), \(estimate) against \(value)")
    }
    #expect(abs(try run(.sigmaDoubled)[0].zScore(against: exact[0])) > 5)
  }
}
