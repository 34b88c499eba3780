import Analysis
import Testing

/// 100,000 groups, seed 20250618: the change of E g along grad V is known to about .5% of the gain
/// (z <= 5), the loss to shrinkage at sigma .5 is 30%.
struct UnbiasedGradientTests {
  let claim = Claim.all.first { $0.name == "UnbiasedGradient" }!
  let sampling = Sampling(groups: 100_000, seed: 20_250_618, threads: 2)

  @Test func `verdicts are the expected ones`() throws {
    let judgement = try Judgement(claim.findings(sampling))
    for finding in judgement.findings {
      #expect(judgement.verdict(finding) == finding.expected, "\(finding)")
    }
  }

  @Test(arguments: [PlantedError.noiseFollowsReward])
  func `a planted error is refused`(_ error: PlantedError) throws {
    let judgement = try Judgement(claim.findings(sampling, plantedError: error))
    #expect(!judgement.isAsExpected)
  }
}
