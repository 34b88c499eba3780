import Analysis
import Testing

/// Every small mistake that a real implementation could contain is refused by a claim.
///
/// 100,000 groups, one seed; the claim named is the one closest to the mistake, mostly one of several
/// that refuse it. A noise of mean .01 needs that many: it is known to .006 by then. Refused means that
/// some verdict is not the expected one; without a planted error all are (`verdicts are the expected
/// ones` of each claim).
struct ClaimPlantedErrorTests {
  @Test func `the table has every planted error, in order`() {
    #expect(PlantedError.refusedBy.map(\.error) == PlantedError.allCases)
  }

  @Test(arguments: PlantedError.refusedBy)
  func `a planted error is refused`(error: PlantedError, claim: String) throws {
    try ClaimCase.named(claim).expectRefusal(of: error)
  }

  /// At 10,000 groups the mean is known to .02 only: the check says so, and stays silent.
  @Test func `a small shift of the noise needs many groups`() throws {
    var sampling = ClaimCase.sampling
    sampling.groups = 10_000
    let claim = try Claim.named("UnbiasedGradient")
    let judgement = try Judgement(
      claim.findings(sampling, plantedError: .noiseMeanShifted))
    let means = judgement.findings.filter { $0.quantity.hasPrefix("mean (") }
    #expect(means.count == 6)
    #expect(means.allSatisfy { judgement.detectableEffect($0) > 0.01 })
  }
}
