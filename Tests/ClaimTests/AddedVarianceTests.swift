import Analysis
import Testing

struct AddedVarianceTests {
  static let claim = ClaimCase.named("AddedVariance")

  @Test func `verdicts are the expected ones`() throws { try Self.claim.expectVerdicts() }

  @Test(arguments: claim.refused)
  func `a planted error is refused`(_ error: PlantedError) throws {
    try Self.claim.expectRefusal(of: error)
  }
}
