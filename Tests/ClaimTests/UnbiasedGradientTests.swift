import Analysis
import Testing

/// The change of E g along grad V is known to about .5% of the gain; the loss to shrinkage at sigma
/// .5 is 30%.
struct UnbiasedGradientTests {
  static let claim = ClaimCase.named("UnbiasedGradient")

  @Test func `verdicts are the expected ones`() throws { try Self.claim.expectVerdicts() }

  @Test(arguments: claim.refused)
  func `a planted error is refused`(_ error: PlantedError) throws {
    try Self.claim.expectRefusal(of: error)
  }
}
