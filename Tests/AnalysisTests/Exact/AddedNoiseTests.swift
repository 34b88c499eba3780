import GRPO
import GSL
import Policies
import RealModule
import TestSupport
import Testing

@testable import Analysis

/// Noise in proportion to rewards, on advantages, or shared by a group: laws against all that can happen, and
/// simulations against laws.
@Suite struct AddedNoiseTests {
  /// 500 random problems, a third of them weighted by the mean of the group, seed 2101. Laws that take the noise as added to rewards, or as independent, are told in
  /// most of the cases that have it otherwise.
  @Test func `laws equal the sum over groups, own signs and shared signs`() throws {
    var stream = RandomStream(seed: 2101, stream: 0)
    var kinds: [AdvantageKind: Int] = [:]
    var modes: [NoiseMode: Int] = [:]
    var (asked, told) = ([0, 0], [0, 0])
    var weighted = 0
    for index in 0..<500 {
      let one = try PlacedNoiseCase(using: &stream)
      let law = try ExactLaw.moments(ProblemSet([one.problem]), setting: one.setting)
      guard let gradient = law.expectedGradient, let second = law.secondMoment else {
        #expect(!law.notes.isEmpty)
        continue
      }
      let exact = gradient + [second]
      let error = PlacedNoiseCase.error(exact, try one.enumerated())
      #expect(error <= 1e-10, "\(index) \(one): \(error)")
      kinds[one.setting.advantage.kind, default: 0] += 1
      modes[one.setting.dither.mode, default: 0] += 1
      if one.setting.advantage.focal > 0 { weighted += 1 }
      guard index % 4 == 0 else { continue }
      for (place, reading) in [PlacedNoiseCase.Reading.added, .unshared].enumerated() {
        let applies =
          place == 0
          ? one.setting.dither.mode != .additive : one.setting.dither.correlation > 0
        guard applies else { continue }
        asked[place] += 1
        if PlacedNoiseCase.error(exact, try one.enumerated(reading)) > 1e-6 { told[place] += 1 }
      }
    }
    #expect(kinds.values.reduce(0, +) >= 300, "\(kinds)")
    #expect(kinds.count == AdvantageKind.allCases.count && kinds.values.allSatisfy { $0 >= 20 })
    #expect(weighted >= 60)
    #expect(modes.values.allSatisfy { $0 >= 60 } && modes.count == 3, "\(modes)")
    for place in 0..<2 { #expect(2 * told[place] > asked[place], "\(told) of \(asked)") }
  }

  /// 200 random problems of signs, Gaussian and uniform noise, 20,000 groups each, seed 2102: E g along grad V and
  /// E norm(g)^2 within 5 standard errors. Against the law of independent noise that is added to the rewards, most
  /// differ.
  @Test func `simulations agree with the laws`() throws {
    var stream = RandomStream(seed: 2102, stream: 0)
    var (checked, told) = (0, 0)
    for index in 0..<400 where checked < 200 {
      let one = try PlacedNoiseCase(
        using: &stream, families: [.rademacher, .gaussian, .uniform], largest: 5)
      let set = try ProblemSet([one.problem])
      let law = try ExactLaw.moments(set, setting: one.setting)
      guard let gradient = law.expectedGradient, let second = law.secondMoment else { continue }
      let found = try Simulation(
        set, settings: [one.setting], sampling: Sampling(groups: 20_000, seed: UInt64(index))
      ).run()[0].settings[0]
      let slope = set.problems[0].valueGradient
      let along = found.projection(on: slope)
      for (estimate, exact) in [(along, dot(gradient, slope)), (found.secondMoment, second)] {
        let score = ZScore(estimate, against: exact)
        #expect(score.agrees(), "\(index) \(one): \(score)")
      }
      checked += 1
      var plain = one.setting
      plain.dither = try Dither(plain.dither.family)
      if let wrong = try ExactLaw.moments(set, setting: plain).secondMoment,
        ZScore(found.secondMoment, against: wrong).differs()
      {
        told += 1
      }
    }
    #expect(checked == 200)
    #expect(2 * told > checked, "\(told) of \(checked)")
  }

  /// Batches of two groups of the five arms: what is shared in a group, or in proportion to rewards, reaches the
  /// common deviation too. 40,000 groups by the kernel of single groups and 20,000 batches, seed 2103: both see the
  /// same E norm(g)^2 as the sum over all signs, within 5 standard errors.
  @Test(arguments: NoiseMode.allCases, [0.0, 0.75])
  func `groups of a batch have shared noise of their own`(_ mode: NoiseMode, rho: Double) throws {
    let prompt = try Prompt(
      name: "three", policy: SoftmaxBandit(logits: [0.4, -0.2, 0.1]), rewards: [0, 0.5, 1])
    let set = try ProblemSet([Problem(prompt)])
    let setting = try Setting(
      advantage: AdvantageEstimator(.batchStandardized),
      dither: Dither(.rademacher, mode: mode, correlation: rho), sigma: 0.5, groupSize: 2,
      batchGroups: 2)
    let exact = try PlacedNoiseCase(prompt: prompt, setting: setting).enumerated()
    let found = try Simulation(
      set, settings: [setting], sampling: Sampling(groups: 40_000, seed: 2103)
    ).run()[0].settings[0]
    let score = ZScore(found.secondMoment, against: exact[3])
    #expect(score.agrees(), "\(score)")
    let batches = try #require(
      BatchSimulation(set, settings: [setting], sampling: Sampling(groups: 40_000, seed: 2104))
        .run()[0])
    // E norm(gbar)^2 = E norm(g)^2 / 2 + E g_a . g_b / 2.
    guard mode == .onAdvantages || mode == .additive && rho == 0 else { return }
    let cross = try SharedDivisor.crossMoment(set, setting: setting)
    let whole = ZScore(batches, against: 0.5 * (exact[3] + cross))
    #expect(whole.agrees(), "\(whole)")
  }

