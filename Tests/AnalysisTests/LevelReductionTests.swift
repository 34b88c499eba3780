import GRPO
import GSL
import Policies
import TestSupport
import Testing

@testable import Analysis

/// Completions of one reward put together: laws and simulations of every kind come to the same.
struct LevelReductionTests {
  /// Rewards 0, 1/3, 2/3, 1 of sequences of three tokens.
  static func graded() throws -> Problem {
    try Problem(
      Prompt(
        name: "graded",
        policy: SequencePolicy.random(vocabulary: 3, length: 3, scale: 1, seed: 3),
        rule: .prefix([0, 2, 1])))
  }

  static func settings(groupSize: Int = 4) throws -> [Setting] {
    let kinds: [AdvantageKind] = [.standardized, .mean, .reinforce, .leaveOneOut]
    return try kinds.flatMap { kind in
      try [0, 0.1, 1].map { try Setting(kind, .gaussian, sigma: $0, groupSize: groupSize) }
    }
  }

  /// Of those that go one by one.
  private static func singles(groupSize: Int = 4) throws -> [Setting] {
    var clamped = try AdvantageEstimator(.standardized)
    clamped.clamp = 1.2
    return try [clamped, AdvantageEstimator(.leaveOneOutStandardized, stabilizer: 0.1)].map {
      try Setting(
        advantage: $0, dither: Dither(.gaussian), sigma: 0.4, groupSize: groupSize)
    }
  }

