import Analysis
import Testing
import Training

/// The tests of the claims are complete: every claim has its case and refuses something; for the
/// other way round see `ClaimPlantedErrorTests`.
struct ClaimCaseTests {
  @Test func `every claim has a case, in the order of the catalogue`() {
    #expect(ClaimCase.all.map(\.claim.name) == Claim.catalogue.map(\.name))
  }

  @Test func `every claim refuses at least one planted error`() {
    #expect(ClaimCase.all.allSatisfy { !$0.refused.isEmpty })
  }
}