  /// The five arms, G = 4, sigma .3: signal to noise .416 on the advantages (claim AdvantageNoise), and of any
  /// family; twenty levels take the lattice.
  @Test func `noise on advantages adds its variance to any law`() throws {
    let five = try ProblemSet([ReferencePrompts.fiveArms()])
    var setting = try Setting.standardized(sigma: 0.3, groupSize: 4)
    setting.dither = try Dither(.laplace, mode: .onAdvantages)
    let row = try ExactLaw.moments(five, setting: setting)
    let signal = try #require(row.expectedGradient.map { dot($0, $0) })
    #expect(abs(signal / (try #require(row.secondMoment) - signal) - 0.416) < 5e-4)
    let levels = (0..<20).map { Double($0) / 4 }
    let many = try ProblemSet([
      Problem(
        Prompt(
          name: "many", policy: SoftmaxBandit(logits: levels.map { 0.1 * $0 }), rewards: levels))
    ])
    setting.groupSize = 8
    for rho in [0, 0.5] {
      setting.dither = try Dither(.gaussian, mode: .onAdvantages, correlation: rho)
      let noisy = try ExactLaw.moments(many, setting: setting)
      let plain = try ExactLaw.moments(many, setting: setting.undithered())
      let added = AdvantageNoise.addedSquare(many.problems[0], groupSize: 8, sigma: 0.3)
      // On policy E norm(sbar)^2 is tr F / G as well: what is shared adds as much.
      let change = try #require(noisy.secondMoment) - #require(plain.secondMoment)
      #expect(abs(change - added) < 1e-12, "\(rho): \(change) \(added)")
      #expect(noisy.expectedGradient == plain.expectedGradient)
    }
  }

  /// Multiplicative noise leaves groups of wrong answers silent: advantages are 0 with probability (1 - p)^G where
  /// raw groups are silent with (1 - p)^G + p^G. 200,000 groups of p = .6, G = 4, seed 2105.
  @Test func `wrong groups stay silent, right ones do not`() throws {
    let (p, size) = (0.6, 4)
    let advantage = try AdvantageEstimator(.standardized)
    let setting = try Setting(
      advantage: advantage, dither: Dither(.gaussian, mode: .multiplicative), sigma: 0.1,
      groupSize: size)
    var evaluator = GroupEvaluator(
      setting, levels: [0, 1], levelOfOutcome: [0, 1], faults: Faults(nil))
    var random = RandomStream(seed: 2105)
    var noise = [Double](repeating: 0, count: size)
    var (silent, raw) = (0, 0)
    let groups = 200_000
    for _ in 0..<groups {
      let outcomes = noise.indices.map { _ in random.uniform() < p ? 1 : 0 }
      setting.dither.fill(&noise, using: &random)
      evaluator.evaluate(
        outcomes: outcomes, rewards: outcomes.map(Double.init), noises: noise)
      if evaluator.advantages.allSatisfy({ $0 == 0 }) { silent += 1 }
      if outcomes.allSatisfy({ $0 == outcomes[0] }) { raw += 1 }
    }
    let wrong = power(1 - p, size)
    #expect(ZScore(successes: silent, of: groups, probability: wrong).agrees())
    #expect(ZScore(successes: raw, of: groups, probability: wrong + power(p, size)).agrees())
    #expect(ZScore(successes: silent, of: groups, probability: wrong + power(p, size)).differs())
  }

