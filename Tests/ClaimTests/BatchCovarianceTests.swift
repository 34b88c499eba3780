import Testing

@testable import Analysis

/// E norm(g)^2 of a batch is known to 1%; groups taken as independent are off by more than 5% of it.
struct BatchCovarianceTests {
  static let claim = ClaimCase.named("BatchCovariance")

  @Test func `verdicts are the expected ones`() throws { try Self.claim.expectVerdicts() }

  @Test(arguments: claim.refused)
  func `a planted error is refused`(_ error: PlantedError) throws {
    try Self.claim.expectRefusal(of: error)
  }

  /// Two groups of two, p = 1/2: both are mixed with probability 1/4; then K = 2 of 4, products K_a (2 - K_a)
  /// are 1, and N / (K (N-K)) = 1: 4 / 2^4 / 4 = 1/16 of norm(Delta)^2.
  @Test func `two groups of two by hand`() {
    let cross = BatchCovariance.crossMoment(
      p: 0.5, squaredContrast: 1, groupSize: 2, batchGroups: 2, sigma: 0)
    #expect(abs(cross - 0.0625) < 1e-15)
  }

  /// The sum over K_a, K_b and the others against the law that knows any levels.
  @Test(arguments: [0, 0.1, 0.5], [2, 3, 8])
  func `the closed form is the general law`(sigma: Double, groups: Int) throws {
    let problem = try ReferencePrompts.fiveArms()
    var setting = try BatchCovariance.setting(sigma: sigma)
    setting.groupSize = 4
    setting.batchGroups = groups
    let general = try SharedDivisor.crossMoment(ProblemSet([problem]), setting: setting)
    let closed = BatchCovariance.crossMoment(
      p: problem.value, squaredContrast: BinaryBandit(problem).squaredContrast, groupSize: 4,
      batchGroups: groups, sigma: sigma)
    #expect(abs(closed - general) < 1e-12 * general)
  }
}
