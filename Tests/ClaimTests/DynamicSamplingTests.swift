import Testing

@testable import Analysis

/// E norm(g)^2 is known to .3%; the noise of silent groups is two fifths of it.
struct DynamicSamplingTests {
  static let claim = ClaimCase.named("DynamicSampling")

  @Test func `verdicts are the expected ones`() throws { try Self.claim.expectVerdicts() }

  @Test(arguments: claim.refused)
  func `a planted error is refused`(_ error: PlantedError) throws {
    try Self.claim.expectRefusal(of: error)
  }

  /// .5^4 + .5^4 = 1/8; .02^8 + .98^8 = .850763...
  @Test func `shares of silent groups by hand`() {
    #expect(DynamicSampling.silentShare(p: 0.5, groupSize: 4) == 0.125)
    #expect(abs(DynamicSampling.silentShare(p: 0.02, groupSize: 8) - 0.850_763_022_6) < 1e-9)
  }

  /// Without dither silent groups have no gradient: kept groups have the whole second moment.
  @Test func `without dither the filter only rescales`() throws {
    let bandit = BinaryBandit(try ReferencePrompts.fiveArms())
    let kept = 1 - DynamicSampling.silentShare(p: bandit.successProbability, groupSize: 4)
    let mixed = DynamicSampling.mixedSecondMoment(bandit, groupSize: 4, sigma: 0)
    let all = SecondMoment.expectation(bandit, groupSize: 4, sigma: 0)
    #expect(abs(mixed * kept - all) < 1e-15)
  }

  /// What the filter takes away is the jump of SilentGroups, whatever sigma.
  @Test(arguments: [1e-3, 0.0289, 0.5, 3])
  func `the filter takes away the jump`(sigma: Double) throws {
    let bandit = BinaryBandit(try ReferencePrompts.fiveArms())
    let kept = 1 - DynamicSampling.silentShare(p: bandit.successProbability, groupSize: 4)
    let mixed = DynamicSampling.mixedSecondMoment(bandit, groupSize: 4, sigma: sigma)
    let all = SecondMoment.expectation(bandit, groupSize: 4, sigma: sigma)
    #expect(abs(all - mixed * kept - SilentGroups.jump(bandit, groupSize: 4)) < 1e-14)
  }
}
