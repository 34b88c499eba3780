import GRPO
import Policies
import Testing

@testable import Analysis

/// Laws over all pass rates, from a table.
struct PassRateCurvesTests {
  private static func settings() throws -> [Setting] {
    try [(AdvantageKind.standardized, 0.3), (.batchStandardized, 0.3), (.mean, 0)].map {
      try Setting($0.0, .gaussian, sigma: $0.1, groupSize: 8)
    }
  }

  private static func exact(_ rate: Double, _ setting: Setting) throws -> [Double] {
    let law = try ExactLaw.moments(
      ProblemSet([Problem(.withPassRate(name: "p", passRate: rate))]), setting: setting)
    let gradient = try #require(law.expectedGradient)
    return [dot(gradient, gradient), try #require(law.secondMoment)]
  }

  /// Errors of a rule of 512 intervals, linear between: 1e-6 G^2 of the range, as the table promises. Ends
  /// are nodes, and what rounding takes beyond them is an end.
  @Test func `rates between the nodes are interpolated`() throws {
    let settings = try Self.settings()
    let curves = try PassRateCurves(settings, threads: 2)
    #expect(curves.width == 6)
    for rate in [0, 1e-7, 1e-4, 0.01, 0.1234, 0.4, 0.5, 0.77, 0.999, 1] {
      var sums = [1.0, 1, 1, 1, 1, 1]
      curves.add(at: rate, scale: 2, to: &sums)
      for (s, setting) in settings.enumerated() where s != 1 {
        let right = try Self.exact(rate, setting)
        for (q, value) in right.enumerated() {
          #expect(abs((sums[2 * s + q] - 1) / 2 - value) < 64e-6 * 0.1, "\(rate) \(setting.text)")
          if rate == 0 || rate == 1 { #expect(abs(sums[2 * s + q] - 1 - 2 * value) < 1e-15) }
        }
      }
      // Other prompts take part in those: no law of one rate alone.
      #expect(sums[2].isNaN && sums[3].isNaN)
    }
    var (inside, outside) = ([Double](repeating: 0, count: 6), [Double](repeating: 0, count: 6))
    curves.add(at: 1, scale: 1, to: &inside)
    curves.add(at: 1 + 1e-12, scale: 1, to: &outside)
    #expect(inside[0] == outside[0] && inside[5] == outside[5])
  }

  /// A set of rates in proportion: sum_i w_i norm(E g_i)^2 over sum_i w_i E norm(g_i)^2, over that at sigma
  /// 0.
  @Test func `shares are ratios of sums, beside the setting without noise`() throws {
    let sums = [3.0, 6, 1, 4, 0, 0]
    #expect(PassRatePosterior.signalShare(sums, 0) == 0.5)
    #expect(PassRatePosterior.signalShare(sums, 1) == 0.25)
    #expect(PassRatePosterior.signalShare(sums, 2).isNaN)
    #expect(PassRatePosterior.kept(sums, 1, 0) == 0.5 && PassRatePosterior.kept(sums, 1, nil).isNaN)
    let settings = try [
      (AdvantageKind.mean, NoiseFamily.gaussian, 0.0), (.standardized, .gaussian, 0),
      (.standardized, .laplace, 0.1), (.standardized, .gaussian, 0.1), (.mean, .gaussian, 0.1),
    ].map { try Setting($0.0, $0.1, sigma: $0.2, groupSize: 8) }
    let baselines = settings.indices.map { PassRatePosterior.baseline(of: $0, in: settings) }
    // The same advantage and the same noise; none for what is without noise itself.
    #expect(baselines == [nil, nil, nil, 1, 0])
  }
}
