import Testing

@testable import Analysis

/// The mean along A is known to .15%; ddof moves it by 7% at G = 8.
struct ShrinkageLawTests {
  static let claim = ClaimCase.named("ShrinkageLaw")

  @Test func `verdicts are the expected ones`() throws { try Self.claim.expectVerdicts() }

  @Test(arguments: claim.refused)
  func `a planted error is refused`(_ error: PlantedError) throws {
    try Self.claim.expectRefusal(of: error)
  }

  /// Reference points for rewards 0 and 1, to the last printed digit.
  @Test(arguments: [
    (8, 1, 0.0289, 0.997145), (8, 1, 0.5, 0.575475), (8, 4, 0.3, 0.881858), (4, 2, 1, 0.483941),
    (16, 3, 0.289, 0.817231),
  ])
  func `kappa of the reference points`(g: Int, k: Int, sigma: Double, expected: Double) throws {
    let lambda = BinaryBandit.signalToNoise(correct: k, groupSize: g, sigma: sigma)
    #expect(abs(try ShrinkageLaw.kappa(groupSize: g, lambda: lambda) - expected) < 5e-7)
  }

  @Test(arguments: [0.01, 0.3, 1, 2.5, 8, 40])
  func `closed forms of two and three rewards`(lambda: Double) throws {
    for g in [2, 3] {
      let closed = try ShrinkageLaw.kappa(groupSize: g, lambda: lambda)
      let general = ShrinkageLaw.poissonForm(groupSize: g, lambda: lambda)
      #expect(abs(closed - general) < 1e-12 * closed, "G \(g)")
    }
  }

  /// d = G - 1; the next term of 1 - (d-1)/(2 lambda^2) is -(d-1)(3-d) 3/8 / lambda^4 =
  /// 3 (d-1)(d-3)/8 / lambda^4, and the one after is of order (d/lambda)^2 of that.
  @Test(arguments: [3, 6, 8, 16])
  func `large lambda has the stated asymptote`(g: Int) {
    let lambda = 100.0
    let d = Double(g - 1)
    let rest =
      ShrinkageLaw.poissonForm(groupSize: g, lambda: lambda)
      - (1 - (d - 1) / (2 * lambda * lambda))
    let next = 3 * (d - 1) * (d - 3) / 8
    #expect(abs(rest * lambda * lambda * lambda * lambda - next) < 0.05 * abs(next) + 0.01)
  }

  @Test(arguments: [2, 3, 4, 8, 64])
  func `the energy of the advantages is their number`(g: Int) {
    for lambda in [0, 0.2, 1, 5, 30] {
      let law = ShrinkageLaw.secondMoment(groupSize: g, lambda: lambda)
      #expect(abs(law.isotropic * Double(g - 1) + law.aligned - 1) < 1e-12)
    }
  }
}
