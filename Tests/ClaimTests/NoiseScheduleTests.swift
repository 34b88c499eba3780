import Testing

@testable import Analysis

/// Ratios of steps are known to .3% to 1.5%, from 250 to 500 runs, and differ from 1 by 10% to 40%.
/// Noise that centring removes would leave them all at 1.
struct NoiseScheduleTests {
  static let claim = ClaimCase.named("NoiseSchedule")

  @Test func `verdicts are the expected ones`() throws { try Self.claim.expectVerdicts() }

  @Test(arguments: claim.refused)
  func `a planted error is refused`(_ error: PlantedError) throws {
    try Self.claim.expectRefusal(of: error)
  }
}
