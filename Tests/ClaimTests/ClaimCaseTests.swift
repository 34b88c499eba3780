import Analysis
import Testing

/// The tests of the claims are complete: every claim has its case, every planted error is refused.
struct ClaimCaseTests {
  @Test func `every claim has a case, in the order of the catalogue`() {
    #expect(ClaimCase.all.map(\.claim.name) == Claim.all.map(\.name))
  }

  @Test func `every claim refuses at least one planted error`() {
    #expect(ClaimCase.all.allSatisfy { !$0.refused.isEmpty })
  }

  @Test(arguments: PlantedError.allCases)
  func `every planted error is refused by a claim`(_ error: PlantedError) {
    #expect(ClaimCase.all.contains { $0.refused.contains(error) })
  }
}
