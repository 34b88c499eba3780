import GRPO
import Policies
import Testing

@testable import Analysis

/// Costs are counted: what they grow with, and by how much.
struct SamplingCostTests {
  private static func cost(
    _ method: SamplingMethod, settings: Int = 1, family: NoiseFamily = .gaussian,
    groupSize: Int = 8, components: [Double] = [1], clamp: Double? = nil
  ) throws -> SamplingCost {
    let settings = try (1...settings).map {
      try Setting(
        advantage: AdvantageEstimator(.standardized, clamp: clamp),
        dither: Dither(family, components: components),
        sigma: 0.1 * Double($0), groupSize: groupSize)
    }
    return SamplingCost(try ReferencePrompts.fiveArms(), settings: settings, method: method)
  }

  private static func perGroup(_ cost: SamplingCost) -> Double {
    cost(groups: 1001) - cost(groups: 1000)
  }

  /// Five outcomes, five parameters and G = 8: a tabulated composition, five normal numbers and a sum of squares, .15
  /// (1 + 5) for each setting.
  @Test func `a plain group drawn by counts, by hand`() throws {
    let one = try Self.cost(.plain)
    #expect(one(groups: 0) == 0 && abs(one(groups: 3) - 3 * (5 + 12.5 + 8 + 0.9)) < 1e-9)
    let expect = { (cost: SamplingCost, right: Double) in
      #expect(abs(Self.perGroup(cost) - right) < 1e-9, "\(Self.perGroup(cost)), not \(right)")
    }
    expect(try Self.cost(.plain, settings: 4), 5 + 20.5 + 4 * 0.9)
    // Sums over outcomes are normal whatever the components; others are drawn, three for each completion.
    expect(try Self.cost(.plain, components: [1, 1, 1]), 5 + 20.5 + 0.9)
    expect(try Self.cost(.plain, family: .uniform, components: [1, 1, 1]), 5 + 72 + 0.9)
    // Nothing is drawn for no noise; a gamma variate costs as much as twenty uniform ones.
    expect(try Self.cost(.plain, family: .none), 5 + 0.9)
    expect(try Self.cost(.plain, family: .studentT(degreesOfFreedom: 5)), 5 + 480 + 0.9)
    // 814,385 compositions are too many for a table: a binomial for each outcome.
    expect(try Self.cost(.plain, groupSize: 64), 250 + 20.5 + 0.9)
  }

  /// Two numbers for a group in place of six, and nothing but the rest of the cost where no noise is averaged.
  @Test func `averaged noise costs two numbers`() throws {
    let set = try ProblemSet([ReferencePrompts.fiveArms()])
    let cost = { (family: NoiseFamily, method: SamplingMethod) in
      let setting = try Setting(
        advantage: AdvantageEstimator(.standardized), dither: Dither(family), sigma: 0.1,
        groupSize: 8)
      var simulation = try Simulation(
        set, settings: [setting], sampling: Sampling(groups: 2, method: method))
      simulation.drawsCounts = true
      return Self.perGroup(SamplingCost(simulation, prompt: 0))
    }
    #expect(abs(try cost(.gaussian, .raoBlackwell) - (5 + 8 + 2.5 + 0.9)) < 1e-9)
    #expect(abs(try cost(.gaussian, .plain) - (5 + 8 + 12.5 + 0.9)) < 1e-9)
    #expect(try cost(.uniform, .raoBlackwell) == cost(.uniform, .plain))
  }

  /// 64 blocks of one token, and not the two rewards that these completions count as where all noise is averaged.
  @Test func `long completions cost their tokens where noise is whole`() throws {
    let policy = try SequencePolicy(vocabulary: 32, length: 64, mustBeEnumerable: false)
    let set = try ProblemSet([Problem(Prompt(name: "long", policy: policy, rule: .parity))])
    let cost = { (method: SamplingMethod) in
      let setting = try Setting(
        advantage: AdvantageEstimator(.standardized), dither: Dither(.gaussian), sigma: 0.1,
        groupSize: 8)
      var simulation = try Simulation(
        set, settings: [setting], sampling: Sampling(groups: 2, method: method))
      simulation.drawsCounts = true
      return Self.perGroup(SamplingCost(simulation, prompt: 0))
    }
    #expect(abs(try cost(.plain) - (20 + 8 * (3.5 + 4 * 64) + 8 * 3 + 2.5)) < 1e-9)
    #expect(try cost(.raoBlackwell) < 30)
  }

