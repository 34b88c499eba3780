import Testing

@testable import Analysis

/// Ratios of steps are known to .3% to 1%, from 250 to 500 runs; at sigma .5 standardized runs take
/// 1.4 to 1.6 times as many. Noise that centring removes would leave them all at 1, also those with
/// near-ties, .062 +- .005 from 25 runs; a stabilizer that is forgotten leaves its own at 1.
struct FasterConvergenceTests {
  static let claim = ClaimCase.named("FasterConvergence")

  @Test func `verdicts are the expected ones`() throws { try Self.claim.expectVerdicts() }

  @Test(arguments: claim.refused)
  func `a planted error is refused`(_ error: PlantedError) throws {
    try Self.claim.expectRefusal(of: error)
  }
}