  /// Four arms of two components, weights 1 and .5, G = 4; 40,000 groups, seed 2106: exact E g along grad V and
  /// E norm(g)^2 within 5 standard errors. Noise on advantages is drawn once for the sum: sigma^2 tr F / G more.
  @Test(arguments: [
    (NoiseMode.additive, 0.75), (.multiplicative, 0), (.onAdvantages, 0), (.onAdvantages, 0.75),
  ])
  func `decoupled advantages`(mode: NoiseMode, rho: Double) throws {
    let rows: [[Double]] = [[1, 1], [1, 0], [0, 1], [0, 0]]
    let prompt = try Prompt(
      name: "two", policy: SoftmaxBandit(logits: [0.3, -0.5, 0.8, 0]),
      rule: .vectors(rows, weights: [1, 0.5]))
    let set = try ProblemSet([Problem(prompt)])
    for (kind, family) in [
      (AdvantageKind.standardized, NoiseFamily.rademacher), (.mean, .gaussian),
    ] {
      let setting = try Setting(
        advantage: AdvantageEstimator(kind), dither: Dither(family, mode: mode, correlation: rho),
        sigma: 0.5, groupSize: 4, aggregation: .decoupled)
      let law = try ExactLaw.moments(set, setting: setting)
      let (gradient, second) = (try #require(law.expectedGradient), try #require(law.secondMoment))
      let found = try Simulation(
        set, settings: [setting], sampling: Sampling(groups: 40_000, seed: 2106)
      ).run()[0].settings[0]
      let slope = set.problems[0].valueGradient
      for (estimate, exact) in [
        (found.projection(on: slope), dot(gradient, slope)), (found.secondMoment, second),
      ] {
        let score = ZScore(estimate, against: exact)
        #expect(score.agrees(), "\(kind) \(score)")
      }
      let plain = try ExactLaw.moments(set, setting: setting.undithered())
      let before = try #require(plain.secondMoment)
      #expect(ZScore(found.secondMoment, against: before).differs())
      guard mode == .onAdvantages else { continue }
      let added = AdvantageNoise.addedSquare(set.problems[0], groupSize: 4, sigma: 0.5)
      #expect(abs(second - before - added) < 1e-13)
    }
  }

  /// The same groups by other methods than plain sampling: conditional laws, strata, mirrored noise and Sobol points,
  /// 8192 groups each, seed 2107, within 5 standard errors of the exact E norm(g)^2. Points have no place for what a
  /// group shares.
  @Test(arguments: [
    (NoiseMode.multiplicative, 0.0), (.onAdvantages, 0), (.onAdvantages, 0.5), (.additive, 0.5),
  ])
  func `every method of sampling`(mode: NoiseMode, rho: Double) throws {
    let set = try ProblemSet([ReferencePrompts.fiveArms()])
    let setting = try Setting(
      advantage: AdvantageEstimator(.reinforce),
      dither: Dither(.gaussian, mode: mode, correlation: rho),
      sigma: 0.5, groupSize: 4)
    let exact = try #require(try ExactLaw.moments(set, setting: setting).secondMoment)
    for name in ["conditional", "stratified", "antithetic", "sobol", "stratified+antithetic"] {
      let run = {
        try Simulation(
          set, settings: [setting],
          sampling: Sampling(groups: 8192, seed: 2107, method: SamplingMethod(name: name))
        ).run()[0].settings[0].secondMoment
      }
      if name == "sobol", rho > 0 {
        #expect(throws: AnalysisError.self) { try run() }
        continue
      }
      let score = ZScore(try run(), against: exact)
      #expect(score.agrees(), "\(name): \(score)")
    }
  }

  /// `tr(Hess V E g g^T)` grows by sigma^2/G tr(F Hess V), which claim ExplorationDrift has.
  @Test func `noise on advantages moves a step by its own drift`() throws {
    let problem = try ReferencePrompts.fiveArms()
    let setting = try Setting(
      advantage: AdvantageEstimator(.standardized), dither: Dither(.uniform, mode: .onAdvantages),
      sigma: 0.5, groupSize: 4)
    let laws = try ExactLaw.moments(
      ProblemSet([problem]), settings: [setting, setting.undithered()], threads: 1,
      withCurvature: true)[0]
    let change = try #require(laws[0].curvature) - #require(laws[1].curvature)
    let drift = ExplorationDrift.trace(problem.probabilities, problem.rewards)
    #expect(abs(change - 0.25 / 4 * drift) < 1e-14, "\(change) \(drift)")
  }

  /// What one reward is multiplied by reaches a deviation of the others that may then be anything.
  @Test func `deviations of the others under multiplicative noise need a bound`() throws {
    #expect(throws: AnalysisError.self) {
      try Setting(
        advantage: AdvantageEstimator(.leaveOneOutStandardized),
        dither: Dither(.gaussian, mode: .multiplicative), sigma: 0.1, groupSize: 4)
    }
  }
}

extension PlacedNoiseCase {
  init(prompt: Prompt, setting: Setting) { (self.prompt, self.setting) = (prompt, setting) }
}
