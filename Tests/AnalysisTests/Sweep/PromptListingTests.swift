import Analysis
import GRPO
import Policies
import TestSupport
import Testing

/// The rows of a whole set say the same however often its prompts are listed.
struct PromptListingTests {
  private static let rates = [0, 0.02, 0.11, 0.3, 0.55, 0.7, 0.93, 1]

  /// Every figure of the rows `all`, in order.
  private static func figures(times: Int, weight: Double = 1) throws -> [Double?] {
    let prompts = try (0..<times).flatMap { round in
      try rates.map {
        try Prompt.withPassRate(name: "\($0) \(round)", passRate: $0, weight: weight)
      }
    }
    let sweep = Sweep(
      try ProblemSet(prompts, surrogate: .policyGradient),
      advantages: [
        try AdvantageEstimator(.standardized, ddof: 1, stabilizer: 1e-4),
        try AdvantageEstimator(.batchStandardized), try AdvantageEstimator(.mean),
      ], dithers: [try Dither(.gaussian)], sigmas: [0.05], groupSize: 4, batchGroups: 3)
    let rows = try sweep.run(Sampling(groups: 0)).filter { $0.policy == "all" }
    #expect(rows.count == 6)
    return rows.flatMap { row in
      Quantity.allCases.map { row.exact[$0]?.mean }
        + [row.batch?.varianceExact, row.batch?.signalToNoiseExact]
    }
  }

  @Test func `listing prompts more often changes no digit`() throws {
    let once = try Self.figures(times: 1)
    #expect(once.compactMap(\.self).count == 6 * 8)
    for times in [2, 3, 4] { #expect(try Self.figures(times: times) == once, "\(times) times") }
    #expect(try Self.figures(times: 1, weight: 2) == once)
  }

  /// Two prompts of weights 1 and 2, each alone, give the means by hand.
  @Test func `a set is the weighted mean of its prompts`() throws {
    let rates = [0.1, 0.6]
    let settings = (
      advantages: [try AdvantageEstimator(.standardized)], dithers: [try Dither(.gaussian)],
      sigmas: [0.2]
    )
    let run = { (prompts: [Prompt]) in
      try Sweep(
        ProblemSet(prompts, surrogate: .policyGradient), advantages: settings.advantages,
        dithers: settings.dithers, sigmas: settings.sigmas, groupSize: 4
      ).run(Sampling(groups: 20_000, seed: 3)).last!
    }
    let alone = try rates.map { try run([.withPassRate(name: "p", passRate: $0)]) }
    let set = try run([
      .withPassRate(name: "a", passRate: rates[0]),
      .withPassRate(name: "b", passRate: rates[1], weight: 2),
    ])
    let mean = { (value: (SweepRow) -> Double) in (value(alone[0]) + 2 * value(alone[1])) / 3 }
    let signal = mean {
      $0.exact[.gradientNorm]!.mean * $0.exact[.gradientNorm]!.mean
    }
    let variance = mean { $0.exact[.variance]!.mean }
    #expect(abs(set.exact[.gradientNorm]!.mean - signal.squareRoot()) < 1e-14)
    #expect(abs(set.exact[.variance]!.mean - variance) < 1e-14)
    #expect(abs(set.exact[.signalToNoise]!.mean - signal / variance) < 1e-12)
    #expect(abs(set.batch!.varianceExact! - variance / 8) < 1e-14)
    #expect(abs(set.batch!.signalToNoiseExact! - signal / variance) < 1e-12)
    // 20,000 groups of each prompt, seed 3; within 5 standard errors of 1 to 3%.
    for quantity in [Quantity.gradientNorm, .variance, .signalToNoise] {
      let found = try #require(set.simulated?[quantity])
      let law = set.exact[quantity]!.mean
      let z = ZScore(found, against: law)
      #expect(z.agrees(), "\(quantity): \(z)")
      #expect(found.standardError < 0.03 * law, "\(quantity): \(found)")
    }
    let simulated = try #require(set.batch?.signalToNoise)
    let z = ZScore(simulated, against: signal / variance)
    #expect(z.agrees(), "\(z)")
  }

  /// Rows are told apart by their names only.
  @Test func `equal prompts have equal rows of their own names`() throws {
    let prompts = try ["a", "b", "c"].map { name in
      try Prompt.withPassRate(name: name, passRate: name == "b" ? 0.4 : 0.2)
    }
    let sweep = Sweep(
      try ProblemSet(prompts, surrogate: .policyGradient),
      advantages: [try AdvantageEstimator(.standardized)], dithers: [try Dither(.gaussian)],
      sigmas: [0.1], groupSize: 4)
    let exact = try sweep.run(Sampling(groups: 0))
    #expect(exact.map(\.policy) == ["a", "a", "b", "b", "c", "c", "all", "all"])
    #expect(exact[1].exact[.variance]!.mean == exact[5].exact[.variance]!.mean)
    #expect(exact[1].exact[.variance]!.mean != exact[3].exact[.variance]!.mean)
    // Simulations are not shared: their errors would not be independent.
    let found = try sweep.run(Sampling(groups: 4000, seed: 1))
    #expect(found[1].simulated![.variance]!.mean != found[5].simulated![.variance]!.mean)
  }
}
