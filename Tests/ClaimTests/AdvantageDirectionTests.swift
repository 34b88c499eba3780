import GRPO
import Testing

@testable import Analysis

/// The part across A is known to .0005 of the .005 that uniform noise makes.
struct AdvantageDirectionTests {
  static let claim = ClaimCase.named("AdvantageDirection")

  @Test func `verdicts are the expected ones`() throws { try Self.claim.expectVerdicts() }

  @Test(arguments: claim.refused)
  func `a planted error is refused`(_ error: PlantedError) throws {
    try Self.claim.expectRefusal(of: error)
  }

  /// From quadratures over the three noises, by another program: .00534717524 and, to 5e-7, .0014876.
  @Test(arguments: [
    (NoiseFamily.uniform, 0.005_347_175_24, 1e-10), (.laplace, 0.001_487_6, 5e-7),
  ])
  func `noise turns three levels by a known angle`(
    family: NoiseFamily, across: Double, tolerance: Double
  ) throws {
    let group = try FixedGroup(
      rewards: [0, 0.2, 1], advantage: AdvantageEstimator(.standardized), dither: Dither(family),
      sigma: 0.3)
    let mean = try #require(try AdvantageDirection.expectedAdvantages(group))
    let frame = AdvantageFrame(group.rewards)
    #expect(abs(abs(dot(mean, frame.across)) - across) < tolerance)
  }

  /// Along A, by the same quadrature: 1.57304.
  @Test func `uniform noise shrinks three levels by a known factor`() throws {
    let group = try FixedGroup(
      rewards: [0, 0.2, 1], advantage: AdvantageEstimator(.standardized), dither: Dither(.uniform),
      sigma: 0.3)
    let mean = try #require(try AdvantageDirection.expectedAdvantages(group))
    #expect(abs(dot(mean, AdvantageFrame(group.rewards).along) - 1.57304) < 1e-5)
  }

  /// G = 2, r = (0, 1), noise +-.6: gaps 1, 1, 2.2, -.2, so E A = (3 - 1)/4 (-1, 1).
  @Test func `two-valued noise by hand`() throws {
    let group = try FixedGroup(
      rewards: [0, 1], advantage: AdvantageEstimator(.standardized), dither: Dither(.rademacher),
      sigma: 0.6)
    let mean = try #require(try AdvantageDirection.expectedAdvantages(group))
    #expect(abs(mean[0] + 0.5) < 1e-15 && abs(mean[1] - 0.5) < 1e-15)
  }

  /// Cosines of E g with grad V, G = 4, to the last printed digit.
  @Test(arguments: [(0, 0.656), (0.289, 0.979)])
  func `dither turns a biased gradient back`(sigma: Double, cosine: Double) throws {
    let problem = try AdvantageDirection.nearTie()
    let gradient = try #require(
      try ExactLaw.moments(
        ProblemSet([problem]), setting: .standardized(sigma: sigma, groupSize: 4)
      ).expectedGradient)
    let value = problem.valueGradient
    let found = dot(gradient, value) / (dot(gradient, gradient) * dot(value, value)).squareRoot()
    #expect(abs(found - cosine) < 5.5e-4)
  }
}
