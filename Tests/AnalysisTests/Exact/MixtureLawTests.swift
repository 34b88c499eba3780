import GRPO
import GSL
import RealModule
import TestSupport
import Testing

@testable import Analysis

/// Standardized advantages under Student t; simulated groups are in LaplaceTransformLawTests.
struct MixtureLawTests {
  private static func moments(
    _ setting: Setting, levels: [Double], counts: [Int]
  ) throws -> ConditionalMoments {
    let law = LaplaceTransformLaw(
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
      let found = try problem.moments(LaplaceTransformLawTests.law(problem, setting))
      let gaussian = try problem.moments(
        StandardizedGaussianLaw(
          levels: problem.levels, groupSize: problem.groupSize, ddof: setting.advantage.ddof,
          stabilizer: setting.advantage.stabilizer, sigma: problem.sigma))
      #expect(problem.distance(found, gaussian) <= 1e-8 * gaussian.diagonal.max()!, "\(problem)")
    }
  }
}
