import Testing

@testable import Analysis

/// The jump is known to .5% of itself; dropping silent groups takes all of it.
struct SilentGroupsTests {
  static let claim = ClaimCase.named("SilentGroups")

  @Test func `verdicts are the expected ones`() throws { try Self.claim.expectVerdicts() }

  @Test(arguments: claim.refused)
  func `a planted error is refused`(_ error: PlantedError) throws {
    try Self.claim.expectRefusal(of: error)
  }

  /// Reference energies at stabilizer 1e-4, G = 8, ddof 1, half a unit of the last printed digit.
  @Test(arguments: [
    (1e-6, 9.8e-5, 5e-7), (1e-5, 0.0081, 5e-5), (1e-4, 0.237, 5e-4), (1e-3, 0.810, 5e-4),
    (1e-2, 0.978, 5e-4), (0.0289, 0.992, 5e-4),
  ])
  func `energies of the reference table`(sigma: Double, expected: Double, half: Double) throws {
    let share = try SilentGroups.energyShare(
      groupSize: 8, ddof: 1, stabilizer: 1e-4, sigma: sigma)
    #expect(abs(share - expected) <= half)
  }

  /// The rest of the change, E norm(g)^2 (sigma) - E norm(g)^2 (0) - jump, is of order sigma^2.
  @Test func `the jump is the limit of the second moment`() throws {
    let bandit = BinaryBandit(try ReferencePrompts.fiveArms())
    let plain = SecondMoment.expectation(bandit, groupSize: 4, sigma: 0)
    let rest = [1e-2, 1e-3].map { sigma in
      SecondMoment.expectation(bandit, groupSize: 4, sigma: sigma) - plain
        - SilentGroups.jump(bandit, groupSize: 4)
    }
    #expect(abs(rest[0]) > 1e-6)
    #expect(abs(rest[0] / rest[1] - 100) < 1)
  }

  @Test func `with two arms there is no jump`() throws {
    let bandit = BinaryBandit(try ReferencePrompts.twoArms(p: 0.3))
    #expect(abs(SilentGroups.jump(bandit, groupSize: 4)) < 1e-15)
  }
}
