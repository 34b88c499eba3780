import GRPO
import Policies
import Testing

@testable import Analysis

/// Rows of a set whose laws are given: prompts a, b and a again of weights 1, 2 and 1, two arms of
/// probability 1/2 each, so that grad V is (-1/4, 1/4).
struct RowBuilderTests {
  private static func set() throws -> ProblemSet {
    let tables = try ["a", "b"].map {
      try Problem(
        Prompt(
          name: $0, weight: $0 == "a" ? 1 : 2, policy: SoftmaxBandit(logits: [0, 0]),
          rewards: [0, 1]))
    }
    let again = Problem(
      try Prompt(name: "c", policy: SoftmaxBandit(logits: [0, 0]), rewards: [0, 1]),
      tables: tables[0].tables)
    return try ProblemSet([tables[0], tables[1], again])
  }

  private static func law(
    _ gradient: [Double], _ second: Double, silent: Double, curvature: Double? = nil
  ) -> ExactMoments {
    ExactMoments(
      ScaledMoments(unit: 1, gradient: ShortVector(gradient), secondMoment: second),
      silentFraction: silent, curvature: curvature)
  }

  private static let laws = [
    law([1, 2], 7, silent: 0.25, curvature: -2), law([0, 1], 2, silent: 0.5, curvature: 1),
    law([1, 2], 7, silent: 0.25, curvature: -2),
  ]

  private static func builder(
    _ laws: [ExactMoments] = laws, kind: AdvantageKind = .standardized, rate: Double? = nil
  ) throws -> RowBuilder {
    let set = try set()
    let setting = try Setting(
      advantage: AdvantageEstimator(kind), dither: Dither(.gaussian), sigma: 0.1, groupSize: 4,
      batchGroups: 5)
    return try RowBuilder(
      set: set, settings: [setting], sampling: Sampling(groups: 0, seed: 9),
      exact: laws.map { [$0] }, simulated: nil, batches: [nil], learningRate: rate)
  }

  @Test func `equal prompts share their figures, not their names`() throws {
    let rows = try Self.builder().promptRows()
    #expect(rows.map(\.policy) == ["a", "b", "c"])
    #expect(rows[0].figures === rows[2].figures && rows[0].figures !== rows[1].figures)
    #expect(rows.map(\.figures.isShared) == [true, false, true])
    #expect(rows.allSatisfy { $0.groups == 0 && $0.seed == 9 && $0.simulated == nil })
    // Prompt a by hand: s = 5, variance 2; (-1 + 2)/4 over sqrt 5 sqrt(1/8).
    let a = rows[0].exact
    #expect(abs(a[.variance]!.mean - 2) < 1e-14 && abs(a[.signalToNoise]!.mean - 2.5) < 1e-14)
    #expect(abs(a[.cosine]!.mean - 0.25 / (5.0 / 8).squareRoot()) < 1e-15)
    #expect(a[.silentFraction]!.mean == 0.25 && a[.largestAdvantage] == nil)
    let batch = try #require(rows[0].batch)
    #expect(abs(batch.varianceExact! - 0.4) < 1e-15)
    #expect(abs(batch.signalToNoiseExact! - 12.5) < 1e-13)
  }

  /// Half of all groups are of a or c, half of b: s = 3, Q = 4.5; E g . grad V = 1/4 for both.
  @Test func `the set weighs its prompts`() throws {
    let row = try Self.builder().setRows()[0]
    #expect(row.policy == "all" && row.expectedGradientExact == nil && row.improvement == nil)
    let found = row.exact
    #expect(abs(found[.gradientNorm]!.mean - 3.0.squareRoot()) < 1e-15)
    #expect(abs(found[.secondMoment]!.mean - 4.5) < 1e-14)
    #expect(abs(found[.variance]!.mean - 1.5) < 1e-14)
    #expect(abs(found[.cosine]!.mean - 0.25 / (3.0 / 8).squareRoot()) < 1e-15)
    #expect(found[.silentFraction]!.mean == 0.375)
    let batch = try #require(row.batch)
    #expect(abs(batch.varianceExact! - 0.3) < 1e-15)
    #expect(abs(batch.signalToNoiseExact! - 2) < 1e-14)
  }

  /// Two of the three prompts have no law.
  @Test func `a gap leaves the set empty, and says for how many prompts`() throws {
    let gap = ExactMoments.none(silentFraction: 0.25, NoExactLaw("no law"))
    let builder = try Self.builder([gap, Self.laws[1], gap])
    let rows = builder.promptRows()
    #expect(rows[0].notes == ["no law"] && rows[1].notes.isEmpty)
    #expect(rows[0].exact[.variance] == nil && rows[1].exact[.variance] != nil)
    let all = builder.setRows()[0]
    #expect(all.notes == ["no law (2 of 3 prompts)"])
    #expect(all.exact[.variance] == nil && all.batch?.varianceExact == nil)
    #expect(all.exact[.silentFraction]!.mean == 0.375)
  }

  @Test func `a divisor shared by several prompts is no prompt's own`() throws {
    let builder = try Self.builder(kind: .batchStandardized)
    for row in builder.promptRows() {
      #expect(row.batch == nil)
      #expect(
        row.note == "groups of several prompts share a batch: its variance stands with the set")
    }
    #expect(abs(builder.setRows()[0].batch!.varianceExact! - 0.3) < 1e-15)
  }

  /// eta = .1: .1 (1/4) + .005 (-2); at most sqrt 2/6 eta^3 Q is left out for standardized advantages.
  @Test func `a step rises by slope and curvature`() throws {
    let rows = try Self.builder(rate: 0.1).promptRows()
    #expect(abs(rows[0].improvement! - 0.015) < 1e-16)
    #expect(abs(rows[1].improvement! - 0.03) < 1e-16)
    #expect(abs(rows[0].improvementRest! - 2.0.squareRoot() / 6 * 1e-3 * 7) < 1e-17)
    let plain = try Self.builder().promptRows()[0]
    #expect(plain.improvement == nil && plain.improvementRest == nil)
  }

  /// Leave-one-out deviations at G 4 have no second moment: infinite, with the reason once for all prompts.
  @Test func `a square that does not exist is infinite`() throws {
    let builder = try Self.builder(kind: .leaveOneOutStandardized)
    for row in builder.promptRows() + builder.setRows() {
      #expect(row.exact[.variance]?.mean == .infinity && row.exact[.signalToNoise]?.mean == 0)
      #expect(row.batch?.varianceExact == .infinity)
      #expect(row.notes.count == 1 && row.note.hasPrefix("the second moment is infinite"))
    }
  }
}
