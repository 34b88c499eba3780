import GRPO
import GSL
import Policies
import TestSupport
import Testing

@testable import Analysis

/// What each method claims as its standard error is the scatter of its estimates: the sum of the
/// squared z-scores of 400 seeds of 2,048 groups.
///
/// With independent groups z is close to normal: mean square 1, its variance 2. With 16 Sobol copies
/// it follows Student's law of 15 degrees, or, strata put together, one between it and the normal:
/// mean square 1 to 15/13, variance 2 to 3.39. At most 5 standard deviations: standard errors 21% too
/// small or 24% too large are refused.
struct ReductionErrorTests {
  static let seeds = 400

  @Test(arguments: SamplingMethod.all)
  func `standard errors are the scatter of the estimates`(method: SamplingMethod) throws {
    for passRate in [0.05, 0.4] {
      let item = try ReductionCase.passRate(passRate, sigmas: [0.2])
      let scores = try Self.squares(item) { seed in
        try item.run(method, groups: 2048, seed: seed)
      }
      let isStudent = method.contains(.sobol)
      for (s, sum) in scores.enumerated() {
        let n = Double(Self.seeds)
        let highest = isStudent ? 15.0 / 13 : 1
        let deviation = ((isStudent ? 3.39 : 2) * n).squareRoot()
        #expect(
          sum >= n - 5 * deviation && sum <= n * highest + 5 * deviation,
          "\(method.name), p \(passRate), \(item.settings[s].advantage.text): \(sum / n)")
      }
    }
  }

  /// The two images of a pair share their outcomes: taken for independent, they halve the variance of
  /// the mean, and the mean square of z is near 2.
  @Test func `mirror images taken for independent groups are seen`() throws {
    let item = try ReductionCase.passRate(0.4, sigmas: [0.2])
    let problem = item.set.problems[0]
    let scores = try Self.squares(item) { seed in
      let stratum = Strata.whole(problem, groupSize: 8)[0]
      let group = try DrawnGroup(
        stratum, groupSize: 8, dithers: [item.settings[0].dither], usesSobol: false)
      var kernel = StratumKernel(
        group, ImagesApart(problem, item.settings), settings: item.settings.count,
        dimension: problem.parameterCount + MomentIndex.extra)
      var stream = RandomStream(seed: seed)
      for _ in 0..<512 { try kernel.runBlock(count: 2, using: &stream) }
      return kernel.accumulators.map {
        SimulatedMoments(
          MeanEstimate([(1, $0)], count: 2048), valueGradient: problem.valueGradient)
      }
    }
    let n = Double(Self.seeds)
    #expect(scores.contains { $0 > n + 5 * (2 * n).squareRoot() }, "\(scores)")
  }

  /// Sums of squared z-scores of the variance over the seeds, by setting.
  static func squares(
    _ item: ReductionCase, run: (UInt64) throws -> [SimulatedMoments]
  ) throws -> [Double] {
    let exact = try item.settings.indices.map { try item.exact($0).variance }
    var sums = [Double](repeating: 0, count: exact.count)
    for seed in 0..<UInt64(seeds) {
      for (s, found) in try run(seed).enumerated() {
        let z = ZScore(found.variance, against: exact[s]).value
        sums[s] += z * z
      }
    }
    return sums
  }
}

/// A planted error: each image of a pair is a block of its own.
private struct ImagesApart: GroupTally {
  private var plus: NoiseTally
  private var minus: NoiseTally

  init(_ problem: Problem, _ settings: [Setting]) {
    let units = settings.map { _ in 1.0 }
    plus = NoiseTally(problem, settings: settings, units: units, signs: [1])
    minus = NoiseTally(problem, settings: settings, units: units, signs: [-1])
  }

  mutating func add(_ group: DrawnGroup) {
    plus.add(group)
    minus.add(group)
  }

  mutating func closeBlock(count: Int, into accumulators: inout [MomentAccumulator]) {
    plus.closeBlock(count: count, into: &accumulators)
    minus.closeBlock(count: count, into: &accumulators)
  }
}
