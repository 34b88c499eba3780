import GRPO
import Testing

@testable import Analysis

/// E norm(g)^2 is known to .4%; one noise for both components adds a quarter of it where both are silent.
struct DecoupledNormalizationTests {
  static let claim = ClaimCase.named("DecoupledNormalization")

  @Test func `verdicts are the expected ones`() throws { try Self.claim.expectVerdicts() }

  @Test(arguments: claim.refused)
  func `a planted error is refused`(_ error: PlantedError) throws {
    try Self.claim.expectRefusal(of: error)
  }

  /// Trace of Cov g and norm of E g, worked out apart by NumPy, to the last printed digit.
  @Test(arguments: [
    (0.0, 0.143478, 0.282922), (0.001, 0.175525, 0.282922), (0.05, 0.174925, 0.282048),
    (0.3, 0.158600, 0.251628),
  ])
  func `the table of the four arms`(sigma: Double, trace: Double, norm: Double) throws {
    let law = try DecoupledNormalization.moments(
      ReferencePrompts.fourArmsOfTwoRewards(), sigma: sigma)
    let signal = dot(law.gradient, law.gradient)
    #expect(abs(law.square - signal - trace) < 5.5e-7)
    #expect(abs(signal.squareRoot() - norm) < 5.5e-7)
  }

  /// Answers: right on arms of .15 and .05, wrong on .7 and .1; formats: right on .15 and .7. So
  /// (1/4) { .2^4 (1 - .75^2 - .25^2) + .8^4 (1 - .875^2 - .125^2)
  ///         + .25 [.85^4 (1 - (.15^2 + .7^2)/.85^2) + .15^4 (1 - 1/9 - 4/9)] } = .0320469...
  @Test func `the jump by hand`() throws {
    let answers = 0.0016 * 0.375 + 0.4096 * 0.21875
    let formats = 0.52200625 * (1 - 0.5125 / 0.7225) + 0.00050625 * 4 / 9
    let jump = DecoupledNormalization.jump(try ReferencePrompts.fourArmsOfTwoRewards())
    #expect(abs(jump - (answers + 0.25 * formats) / 4) < 1e-15)
    #expect(abs(jump - 0.032047) < 1e-6)
  }

  /// What is left of the change, E norm(g)^2 (sigma) - E norm(g)^2 (0) - jump, is of order sigma^2.
  @Test func `the jump is the limit of the second moment`() throws {
    let problem = try ReferencePrompts.fourArmsOfTwoRewards()
    let plain = try DecoupledNormalization.moments(problem, sigma: 0).square
    let rest = try [1e-2, 1e-3].map { sigma in
      try DecoupledNormalization.moments(problem, sigma: sigma).square - plain
        - DecoupledNormalization.jump(problem)
    }
    #expect(abs(rest[0]) > 1e-6)
    #expect(abs(rest[0] / rest[1] - 100) < 1)
  }

  /// The more components all completions have alike, the larger the jump: by w^2 tr F / G for each.
  @Test func `every saturated component adds its weight`() throws {
    let one = try ReferencePrompts.fiveArms()
    let two = try ReferencePrompts.saturatedFormat()
    let alone = SilentGroups.jump(BinaryBandit(one), groupSize: DecoupledNormalization.groupSize)
    let information = 1 - dot(one.probabilities, one.probabilities)
    #expect(
      abs(DecoupledNormalization.jump(two) - alone - 0.25 * information / 4) < 1e-15)
  }
}
