import GRPO
import GSL
import Policies
import TestSupport
import Testing

@testable import Analysis

/// Simulations that put completions of one reward together: where they do, and what comes of it.
struct CompletionAveragingTests {
  private static func problem(_ rule: RewardRule, length: Int = 5) throws -> Problem {
    try Problem(
      Prompt(
        name: rule.name,
        policy: SequencePolicy.random(vocabulary: 3, length: length, scale: 1, seed: 8),
        rule: rule))
  }

  private static func simulation(
    _ problem: Problem, _ settings: [Setting], method: SamplingMethod = .raoBlackwell,
    groups: Int = 65_536, seed: UInt64 = 1
  ) throws -> Simulation {
    try Simulation(
      ProblemSet([problem]), settings: settings,
      sampling: Sampling(groups: groups, seed: seed, method: method)
    ).averagingCompletions()
  }

  private static func settings(
    _ kinds: [AdvantageKind] = [.standardized, .mean], _ family: NoiseFamily = .gaussian,
    groupSize: Int = 8
  ) throws -> [Setting] {
    try kinds.flatMap { kind in
      try [0.01, 0.2, 1].map { try Setting(kind, family, sigma: $0, groupSize: groupSize) }
    }
  }

  @Test func `it goes with averaged noise, many completions and few rewards`() throws {
    func averages(_ simulation: Simulation) -> Bool {
      simulation.set.problems[0].positive.hasSpread
    }
    let target = try Self.problem(.target([0, 1, 2, 0, 1]))
    #expect(averages(try Self.simulation(target, Self.settings())))
    #expect(!averages(try Self.simulation(target, Self.settings(), method: .plain)))
    #expect(!averages(try Self.simulation(target, Self.settings(), groups: 65_535)))
    #expect(!averages(try Self.simulation(target, Self.settings([.reinforce]))))
    #expect(!averages(try Self.simulation(target, Self.settings([.standardized], .uniform))))
    #expect(!averages(try Self.simulation(target, Self.settings([.leaveOneOutStandardized]))))
    // Arms that are counted one by one stay what they are.
    #expect(!averages(try Self.simulation(ReferencePrompts.fiveArms(), Self.settings())))
    // A thousand arms with two rewards are no sequence, and the same.
    let arms = try Problem(
      Prompt(
        name: "arms", policy: SoftmaxBandit.random(arms: 1000, scale: 1, seed: 9),
        rewards: (0..<1000).map { $0 % 7 == 0 ? 1 : 0 }))
    #expect(averages(try Self.simulation(arms, Self.settings())))
  }

  /// 100 runs of 65,536 groups, seeds 1 to 100: mean z 0 within 5 / sqrt(100) = .5, mean z^2 1 within
  /// 5 sqrt(2/100) = .71.
  @Test func `errors are what they say`() throws {
    let problem = try Self.problem(.target([0, 1, 2, 0, 1]))
    let settings = try Self.settings()
    let laws = try settings.map { try ExactLaw.moments(ProblemSet([problem]), setting: $0) }
    var scores = settings.map { _ in [[Double]](repeating: [], count: 3) }
    for seed in 1...UInt64(100) {
      var simulation = try Self.simulation(problem, settings, seed: seed)
      simulation.shape = TreeShape(lotSize: 64, radix: 32)
      for (s, found) in try simulation.run()[0].settings.enumerated() {
        let (moments, g) = (found.moments, laws[s].expectedGradient!)
        let values = [
          moments.secondMoment - laws[s].secondMoment!, moments.normSquared - dot(g, g),
          moments.alignment - dot(g, problem.valueGradient),
        ]
        for (q, index) in [4, 0, 8].enumerated() {
          scores[s][q].append(values[q] / moments.covariance[index].squareRoot())
        }
      }
    }
    for (s, quantities) in scores.enumerated() {
      for (q, z) in quantities.enumerated() {
        let mean = z.reduce(0, +) / 100
        let square = z.reduce(0) { $0 + $1 * $1 } / 100
        let place: Comment = "\(settings[s].text), quantity \(q): \(mean), \(square)"
        #expect(abs(mean) <= 0.5, place)
        #expect(0.29...1.71 ~= square, place)
      }
    }
  }

  /// Every entry of E g, from coordinates back to the parameters: 65,536 groups, seed 31, 5 standard errors. Planted: the
  /// entries of another order.
  @Test func `the mean gradient has the parameters of the policy`() throws {
    let problem = try Self.problem(.target([0, 1, 2, 0, 1]), length: 5)
    let settings = try Self.settings([.mean], groupSize: 16)
    let found = try Self.simulation(problem, settings, seed: 31).run()[0].settings
    for (setting, found) in zip(settings, found) {
      let law = try ExactLaw.moments(ProblemSet([problem]), setting: setting)
      let g = try #require(law.expectedGradient)
      #expect(found.expectedGradient.count == problem.parameterCount)
      let scores = zip(zip(found.expectedGradient, found.expectedGradientError), g).map {
        ($0.0 - $1) / max($0.1, 1e-12)
      }
      #expect(scores.allSatisfy { abs($0) < 5 }, "\(setting.text): \(scores)")
      let wrong = zip(zip(found.expectedGradient, found.expectedGradientError), g.reversed()).map {
        abs($0.0 - $1) / max($0.1, 1e-12)
      }
      #expect(wrong.max()! > 5)
    }
  }