  @Test func `exact moments are those of all completions`() throws {
    let problem = try Self.graded()
    let reduced = try #require(try problem.byReward())
    #expect(reduced.probabilities.count == 4)
    #expect(reduced.parameterCount <= 4)
    #expect(abs(reduced.value - problem.value) < 1e-14)
    let (a, b) = (problem.valueGradient, reduced.valueGradient)
    #expect(abs(dot(a, a) - dot(b, b)) < 1e-14)
    for setting in try Self.settings() {
      let whole = try ExactLaw.moments(ProblemSet([problem]), setting: setting)
      let less = try ExactLaw.moments(ProblemSet([reduced]), setting: setting)
      let (g, h) = (try #require(whole.expectedGradient), try #require(less.expectedGradient))
      #expect(abs(dot(g, g) - dot(h, h)) < 1e-12, "\(setting.text)")
      #expect(abs(dot(g, a) - dot(h, b)) < 1e-12, "\(setting.text)")
      #expect(abs(whole.secondMoment! - less.secondMoment!) < 1e-12, "\(setting.text)")
    }
  }

  /// By number: plain, each way of reduction, and with batches.
  private static let methods: [SamplingMethod] = [
    .plain, .antithetic, .stratified, .sobol, .conditional, [.conditional, .stratified],
  ]

  /// z-scores of E norm(g)^2, norm(E g)^2 and E g . grad V against the law of all completions.
  private static func scores(
    _ reduced: Problem, of problem: Problem, _ settings: [Setting], method: SamplingMethod,
    groups: Int, seed: UInt64
  ) throws -> [[Double]] {
    let found = try Simulation(
      ProblemSet([reduced]), settings: settings,
      sampling: Sampling(groups: groups, seed: seed, method: method)
    ).run()[0].settings
    return try zip(settings, found).map { setting, found in
      let law = try ExactLaw.moments(ProblemSet([problem]), setting: setting)
      let g = law.expectedGradient!
      let moments = found.moments
      let errors = [4, 0, 8].map { moments.covariance[$0].squareRoot() }
      return zip(
        [
          moments.secondMoment - law.secondMoment!, moments.normSquared - dot(g, g),
          moments.alignment - dot(g, problem.valueGradient),
        ], errors
      ).map { $0 == 0 ? 0 : $0 / max($1, 1e-14) }
    }
  }

  /// 40,000 groups, seed 11: all z-scores within 5; without the spreads that of E norm(g)^2 is far beyond.
  @Test(arguments: 0..<6) func `every way of simulating comes to the same`(index: Int) throws {
    let method = Self.methods[index]
    let problem = try Self.graded()
    let reduced = try #require(try problem.byReward())
    let spreadless = Self.withoutSpreads(reduced)
    let settings = try Self.settings()
    let scores = try Self.scores(
      reduced, of: problem, settings, method: method, groups: 40_000, seed: 11)
    let planted = try Self.scores(
      spreadless, of: problem, settings, method: method, groups: 40_000, seed: 11)
    for (s, setting) in settings.enumerated() {
      for (q, z) in scores[s].enumerated() {
        #expect(abs(z) < 5, "\(method.name), \(setting.text), quantity \(q): \(z)")
      }
      #expect(abs(planted[s][0]) > 5, "\(method.name), \(setting.text): \(planted[s][0])")
    }
  }

  private static func withoutSpreads(_ reduced: Problem) -> Problem {
    reduced.replacing(
      positive: SparseRows(
        means: reduced.rewards.indices.map { level in
          var row = [Double](repeating: 0, count: reduced.parameterCount)
          reduced.positive.add(level, scale: 1, to: &row)
          return row
        }, spreads: reduced.rewards.map { _ in 0 }), negative: nil)
  }

  /// Advantages without a law, plain and mirrored, 40,000 groups each, seeds 14 to 16: 5 standard errors of the
  /// difference of E norm(g)^2 from that of all completions.
  @Test(arguments: [SamplingMethod.plain, .antithetic])
  func `settings that go one by one come to the same`(method: SamplingMethod) throws {
    let problem = try Self.graded()
    let reduced = try #require(try problem.byReward())
    func run(_ problem: Problem, seed: UInt64) throws -> [Estimate] {
      try Simulation(
        ProblemSet([problem]), settings: Self.singles(),
        sampling: Sampling(groups: 40_000, seed: seed, method: method)
      ).run()[0].settings.map(\.secondMoment)
    }
    func score(_ a: Estimate, _ b: Estimate) -> ZScore {
      ZScore(of: (a.mean, a.standardError), and: (b.mean, b.standardError), count: a.count)
    }
    let whole = try run(problem, seed: 14)
    for (a, b) in zip(whole, try run(reduced, seed: 15)) {
      #expect(score(a, b).agrees(), "\(score(a, b))")
    }
    for (a, b) in zip(whole, try run(Self.withoutSpreads(reduced), seed: 16)) {
      #expect(score(a, b).differs(), "\(score(a, b))")
    }
  }

  /// 40,000 batches of two groups, seeds 12 and 13: E norm(gbar)^2 against that of all completions.
  @Test func `whole batches come to the same`() throws {
    let problem = try Self.graded()
    let reduced = try #require(try problem.byReward())
    let settings = try [0.1, 1].map {
      try Setting(
        advantage: AdvantageEstimator(.batchStandardized), dither: Dither(.gaussian), sigma: $0,
        groupSize: 3, batchGroups: 2)
    }
    func estimates(_ problem: Problem, seed: UInt64) throws -> [Estimate] {
      try BatchSimulation(
        ProblemSet([problem]), settings: settings,
        sampling: Sampling(groups: 80_000, seed: seed)
      ).run().map { $0! }
    }
    for (a, b) in zip(try estimates(reduced, seed: 12), try estimates(problem, seed: 13)) {
      let z = ZScore(
        of: (a.mean, a.standardError), and: (b.mean, b.standardError), count: a.count)
      #expect(z.agrees(), "\(z)")
    }
  }

  @Test func `what more than the reward counts for stays apart`() throws {
    let policy = try SequencePolicy.random(vocabulary: 3, length: 3, scale: 1, seed: 3)
    let old = policy.logits.map { 0.5 * $0 }
    let stale = try Prompt(name: "old", policy: policy, rule: .parity, oldLogits: old)
    #expect(try Problem(stale).byReward() == nil)
    let pulled = try Prompt(name: "kl", policy: policy, rule: .parity, referenceLogits: old)
    #expect(try Problem(pulled, surrogate: Surrogate(klCoefficient: 0.1)).byReward() == nil)
    // Nothing to put together.
    let arms = try Prompt(
      name: "arms", policy: SoftmaxBandit(logits: [0, 1, 2]), rewards: [0, 1, 2])
    #expect(try Problem(arms).byReward() == nil)
  }

  /// A target of 24 tokens out of 2 that a grader often mistakes: completions behind a reward of 1 are nearly all wrong,
  /// and E g comes from the few that no run sees. Errors must be no smaller than what is missed, also in strata.
  @Test(arguments: [SamplingMethod.plain, .raoBlackwell, .stratified, [.conditional, .stratified]])
  func `what a grader hides leaves an error above the truth`(method: SamplingMethod) throws {
    let policy = try SequencePolicy(vocabulary: 2, length: 24, mustBeEnumerable: false)
    let prompt = try Prompt(
      name: "rare", policy: policy, rule: .target([Int](repeating: 1, count: 24)))
    let channel = RewardChannel.verifier(
      try ErringVerifier(falsePositive: 0.2, falseNegative: 0.2))
    let sweep = Sweep(
      try ProblemSet([Problem(prompt).observed(through: channel)]),
      advantages: [try AdvantageEstimator(.mean)], dithers: [try Dither(.gaussian)],
      sigmas: [0.3], groupSize: 5)
    for row in try sweep.run(Sampling(groups: 65_536, seed: 1, method: method)) {
      let exact = try #require(row.exact[.gradientNorm]).mean
      let found = try #require(row.simulated?[.gradientNorm])
      #expect(exact > 1e-8)
      #expect(abs(found.mean - exact) < 5 * found.standardError, "\(found) against \(exact)")
      #expect(row.note.contains("may miss them"))
    }
  }
}
