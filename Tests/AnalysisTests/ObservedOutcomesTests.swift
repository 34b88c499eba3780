import GRPO
import GSL
import Policies
import RealModule
import TestSupport
import Testing

@testable import Analysis

/// Rewards seen through a channel: laws and simulations against everything that can happen, one by one.
@Suite struct ObservedOutcomesTests {
  /// 400 random problems, seed 1307; without a law are clips and clamps that have none. Rates exchanged or a
  /// dither forgotten are told in most.
  @Test func `laws equal the sum over outcomes, what is seen of them, and noise`() throws {
    var stream = RandomStream(seed: 1307, stream: 0)
    var kinds: [AdvantageKind: Int] = [:]
    var (refused, asked) = (0, 0)
    for index in 0..<400 {
      let one = try ObservedCase(using: &stream)
      let plain = try Problem(one.prompt, surrogate: one.surrogate)
      let set = try ProblemSet([plain.observed(through: one.channel)])
      let problem = set.problems[0]
      // V and its gradient are those of the true rewards.
      #expect(problem.value == plain.value && problem.valueGradient == plain.valueGradient)
      #expect(problem.trueRewards == one.prompt.rewards)
      let law = try ExactLaw.moments(
        set, settings: [one.setting], threads: 1, withCurvature: true)[0][0]
      guard let gradient = law.expectedGradient, let second = law.secondMoment else { continue }
      let metric = one.prompt.policy.valueHessian(of: one.prompt.rewards)
      let curvature = try #require(law.curvature)
      let exact = gradient + [second, law.silentFraction, curvature]
      func error(isSwapped: Bool) throws -> Double {
        let found = try one.enumerated(metric: metric, isSwapped: isSwapped)
        let all = found.gradient + [found.square, found.silent, found.curvature]
        return zip(exact, all).reduce(0.0) { worst, pair in
          max(worst, abs(pair.0 - pair.1) / max(1, abs(pair.1)))
        }
      }
      #expect(try error(isSwapped: false) <= 1e-10, "\(index) \(one)")
      kinds[one.setting.advantage.kind, default: 0] += 1
      guard index % 4 == 0 else { continue }
      asked += 1
      if try error(isSwapped: true) > 1e-6 { refused += 1 }
    }
    #expect(kinds.values.reduce(0, +) >= 300, "\(kinds)")
    #expect(kinds.count == AdvantageKind.allCases.count && kinds.values.allSatisfy { $0 >= 20 })
    // Equal rates stay as they are, exchanged; a quantizer may have no dither to forget.
    #expect(2 * refused > asked, "\(refused) of \(asked)")
  }

  /// 320 random problems, 20,000 groups each, seed 1308: E g along grad V, E norm(g)^2, silent groups within
  /// 5 standard errors. The same numbers held against the problem with its true rewards differ in most.
  @Test func `simulations agree with the laws`() throws {
    var stream = RandomStream(seed: 1308, stream: 0)
    var (checked, told) = (0, 0)
    for index in 0..<450 where checked < 320 {
      let one = try ObservedCase(using: &stream)
      let plain = try ProblemSet([Problem(one.prompt, surrogate: one.surrogate)])
      let set = try plain.observed(through: one.channel)
      let law = try ExactLaw.moments(set, setting: one.setting)
      guard let gradient = law.expectedGradient, let second = law.secondMoment else { continue }
      let found = try Simulation(
        set, settings: [one.setting], sampling: Sampling(groups: 20_000, seed: UInt64(index))
      ).run()[0].settings[0]
      let slope = set.problems[0].valueGradient
      let along = found.projection(on: slope)
      let pairs = [
        (along, dot(gradient, slope)), (found.secondMoment, second),
        (found.silentFraction, law.silentFraction),
      ]
      for (estimate, exact) in pairs {
        let score = ZScore(estimate, against: exact)
        #expect(score.agrees(), "\(index) \(one): \(score)")
      }
      checked += 1
      let bare = try ExactLaw.moments(plain, setting: one.setting)
      if let second = bare.secondMoment, let gradient = bare.expectedGradient {
        let scores = [
          ZScore(along, against: dot(gradient, slope)), ZScore(found.secondMoment, against: second),
        ]
        if scores.contains(where: { $0.differs() }) { told += 1 }
      }
    }
    #expect(checked == 320)
    #expect(2 * told > checked, "\(told) of \(checked)")
  }

