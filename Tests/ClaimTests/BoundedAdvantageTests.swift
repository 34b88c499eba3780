import GRPO
import RealModule
import Testing

@testable import Analysis

/// The share of draws near the bound is known to 1% of itself; were there none, z would be -90.
struct BoundedAdvantageTests {
  static let claim = ClaimCase.named("BoundedAdvantage")

  @Test func `verdicts are the expected ones`() throws { try Self.claim.expectVerdicts() }

  @Test(arguments: claim.refused)
  func `a planted error is refused`(_ error: PlantedError) throws {
    try Self.claim.expectRefusal(of: error)
  }

  @Test(arguments: [2, 3, 8, 16, 64], [0, 1])
  func `a lone success attains the bound`(g: Int, ddof: Int) throws {
    let rewards = (0..<g).map { $0 == 0 ? 1.0 : 0 }
    let advantages = try AdvantageEstimator(.standardized, ddof: ddof).advantages(of: rewards)
    let bound = BoundedAdvantage.bound(groupSize: g, ddof: ddof)
    #expect(abs(advantages[0] - bound) < 1e-13 * bound)
  }

  /// sqrt(14)/sigma E[1 / chi_14] = sqrt(7) Gamma(13/2) / (Gamma(7) sigma) = 1.0579 / sigma.
  @Test(arguments: [(0.05, 21.16), (0.01, 105.8)])
  func `a lone success of sixteen divided by the others`(sigma: Double, printed: Double) throws {
    let closed = Double.sqrt(7) * .exp(.logGamma(6.5) - .logGamma(7)) / sigma
    let plain = try BoundedAdvantage.loneSuccessMean(groupSize: 16, stabilizer: 0, sigma: sigma)
    let stabilized = try BoundedAdvantage.loneSuccessMean(
      groupSize: 16, stabilizer: 1e-6, sigma: sigma)
    #expect(abs(plain - closed) < 1e-9 * closed)
    #expect(abs(stabilized - printed) < 0.003 * printed)
    #expect(stabilized < plain)
  }
}
