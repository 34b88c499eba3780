import GRPO
import GSL
import Policies
import Testing

@testable import Analysis

/// Settings side by side against the same settings one by one, group by group: 300 groups of each case, seed 83.
struct NoiseLanesTests {
  /// Ten settings of every form that lanes take, so that the last vector is not full.
  private static func settings(_ family: NoiseFamily, groupSize: Int = 6) throws -> [Setting] {
    let estimators = [
      try AdvantageEstimator(.reinforce), try AdvantageEstimator(.mean, clamp: 0.4),
      try AdvantageEstimator(.leaveOneOut), try AdvantageEstimator(.standardized),
      try AdvantageEstimator(.standardized, ddof: 1, stabilizer: 0.1, clamp: 1.2),
    ]
    return try estimators.flatMap { estimator in
      try [0, 1e-3, 0.05, 0.3, 1, 2, 3, 4, 5, 20].map {
        try Setting(
          advantage: estimator, dither: Dither(family), sigma: $0, groupSize: groupSize)
      }
    }
  }

  private static func problems() throws -> [Problem] {
    [
      try ReferencePrompts.fiveArms(),
      try ReferencePrompts.staleFiveArms(clipRange: ClipRange(low: 0.2, high: 0.2)),
      try Problem(Prompt.withPassRate(name: "rare", passRate: 0.01)),
    ]
  }

  private static func sums(
    _ problem: Problem, _ settings: [Setting], signs: [Double], isGeneral: Bool
  ) throws -> [MomentAccumulator] {
    let stratum = Strata.whole(problem, groupSize: settings[0].groupSize)[0]
    let group = try DrawnGroup(
      stratum, groupSize: settings[0].groupSize, dithers: DitherTable(settings).distinct,
      usesSobol: false)
    let tally = NoiseTally(
      problem, settings: settings, units: settings.map { _ in 1 }, signs: signs,
      isGeneral: isGeneral)
    var kernel = StratumKernel(
      group, tally, settings: settings.count,
      dimension: problem.parameterCount + MomentIndex.extra)
    var stream = RandomStream(seed: 83)
    for _ in 0..<10 { try kernel.runBlock(count: 30, using: &stream) }
    return kernel.accumulators
  }

  private static func gap(_ a: [MomentAccumulator], _ b: [MomentAccumulator]) -> Double {
    zip(a, b).reduce(0) { worst, pair in
      let (a, b) = pair
      // By the largest entry of the mean: an entry may be 0 but for rounding.
      let size = b.mean.reduce(1e-3) { max($0, abs($1)) }
      let gaps = zip(a.mean, b.mean).map { abs($0 - $1) / size }
      return max(worst, gaps.max()!, abs(a.maximum - b.maximum) / max(1e-3, b.maximum))
    }
  }

  @Test(arguments: [[1.0], [1, -1]])
  func `lanes and single settings find the same`(signs: [Double]) throws {
    for problem in try Self.problems() {
      for family in [NoiseFamily.gaussian, .studentT(degreesOfFreedom: 5)] {
        let settings = try Self.settings(family)
        let paths = NoiseLanes.partition(settings, problem, units: settings.map { _ in 1 })
        // Rewards as they are, deviations, and those divided.
        #expect(paths.others.isEmpty && paths.lanes.count == 3)
        let lanes = try Self.sums(problem, settings, signs: signs, isGeneral: false)
        let single = try Self.sums(problem, settings, signs: signs, isGeneral: true)
        #expect(Self.gap(lanes, single) < 1e-11, "\(problem.name) \(family)")
      }
    }
  }

  /// A planted error: another clamp, by one per cent, in one of fifty settings.
  @Test func `a clamp that is off by a hundredth is seen`() throws {
    let problem = try ReferencePrompts.fiveArms()
    let settings = try Self.settings(.gaussian)
    var wrong = settings
    let place = try #require(settings.firstIndex { $0.advantage.clamp == 1.2 && $0.sigma == 1 })
    wrong[place].advantage.clamp = 1.2 * 1.01
    let lanes = try Self.sums(problem, wrong, signs: [1], isGeneral: false)
    let single = try Self.sums(problem, settings, signs: [1], isGeneral: true)
    #expect(Self.gap(lanes, single) > 1e-4)
  }

  /// What lanes do not know goes one by one: noise of few values, divisors of their own, weights, shared noise, noise far
  /// below the rewards.
  @Test func `other settings stay apart`() throws {
    let problem = try ReferencePrompts.fiveArms()
    let dither = try Dither(.gaussian)
    let setting = { (estimator: AdvantageEstimator, dither: Dither, sigma: Double) in
      try Setting(advantage: estimator, dither: dither, sigma: sigma, groupSize: 6)
    }
    let plain = try AdvantageEstimator(.standardized)
    let settings = [
      try setting(plain, Dither(.rademacher), 0.1),
      try setting(AdvantageEstimator(.leaveOneOutStandardized), dither, 0.1),
      try setting(AdvantageEstimator(.standardized, focal: 1), dither, 0.1),
      try setting(plain, dither, 1e-8),
      try setting(plain, dither, 1e40),
    ]
    let paths = NoiseLanes.partition(settings, problem, units: settings.map { _ in 1 })
    #expect(paths.others == Array(settings.indices) && paths.lanes.isEmpty)
    // A unit of its own is one too.
    let one = [try setting(plain, dither, 0.1)]
    #expect(NoiseLanes.partition(one, problem, units: [2]).others == [0])
  }
}
