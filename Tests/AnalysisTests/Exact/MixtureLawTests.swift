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

  /// Nodes that far below the bulk are not integrated (`TiltedNoise.limitDepth`): at exp(-24) of it the means are off by
  /// some t, 4e-11, and second moments by its root, 6e-6; at exp(-4) both are seen.
  @Test(arguments: [3, 5, 40.0]) func `small t leave the group as it is`(degrees: Double) throws {
    let noise = try #require(
      TiltedNoise(Dither(.studentT(degreesOfFreedom: degrees))))
    let depth = try #require(noise.limitDepth)
    for scale in [0.01, 1, 300] {
      let offsets = [-0.6 * scale, 0.4 * scale]
      var limit = TiltedGroup(noise: noise, offsets: offsets, counts: [2, 3])
      limit.setLimit()
      let meanSquare = 4 + 2 * offsets[0] * offsets[0] + 3 * offsets[1] * offsets[1]
      let gaps = [depth, 4].map { depth in
        var group = TiltedGroup(noise: noise, offsets: offsets, counts: [2, 3])
        group.integrate(t: 0.5 * .exp(-depth) / meanSquare, step: 0.55)
        let second = { (g: TiltedGroup) in [g.own[0], g.own[1], g.cross[0], g.cross[2], g.cross[3]]
        }
        let size = second(limit).reduce(0) { max($0, abs($1)) }
        return (
          first: zip(group.first, limit.first).map { abs($0 - $1) }.max()! / abs(offsets[0]),
          second: zip(second(group), second(limit)).map { abs($0 - $1) }.max()! / size
        )
      }
      #expect(gaps[0].first < 1e-9 && gaps[0].second < 2e-5, "\(gaps)")
      #expect(gaps[1].first > 1e-4 && gaps[1].second > 1e-4, "\(gaps)")
    }
    #expect(TiltedNoise(try Dither(.studentT(degreesOfFreedom: 2.5)))?.limitDepth == nil)
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
