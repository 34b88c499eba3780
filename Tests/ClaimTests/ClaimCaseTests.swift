import Analysis
import Testing
import Training

/// The tests of the claims are complete: every claim refuses something; for the other way round see
/// `ClaimPlantedErrorTests`.
struct ClaimCaseTests {
  @Test func `every claim refuses at least one planted error, and none is refused without a claim`()
  {
    let names = Set(Claim.catalogue.map(\.name))
    #expect(Set(ClaimCase.refusals.filter { !$0.value.isEmpty }.keys) == names)
  }
}