  /// V = 4 and T = 8 are two blocks of four tokens a completion: 20 and 16 (3.5 + 2 4), 16 3 for the noise, 2.5 for each
  /// setting, as no other method draws them.
  @Test func `completions of a token chain cost their blocks`() throws {
    let prompt = try Prompt(
      name: "chain",
      policy: SequencePolicy(vocabulary: 4, length: 8),
      rewards: (0..<65_536).map { Double($0 % 2) })
    let problem = try Problem(prompt)
    let settings = try (1...6).map {
      try Setting(
        advantage: AdvantageEstimator(.standardized), dither: Dither(.gaussian),
        sigma: 0.1 * Double($0), groupSize: 16)
    }
    let plain = SamplingCost(problem, settings: settings, method: .plain)
    #expect(abs(Self.perGroup(plain) - (20 + 16 * 11.5 + 48 + 15)) < 1e-9)
    let stratified = SamplingCost(problem, settings: settings, method: .stratified)
    #expect(Self.perGroup(stratified) > 3 * Self.perGroup(plain))
  }

  /// No panel takes a clamp: a plain group is then drawn by completions, 8 8 and 8 10, and its gradient costs a row for every completion, 8 (15 + 6 5) + 9 5, where vectors of
  /// eight settings cost 8 (3 + 1.3 5) + 1.2 5.
  @Test func `a plain setting that no panel takes costs a whole gradient`() throws {
    let clamped = try Self.perGroup(Self.cost(.plain, clamp: 1.5))
    #expect(abs(clamped - (64 + 80 + 405)) < 1e-9)
    let stratified = try Self.perGroup(Self.cost(.stratified, clamp: 1.5))
    #expect(abs(stratified - (64 + 80 + 82)) < 1e-9)
    #expect(try stratified == Self.perGroup(Self.cost(.stratified)))
    // No vector takes noise of few values.
    #expect(
      try abs(Self.perGroup(Self.cost(.stratified, family: .rademacher)) - (64 + 80 + 405)) < 1e-9)
  }

  /// Settings of one dither share its draws; a mirror image is one more gradient, not one more draw.
  @Test func `mirrored noise costs a second gradient of each eight settings`() throws {
    let single = try Self.perGroup(Self.cost(.stratified))
    #expect(try abs(Self.perGroup(Self.cost(.stratified, settings: 8)) - single) < 1e-9)
    let gradients = try Self.perGroup(Self.cost(.stratified, settings: 9)) - single
    let mirrored = try Self.perGroup(Self.cost([.stratified, .antithetic]))
    #expect(abs(mirrored - single - gradients) < 1e-9)
    #expect(abs(gradients - 82) < 1e-9)
  }

  /// The noise is averaged: settings and noise do not add to a group, but to what is needed once, 3
  /// microseconds for each setting and each of the nine numbers correct.
  @Test func `a conditional group costs the same for any number of settings`() throws {
    let (one, four) = (try Self.cost(.conditional), try Self.cost(.conditional, settings: 4))
    #expect(abs(Self.perGroup(one) - Self.perGroup(four)) < 1e-9)
    #expect(one(groups: 0) == 27_000 && four(groups: 0) == 4 * 27_000)
    // 8 8, 8 (5 + 2 5) and (2 + 1)(2/2 + 2) 5.
    #expect(abs(Self.perGroup(one) - (64 + 120 + 45)) < 1e-9)
    #expect(try Self.cost(.stratified)(groups: 0) == 0)
  }

  /// A quantile instead of a draw, and 12 for 8 for an outcome.
  @Test(arguments: [NoiseFamily.gaussian, .uniform, .studentT(degreesOfFreedom: 5)])
  func `a Sobol group pays for the quantile of its noise`(family: NoiseFamily) throws {
    let gap = try Self.perGroup(Self.cost(.sobol, family: family))
    let plain = try Self.perGroup(Self.cost(.stratified, family: family))
    let draw = family.law is StudentTNoise ? 80.0 : 10
    #expect(abs(gap - plain - 8 * 4 - 8 * (family.law.quantileCost - draw)) < 1e-9)
  }
}
