import Testing

@testable import Analysis

/// The gain is known to .1% to .6%; a half-width taken for a standard deviation moves it by 15%.
struct GradientGainTests {
  static let claim = ClaimCase.named("GradientGain")

  @Test func `verdicts are the expected ones`() throws { try Self.claim.expectVerdicts() }

  @Test(arguments: claim.refused)
  func `a planted error is refused`(_ error: PlantedError) throws {
    try Self.claim.expectRefusal(of: error)
  }

  /// W(sigma) / W(0) at G = 8, to the last printed digit.
  @Test(arguments: [
    (0.05, [0.99741, 0.96985, 0.79939, 0.59946]), (0.5, [0.99855, 0.98298, 0.87530, 0.71320]),
  ])
  func `relative gain of the reference points`(p: Double, expected: [Double]) throws {
    let raw = try GradientGain.gain(p: p, groupSize: 8, sigma: 0)
    for (sigma, ratio) in zip([0.0289, 0.1, 0.289, 0.5], expected) {
      let gain = try GradientGain.gain(p: p, groupSize: 8, sigma: sigma)
      #expect(abs(gain / raw - ratio) < 5.5e-6, "sigma \(sigma)")
    }
  }

  /// G = 2, no dither: one mixed composition of probability 2 p (1-p), so W = 1.
  @Test(arguments: [0.01, 0.3, 0.9])
  func `two completions without dither have gain one`(p: Double) throws {
    #expect(abs(try GradientGain.gain(p: p, groupSize: 2, sigma: 0) - 1) < 1e-14)
  }

  /// From sigma .1 on: below, erf(lambda / sqrt 2) of two completions is 1 up to rounding.
  @Test(arguments: [0.001, 0.1, 0.5, 0.97], [2, 3, 8, 16])
  func `the gain strictly decreases in sigma`(p: Double, g: Int) throws {
    let gains = try [0, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2].map {
      try GradientGain.gain(p: p, groupSize: g, sigma: $0)
    }
    for (before, after) in zip(gains, gains.dropFirst()) { #expect(after < before) }
  }
}
