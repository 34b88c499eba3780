import Testing

@testable import Analysis

/// E S^2 is known to .3%; a noise shared by the group would take away a quarter of it.
struct RewardVarianceTests {
  static let claim = ClaimCase.named("RewardVariance")

  @Test func `verdicts are the expected ones`() throws { try Self.claim.expectVerdicts() }

  @Test(arguments: claim.refused)
  func `a planted error is refused`(_ error: PlantedError) throws {
    try Self.claim.expectRefusal(of: error)
  }

  /// r = (0, .2, 1, 1): mean .55, squared deviations .3025 + .1225 + 2 * .2025 = .83;
  /// .83 / 4 + .09 * 3/4 = .275 and .83 / 3 + .09 = .366666...
  @Test(arguments: [(0, 0.275), (1, 0.83 / 3 + 0.09)])
  func `expected variance of a group by hand`(ddof: Int, expected: Double) {
    let rewards = [0, 0.2, 1, 1]
    let formula = RewardVariance.expectation(rewards: rewards, sigma: 0.3, ddof: ddof)
    let pairwise = RewardVariance.pairwise(rewards: rewards, sigma: 0.3, ddof: ddof)
    #expect(abs(formula - expected) < 1e-15)
    #expect(abs(pairwise - expected) < 1e-15)
  }
}
