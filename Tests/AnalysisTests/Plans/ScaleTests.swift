import Analysis
import GRPO
import Policies
import TestSupport
import Testing

/// Units of reward and ties: what must not matter does not.
struct ScaleTests {
  /// Rewards, sigma and stabilizer times a power of two: exactly the same but for the unit.
  @Test(arguments: [AdvantageKind.mean, .standardized, .leaveOneOutStandardized, .reinforce])
  func `the unit of the rewards does not matter, however far off`(kind: AdvantageKind) throws {
    let plain = try Self.row(kind, unit: 1)
    for exponent in [-400, -120, 120, 400] {
      let unit = Double(sign: .plus, exponent: exponent, significand: 1)
      let row = try Self.row(kind, unit: unit)
      let isLinear = kind == .mean || kind == .reinforce
      let factor = isLinear ? unit : 1
      for quantity in [Quantity.gradientNorm, .signalToNoise, .cosine] {
        let (one, other) = (plain.simulated![quantity]!, row.simulated![quantity]!)
        let scale = quantity == .gradientNorm ? factor : 1
        #expect(abs(other.mean - scale * one.mean) <= 1e-12 * scale * abs(one.mean))
        #expect(
          abs(other.standardError - scale * one.standardError)
            <= 1e-9 * scale * one.standardError, "\(kind) \(quantity) 2^\(exponent)")
      }
    }
  }

  static func row(_ kind: AdvantageKind, unit: Double) throws -> SweepRow {
    let prompt = try Prompt(
      name: "scaled", policy: SoftmaxBandit(logits: [0, 0.5, -1]),
      rewards: [0, unit, 0.25 * unit])
    let sweep = Sweep(
      try ProblemSet([Problem(prompt)]),
      advantages: [try AdvantageEstimator(kind, stabilizer: kind == .mean ? 0 : unit * 0x1p-6)],
      dithers: [try Dither(.gaussian)], sigmas: [0.25 * unit], groupSize: 8)
    return try sweep.run(Sampling(groups: 4000, seed: 3))[1]
  }

  /// Decimal rewards and noise whose sums tie, against the exact law of the same in tenths, where they tie
  /// in doubles too: 100,000 groups, seed 1, abs(z) <= 5. Untied, the norm is .309 instead of .2295.
  @Test func `sums of decimals that tie are silent`() throws {
    let cases: [(logits: [Double], rewards: [Double], kind: AdvantageKind, sigma: Double, g: Int)] =
      [
        ([-0.73, -0.577, -0.033], [-0.5, -0.5, 0.1], .standardized, 0.3, 2),
        ([0.3, -0.2, 0.1], [0.2, 0.2, 0.6], .leaveOneOutStandardized, 0.2, 4),
        ([0.3, -0.2, 0.1], [0.2, 0.2, 0.8], .standardized, 0.3, 5),
      ]
    for (logits, rewards, kind, sigma, g) in cases {
      let tenths = rewards.map { (10 * $0).rounded() }
      // NeMo-RL leaves advantages unscaled where the others tie: in tenths those are ten times as large.
      let unit = kind == .leaveOneOutStandardized
      let exact = try Self.tied(logits, unit ? rewards : tenths, kind, unit ? sigma : 10 * sigma, g)
      let found = try Self.tied(logits, rewards, kind, sigma, g)
      for quantity in [Quantity.gradientNorm, .secondMoment] {
        let estimate = try #require(found.simulated?[quantity])
        if !unit {
          let z = ZScore(estimate, against: exact.exact[quantity]!.mean)
          #expect(z.agrees(), "\(kind): \(z)")
        } else if quantity == .gradientNorm {
          #expect(abs(estimate.mean - 0.364) <= 0.01)
        }
      }
    }
  }

  private static func tied(
    _ logits: [Double], _ rewards: [Double], _ kind: AdvantageKind, _ sigma: Double, _ g: Int
  ) throws -> SweepRow {
    let prompt = try Prompt(name: "tied", policy: SoftmaxBandit(logits: logits), rewards: rewards)
    let sweep = Sweep(
      try ProblemSet([Problem(prompt)]),
      advantages: [
        try AdvantageEstimator(kind, ddof: kind == .leaveOneOutStandardized ? 1 : 0)
      ],
      dithers: [try Dither(.rademacher)], sigmas: [sigma], groupSize: g)
    return try sweep.run(Sampling(groups: 100_000, seed: 1))[1]
  }

  /// Two rewards 1e-100 apart: others of those make an advantage of 1e100 beside ordinary ones. Against the
  /// exact law without noise, 20,000 groups of 3, seed 4, abs(z) <= 5; E norm(g)^2 is known to 2%.
  @Test func `others that nearly tie have advantages of a size of their own`() throws {
    let prompt = try Prompt(
      name: "near", policy: SoftmaxBandit(logits: [0, 0.5, 0.2]), rewards: [0, 1e-100, 1])
    let sweep = Sweep(
      try ProblemSet([Problem(prompt)]),
      advantages: [try AdvantageEstimator(.leaveOneOutStandardized)],
      dithers: [try Dither(.rademacher)], sigmas: [0.25], groupSize: 3)
    for row in try sweep.run(Sampling(groups: 20_000, seed: 4)).prefix(1) {
      let exact = try #require(row.exact[.secondMoment]?.mean)
      #expect(exact > 1e190, "\(exact)")
      let found = try #require(row.simulated?[.secondMoment])
      let z = ZScore(found, against: exact)
      #expect(z.agrees(), "\(z)")
      #expect(found.standardError < 0.1 * exact)
    }
  }

  @Test func `a cosine lost in noise has no error`() throws {
    let prompt = try Prompt(
      name: "drowned", policy: SoftmaxBandit(logits: [0, 0.5, -1]), rewards: [0, 1, 0])
    let sweep = Sweep(
      try ProblemSet([Problem(prompt)]), advantages: [try AdvantageEstimator(.mean)],
      dithers: [try Dither(.gaussian)], sigmas: [1e6], groupSize: 8)
    let row = try sweep.run(Sampling(groups: 4000, seed: 3))[1]
    if let cosine = row.simulated?[.cosine] { #expect(cosine.standardError == .infinity) }
    #expect(row.exact[.cosine]!.mean > 0.999)
  }
}
