import GRPO
import Testing

@testable import Analysis

/// The added trace is known to 1% of itself; a forgotten G/(G-1) moves it by 44%.
struct AddedVarianceTests {
  static let claim = ClaimCase.named("AddedVariance")

  @Test func `verdicts are the expected ones`() throws { try Self.claim.expectVerdicts() }

  @Test(arguments: claim.refused)
  func `a planted error is refused`(_ error: PlantedError) throws {
    try Self.claim.expectRefusal(of: error)
  }

  /// 1/8, 7/64, 1/7.
  @Test(arguments: [
    (AdvantageKind.reinforce, 0.125), (.mean, 0.109375), (.leaveOneOut, 1.0 / 7),
  ])
  func `factors of the linear advantages at G = 8`(kind: AdvantageKind, expected: Double) {
    #expect(AddedVariance.factor(kind, groupSize: 8) == expected)
  }

  /// Traces of the reference table for mean advantages on five arms, G = 4, less that at sigma 0;
  /// both are rounded to 6 digits.
  @Test(arguments: [
    (0.0289, 0.024117), (0.1, 0.025385), (0.289, 0.035553), (0.5, 0.058577), (1, 0.162304),
  ])
  func `traces of the reference table`(sigma: Double, trace: Double) throws {
    let pi = try ReferencePrompts.fiveArms().probabilities
    let added =
      AddedVariance.factor(.mean, groupSize: 4) * sigma * sigma
      * (1 - pi.reduce(0) { $0 + $1 * $1 })
    #expect(abs(0.024002 + added - trace) < 1e-6)
  }

  /// A unit vector e_a has the variance pi_a (1 - pi_a); a constant vector has none.
  @Test func `information along simple directions`() {
    let pi = [0.2, 0.3, 0.5]
    #expect(abs(AddedVariance.information(pi, along: [0, 1, 0]) - 0.21) < 1e-15)
    #expect(abs(AddedVariance.information(pi, along: [2, 2, 2])) < 1e-15)
  }
}