  /// Right in every case: the same tables, and the same bytes of laws and simulations.
  @Test func `a verifier without errors changes nothing`() throws {
    let policy = try SequencePolicy(
      vocabulary: 2, length: 3, logits: (0..<10).map { 0.1 * Double($0) })
    let plain = try ProblemSet([Problem(Prompt(name: "parity", policy: policy, rule: .parity))])
    let set = try plain.observed(
      through: .verifier(ErringVerifier(falsePositive: 0, falseNegative: 0)))
    let settings = try [AdvantageKind.mean, .standardized].map {
      try Setting(
        advantage: AdvantageEstimator($0), dither: Dither(.gaussian), sigma: 0.3, groupSize: 5)
    }
    for setting in settings {
      let laws = try [plain, set].map { try ExactLaw.moments($0, setting: setting) }
      #expect(laws[0].expectedGradient == laws[1].expectedGradient)
      #expect(laws[0].secondMoment == laws[1].secondMoment)
    }
    let found = try [plain, set].map {
      try Simulation($0, settings: settings, sampling: Sampling(groups: 3000, seed: 5)).run()[0]
    }
    for (a, b) in zip(found[0].settings, found[1].settings) {
      #expect(a.secondMoment == b.secondMoment)
      #expect(
        a.projection(on: plain.problems[0].valueGradient)
          == b.projection(on: plain.problems[0].valueGradient))
    }
  }

  /// q = f + J p = .1 + .7 .2, by counting the pairs.
  @Test func `pairs of two arms by hand`() throws {
    let plain = try Problem(
      Prompt(name: "p", policy: SoftmaxBandit(logits: [0, .log(0.25)]), rewards: [0, 1]))
    let problem = try plain.observed(
      through: .verifier(ErringVerifier(falsePositive: 0.1, falseNegative: 0.2)))
    #expect(problem.rewards == [0, 1, 0, 1])
    #expect(problem.levels == [0, 1])
    let expected: [Double] = [0.72, 0.08, 0.04, 0.16]
    for (pair, probability) in expected.enumerated() {
      #expect(abs(problem.probabilities[pair] - probability) < 1e-15)
    }
    #expect(abs(problem.value - 0.2) < 1e-15)
    #expect(problem.observed?.origins == [0, 0, 1, 1])
  }

  /// Two prompts that are one prompt but for the name share their tables, also then.
  @Test func `equal prompts stay equal`() throws {
    let policy = try SoftmaxBandit(logits: [0, 1, 2])
    let prompts = try ["a", "b", "c"].map {
      try Prompt(name: $0, policy: policy, rewards: $0 == "c" ? [1, 1, 0] : [0, 0, 1])
    }
    let set = try ProblemSet(prompts, surrogate: .policyGradient).observed(
      through: .verifier(ErringVerifier(falsePositive: 0.1, falseNegative: 0.2)))
    #expect(set.distinct.count == 2 && set.problems.map(\.name) == ["a", "b", "c"])
    #expect(set.problems[0].tables === set.problems[1].tables)
    #expect(set.problems.allSatisfy { $0.weight == 1.0 / 3 })
  }

  @Test func `what has no such law is refused by name`() throws {
    let verifier = RewardChannel.verifier(
      try ErringVerifier(falsePositive: 0.1, falseNegative: 0.2))
    let bandit = try SoftmaxBandit(logits: [0, 0])
    let graded = try Problem(Prompt(name: "graded", policy: bandit, rewards: [0, 0.5]))
    #expect {
      try graded.observed(through: verifier)
    } throws: {
      "\($0)" == "prompt graded: rewards must be 0 or 1 for a verifier that errs, not 0.5"
    }
    let parts = try Problem(
      Prompt(name: "parts", policy: bandit, rule: .vectors([[1, 1], [0, 1]], weights: [1, 1])))
    #expect(throws: AnalysisError.self) { try parts.observed(through: verifier) }
    let twice = try Problem(Prompt(name: "two", policy: bandit, rewards: [0, 1])).observed(
      through: verifier)
    #expect(throws: AnalysisError.self) { try twice.observed(through: verifier) }
  }
}
