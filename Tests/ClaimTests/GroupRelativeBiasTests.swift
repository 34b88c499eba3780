import Testing

@testable import Analysis

/// Means of groups are known to .2%, gains to 1%; without silent groups, or with the other baseline, they
/// move by a tenth and more.
struct GroupRelativeBiasTests {
  static let claim = ClaimCase.named("GroupRelativeBias")

  @Test func `verdicts are the expected ones`() throws { try Self.claim.expectVerdicts() }

  @Test(arguments: claim.refused)
  func `a planted error is refused`(_ error: PlantedError) throws {
    try Self.claim.expectRefusal(of: error)
  }

  /// Biases at G = 8, to the last printed digit.
  @Test(arguments: [(0.1, 0.0756), (0.02, 0.1140), (0.9, -0.0756), (0.5, 0)])
  func `biases of the reference points`(p: Double, expected: Double) {
    #expect(abs(GroupRelativeBias.mixedMean(p: p, groupSize: 8) - p - expected) < 5e-5)
  }

  /// A mixed pair has one success.
  @Test(arguments: [0.01, 0.3, 0.9])
  func `of two completions the mean is one half`(p: Double) {
    #expect(abs(GroupRelativeBias.mixedMean(p: p, groupSize: 2) - 0.5) < 1e-14)
  }

  @Test(arguments: [0.001, 0.2, 0.45], [3, 8, 16])
  func `the bias is towards one half, and odd in p - 1/2`(p: Double, size: Int) {
    let bias = GroupRelativeBias.mixedMean(p: p, groupSize: size) - p
    #expect(bias > 0 && p + bias < 0.5)
    let mirrored = GroupRelativeBias.mixedMean(p: 1 - p, groupSize: size) - (1 - p)
    #expect(abs(bias + mirrored) < 1e-12)
  }

  @Test(arguments: [0.02, 0.5, 0.97], [2, 5, 16])
  func `the closed form is the mean over the law of K`(p: Double, size: Int) {
    let closed = GroupRelativeBias.mixedMean(p: p, groupSize: size)
    #expect(abs(closed - GroupRelativeBias.enumeratedMean(p: p, groupSize: size)) < 1e-12)
  }
}
