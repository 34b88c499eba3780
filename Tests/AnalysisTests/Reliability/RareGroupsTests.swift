import Analysis
import GRPO
import Policies
import TestSupport
import Testing

/// Errors that know what was not seen.
struct RareGroupsTests {
  @Test func `a success that no group saw leaves an error above the truth`() throws {
    let row = try Self.rows(
      .withPassRate(name: "rare", passRate: 1e-12), .mean, groupSize: 8, sigma: 0.05)[0]
    for quantity in [Quantity.gradientNorm, .secondMoment, .variance] {
      let (exact, found) = (try #require(row.exact[quantity]), row.simulated![quantity]!)
      #expect(found.mean == 0 && exact.mean > 0)
      #expect(found.standardError >= exact.mean, "\(quantity)")
      // And no more than the sampling error of one such group, P = 8e-12, in 2,000.
      #expect(found.standardError <= 1e-6, "\(quantity)")
    }
    #expect(row.note.contains("may miss them"))
  }

  /// A lone success has probability 2.1e-7 and an advantage of about 1e6: .0022 of the expected gradient.
  @Test func `a lone success of enormous advantage widens the error of the gradient`() throws {
    let prompt = try Prompt(
      name: "lone", policy: SoftmaxBandit(logits: [0, 0, 0, 0]), rewards: [0.2, 1, 0.2, 0.2])
    let row = try Self.rows(
      prompt, .leaveOneOutStandardized, groupSize: 64, sigma: 1e-6, stabilizer: 1e-6)[1]
    let exact = try #require(row.exact[.gradientNorm])
    let found = try #require(row.simulated?[.gradientNorm])
    let z = ZScore(found, against: exact.mean)
    #expect(z.agrees(), "\(z)")
    #expect(found.standardError > 0.002)
  }

  @Test func `where every kind of group was seen the sample's error stands`() throws {
    let row = try Self.rows(
      .withPassRate(name: "even", passRate: 0.5), .mean, groupSize: 4, sigma: 0.3)[1]
    #expect(row.note.isEmpty)
  }

  static func rows(
    _ prompt: Prompt, _ kind: AdvantageKind, groupSize: Int, sigma: Double,
    stabilizer: Double = 0
  ) throws -> [SweepRow] {
    let sweep = Sweep(
      try ProblemSet([Problem(prompt)]),
      advantages: [try AdvantageEstimator(kind, ddof: 0, stabilizer: stabilizer)],
      dithers: [try Dither(.gaussian)], sigmas: [sigma], groupSize: groupSize)
    return try sweep.run(Sampling(groups: 2000, seed: 1))
  }
}