  /// V 32, T 64, a parity: completions token by token, or counted by their rewards, and the law of their levels. 20,000 and 65,536 groups, seed 21.
  @Test(arguments: [SamplingMethod.plain, .raoBlackwell])
  func `long sequences have the law of their levels`(method: SamplingMethod) throws {
    let (v, t) = (32, 64)
    var logits = [Double](repeating: 0, count: v + (t - 1) * v * v)
    var stream = RandomStream(seed: 22)
    for j in logits.indices { logits[j] = stream.gaussian() }
    let policy = try SequencePolicy(
      vocabulary: v, length: t, logits: logits, mustBeEnumerable: false)
    let problem = try Problem(Prompt(name: "long", policy: policy, rule: .parity))
    let settings = try Self.settings(groupSize: 6)
    let simulation = try Self.simulation(
      problem, settings, method: method, groups: method == .plain ? 20_000 : 65_536, seed: 21)
    let found = try simulation.run()[0].settings
    for (setting, found) in zip(settings, found) {
      let law = try ExactLaw.moments(ProblemSet([problem]), setting: setting)
      let z = ZScore(found.secondMoment, against: law.secondMoment!)
      #expect(z.agrees(), "\(setting.text): \(z)")
      // Planted: completions of five tokens fewer have so much less of it.
      let planted = ZScore(
        found.secondMoment, against: law.secondMoment! * Double(t - 5) / Double(t))
      #expect(planted.differs(), "\(setting.text): \(planted)")
    }
  }

  /// Rewards of all values, by tokens: E g and norm(E g)^2 too.
  @Test func `tokens and levels agree where gradients are not 0`() throws {
    let (v, t) = (8, 12)
    var logits = [Double](repeating: 0, count: v + (t - 1) * v * v)
    var stream = RandomStream(seed: 23)
    for j in logits.indices { logits[j] = stream.gaussian() + (j % v == 1 ? 2 : 0) }
    let policy = try SequencePolicy(
      vocabulary: v, length: t, logits: logits, mustBeEnumerable: false)
    let problem = try Problem(
      Prompt(name: "prefix", policy: policy, rule: .prefix([Int](repeating: 1, count: t))))
    let settings = try Self.settings([.mean, .leaveOneOut, .standardized], groupSize: 4)
    let found = try Self.simulation(problem, settings, method: .plain, groups: 40_000, seed: 24)
      .run()[0].settings
    for (setting, found) in zip(settings, found) {
      let law = try ExactLaw.moments(ProblemSet([problem]), setting: setting)
      let g = try #require(law.expectedGradient)
      let moments = found.moments
      for (value, expected, index) in [
        (moments.secondMoment, law.secondMoment!, 4), (moments.normSquared, dot(g, g), 0),
        (moments.alignment, dot(g, problem.valueGradient), 8),
      ] {
        let z = (value - expected) / moments.covariance[index].squareRoot()
        #expect(abs(z) < 5, "\(setting.text), \(index): \(z)")
      }
    }
  }

  @Test func `objectives that ask for single completions are refused`() throws {
    let policy = try SequencePolicy(vocabulary: 4, length: 40, mustBeEnumerable: false)
    let prompt = try Prompt(name: "long", policy: policy, rule: .parity)
    #expect(throws: Never.self) { try Problem(prompt) }
    #expect(throws: Never.self) {
      try Problem(prompt, surrogate: Surrogate(lossAggregation: .tokenMean))
    }
    #expect(throws: AnalysisError.self) {
      try Problem(prompt, surrogate: Surrogate(klCoefficient: 0.1))
    }
    let setting = try Setting(.mean, .gaussian, sigma: 0.1, groupSize: 4)
    #expect(throws: AnalysisError.self) {
      try ExactLaw.moments(
        ProblemSet([Problem(prompt)]), settings: [setting], threads: 1, withCurvature: true)
    }
    let ended = try SequencePolicy(
      vocabulary: 4, length: 40, hasEndToken: true, mustBeEnumerable: false)
    let endedPrompt = try Prompt(name: "ended", policy: ended, rule: .parity)
    #expect(throws: Never.self) { try Problem(endedPrompt) }
    for aggregation in [LossAggregation.sequenceMean, .tokenMean] {
      #expect(throws: AnalysisError.self) {
        try Problem(endedPrompt, surrogate: Surrogate(lossAggregation: aggregation))
      }
    }
  }
}
