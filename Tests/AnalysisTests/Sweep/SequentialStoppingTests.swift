import GRPO
import GSL
import Policies
import TestSupport
import Testing

@testable import Analysis

/// What rounds that end at a standard error make of it: 400 seeds, each until .5% of the variance is reached, some eight
/// times the groups of the pilot and more.
struct SequentialStoppingTests {
  private static let seeds = 400

  /// Mean square of the z-scores against the exact law, and the share of them within 1.96. That share is .95 for a normal
  /// score and .93 for Student's of 15 degrees; 5 standard deviations of 400 seeds are .054 and .064. Errors told 21% too
  /// small or 24% too large are refused, as in ReductionErrorTests.
  @Test(arguments: [
    SamplingMethod.plain, .stratified, [.stratified, .antithetic], [.conditional, .stratified],
    [.conditional, .stratified, .sobol],
  ])
  func `errors that rounds stop at are the scatter of the estimates`(
    method: SamplingMethod
  ) throws {
    let scores = try Self.scores(method)
    let n = Double(Self.seeds)
    let isStudent = method.contains(.sobol)
    let deviation = ((isStudent ? 3.39 : 2) / n).squareRoot()
    let mean = scores.reduce(0) { $0 + $1 * $1 } / n
    #expect(mean >= 1 - 5 * deviation, "\(method.name): \(mean)")
    #expect(mean <= (isStudent ? 15.0 / 13 : 1) + 5 * deviation, "\(method.name): \(mean)")
    let covered = Double(scores.count { abs($0) < 1.96 }) / n
    #expect(covered >= (isStudent ? 0.93 - 0.064 : 0.95 - 0.054), "\(method.name): \(covered)")
  }

  /// The planted error: a standard error from half as many groups as there are, as of rounds that are added twice.
  @Test func `errors too small by the root of two are refused`() throws {
    let scores = try Self.scores(.stratified).map { $0 * 2.0.squareRoot() }
    let n = Double(Self.seeds)
    #expect(scores.reduce(0) { $0 + $1 * $1 } / n > 1 + 5 * (2 / n).squareRoot())
  }

  private static func scores(_ method: SamplingMethod) throws -> [Double] {
    let sweep = Sweep(
      try ProblemSet([Problem(Prompt.withPassRate(name: "a", passRate: 0.3))]),
      advantages: [try AdvantageEstimator(.standardized)], dithers: [try Dither(.gaussian)],
      sigmas: [0.2], groupSize: 8)
    return try (0..<UInt64(seeds)).map { seed in
      let found = try sweep.run(
        Sampling(groups: 0, seed: seed, threads: 2), until: PrecisionTarget(0.005),
        methods: [method])
      #expect(found.relativeError <= 0.005)
      let row = found.rows[found.rows.count - 1]
      let estimate = try #require(row.simulated?[.variance])
      return ZScore(estimate, against: try #require(row.exact[.variance]?.mean)).value
    }
  }
}
