import Analysis
import GRPO
import GSL
import TestSupport
import Testing

/// Estimates and their standard errors against exact values: 500 random settings of 200,000 groups,
/// seed 7, all of them reported.
///
/// A standard error 20% off moves the sum of the squared z-scores by 7 of its standard deviations; a
/// bias of .25 standard errors common to all settings moves their mean by 5.
struct EstimateTests {
  static let quantities: [Quantity] = [.gradientNorm, .secondMoment, .variance, .silentFraction]

  @Test func `estimates are normal around exact values with the stated errors`() throws {
    var random = RandomStream(seed: 7)
    var scores: [Quantity: [Double]] = [:]
    for number in 0..<500 {
      let problem = try RandomCase(using: &random)
      let row = try Self.row(problem, seed: UInt64(1000 + number), groups: 200_000)
      for quantity in Self.quantities {
        let exact = try #require(row.exact[quantity], "\(problem)")
        let estimate = try #require(row.simulated?[quantity])
        let z = ZScore(estimate, against: exact.mean)
        scores[quantity, default: []].append(z.value)
        #expect(z.agrees(), "\(quantity): \(z); \(problem)")
      }
    }
    for quantity in Self.quantities {
      let z = scores[quantity]!
      #expect(z.count == 500)
      let normality = try AndersonDarling.statistic(z.filter { $0 != 0 })
      #expect(normality < AndersonDarling.critical001, "\(quantity): A^2 = \(normality)")
      #expect(abs(z.reduce(0, +)) / Double(500).squareRoot() <= 5, "\(quantity): mean")
      let spread = z.reduce(0) { $0 + $1 * $1 - 1 } / Double(1000).squareRoot()
      #expect(abs(spread) <= 5, "\(quantity): spread \(spread)")
    }
  }

  @Test func `a doubled sigma is seen`() throws {
    let setting = try Setting(
      advantage: AdvantageEstimator(.mean), dither: Dither(.gaussian), sigma: 0.3, groupSize: 8)
    var random = RandomStream(seed: 8)
    let set = try RandomCase(using: &random).set
    let sampling = Sampling(
      groups: 50_000, seed: 8, threads: 2, plantedError: .sigmaDoubled)
    let wrong = try Simulation(
      set, settings: [setting], sampling: sampling
    ).run()[0].settings[0]
    let exact = try #require(ExactLaw.moments(set, setting: setting).secondMoment)
    #expect(ZScore(wrong.secondMoment, against: exact).differs())
  }

  /// What verdicts are made of is the z-score that tests are made of, but for rounding, which counts as none.
  @Test func `the z-score is that of the tests`() {
    for (mean, error) in [(1.0, 0.5), (-3, 0.1), (0.25, 0), (2, .infinity), (.nan, 1), (1, .nan)] {
      let estimate = Estimate(mean: mean, standardError: error, count: 100)
      for reference in [0.0, 1.25, -7] {
        let expected = ZScore(mean, standardError: error, count: 100, against: reference).value
        let found = estimate.zScore(against: reference)
        let saysNothing = expected.isNaN && (found.isNaN || error == .infinity)
        #expect(found == expected || saysNothing, "\(estimate) against \(reference): \(found)")
      }
    }
    let rounded = Estimate(mean: 1 + 1e-13, standardError: 0, count: 100)
    #expect(rounded.zScore(against: 1) == 0)
    #expect(rounded.zScore(against: 1 - 1e-11) == .infinity)
  }

  static func row(_ problem: RandomCase, seed: UInt64, groups: Int) throws -> SweepRow {
    let setting = problem.setting
    let sweep = Sweep(
      problem.set, advantages: [setting.advantage], dithers: [setting.dither],
      sigmas: [setting.sigma], groupSize: setting.groupSize, batchGroups: setting.batchGroups)
    return try sweep.run(Sampling(groups: groups, seed: seed, threads: 2))[1]
  }
}
