import GRPO
import GSL
import Testing

@testable import Analysis

/// The gain is known to .3%; ddof moves it by 7% at G = 8.
struct GroupStandardDeviationTests {
  static let claim = ClaimCase.named("GroupStandardDeviation")

  @Test func `verdicts are the expected ones`() throws { try Self.claim.expectVerdicts() }

  @Test(arguments: claim.refused)
  func `a planted error is refused`(_ error: PlantedError) throws {
    try Self.claim.expectRefusal(of: error)
  }

  /// The formula is an identity of each group, not of means: scores drawn at random.
  @Test(arguments: [2, 3, 8, 16])
  func `the gradient of each group is the contrast`(g: Int) throws {
    var random = RandomStream(seed: UInt64(g))
    let estimator = try AdvantageEstimator(.standardized)
    for k in 0...g {
      let advantages = estimator.advantages(of: (0..<g).map { $0 < k ? 1 : 0 })
      let scores = (0..<g).map { _ in random.gaussian() }
      let gradient = dot(advantages, scores) / Double(g)
      let right = scores[..<k].reduce(0, +) / Double(max(k, 1))
      let wrong = scores[k...].reduce(0, +) / Double(max(g - k, 1))
      let factor = GroupStandardDeviation.factor(correct: k, groupSize: g)
      #expect(abs(gradient - factor * (right - wrong)) < 1e-14)
    }
  }

  /// Two sums over K that share nothing but the binomial law.
  @Test(arguments: [2, 4, 8])
  func `its second moment is that of SecondMoment without dither`(g: Int) throws {
    let problem = try ReferencePrompts.fiveArms()
    let moments = GroupStandardDeviation.moments(.init(problem), groupSize: g)
    let other = SecondMoment.expectation(BinaryBandit(problem), groupSize: g, sigma: 0)
    #expect(abs(moments.secondMoment - other) < 1e-14)
  }

  /// tr Cov g at sigma 0 on five arms, G = 4, to the last printed digit.
  @Test func `trace of the reference table`() throws {
    let moments = GroupStandardDeviation.moments(
      .init(try ReferencePrompts.fiveArms()), groupSize: 4)
    let trace = moments.secondMoment - dot(moments.expected, moments.expected)
    #expect(abs(trace - 0.116653) < 5.5e-7)
  }
}
