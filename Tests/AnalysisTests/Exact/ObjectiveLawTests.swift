import GRPO
import GSL
import Policies
import RealModule
import TestSupport
import Testing

@testable import Analysis

/// Objective, aggregation of its loss, lengths, advantages and noise, mixed at random.
struct ObjectiveLawTests {
  private static func cases(_ count: Int, seed: UInt64) throws -> [ObjectiveCase] {
    var random = RandomStream(seed: seed)
    return try (0..<count).map { _ in try ObjectiveCase(using: &random) }
  }

  /// 200 cases, seed 11, G 2 or 3, V and T 2 or 3: E g and E norm(g)^2 within 1e-10 of the largest gradient
  /// of a group. Advantages of no noise or signs all have laws, so that every case is compared.
  @Test func `exact laws agree with the enumeration of all groups`() throws {
    var counts: [LossAggregation: Int] = [:]
    for item in try Self.cases(200, seed: 11) {
      let exact = try ExactLaw.moments(item.set(), setting: item.setting)
      let right = item.enumerated()
      let scale = max(1, right.largest)
      let gradient = try #require(exact.expectedGradient, "\(item): \(exact.notes)")
      let second = try #require(exact.secondMoment, "\(item): \(exact.notes)")
      #expect(distance(gradient, right.expected) < 1e-10 * scale.squareRoot(), "\(item)")
      #expect(abs(second - right.secondMoment) < 1e-10 * scale, "\(item)")
      counts[item.surrogate.lossAggregation, default: 0] += 1
    }
    #expect(counts.values.allSatisfy { $0 > 40 } && counts.count == 3, "\(counts)")
  }

  /// Each mistake changes at least 20 of 200 cases by more than 1e-4 of the largest gradient.
  @Test(arguments: ObjectiveCase.Mistake.allCases)
  func `a planted mistake is refused`(mistake: ObjectiveCase.Mistake) throws {
    var refused = 0
    for item in try Self.cases(200, seed: 11) {
      let exact = try ExactLaw.moments(item.set(), setting: item.setting)
      let wrong = item.enumerated(mistake)
      let gradient = try #require(exact.expectedGradient)
      let scale = max(1, wrong.largest).squareRoot()
      if distance(gradient, wrong.expected) > 1e-4 * scale { refused += 1 }
    }
    #expect(refused >= 20, "\(refused) of 200")
  }

  /// 80 cases, seed 12, 40,000 groups each: E g along its own direction and E norm(g)^2, |z| <= 5 for all 160;
  /// an error of 3% of the root of E norm(g)^2 is seen. The sum in place of a mean is refused by most cases.
  @Test func `simulations agree with exact laws`() throws {
    var (refused, means) = (0, 0)
    for (number, item) in try Self.cases(80, seed: 12).enumerated() {
      let set = try item.set()
      let exact = try ExactLaw.moments(set, setting: item.setting)
      let gradient = try #require(exact.expectedGradient)
      let second = try #require(exact.secondMoment)
      let found = try Simulation(
        set, settings: [item.setting],
        sampling: Sampling(groups: 40_000, seed: UInt64(number), threads: 2)
      ).run()[0].settings[0]
      let norm = dot(gradient, gradient).squareRoot()
      if norm > 1e-9 {
        let along = ZScore(found.projection(on: gradient.map { $0 / norm }), against: norm)
        #expect(along.agrees(), "\(item): \(along)")
      }
      guard second > 1e-18 else { continue }
      let z = ZScore(found.secondMoment, against: second)
      #expect(z.agrees(), "\(item): \(z)")
      guard item.surrogate.lossAggregation != .sum else { continue }
      means += 1
      var summed = item.surrogate
      summed.lossAggregation = .sum
      let other = try ExactLaw.moments(
        ProblemSet([Problem(item.prompt, surrogate: summed)]), setting: item.setting)
      if ZScore(found.secondMoment, against: try #require(other.secondMoment)).differs() {
        refused += 1
      }
    }
    #expect(refused > means * 3 / 4, "\(refused) of \(means)")
  }

  /// Of fixed length all three are one vector, divided by T or not.
  @Test(arguments: [LossAggregation.sequenceMean, .tokenMean])
  func `of one length a mean is the sum over T`(aggregation: LossAggregation) throws {
    let prompt = try Prompt(
      name: "fixed", policy: SequencePolicy.random(vocabulary: 2, length: 4, scale: 1, seed: 3),
      rule: .prefix([0, 1, 0, 1]))
    func moments(_ aggregation: LossAggregation) throws -> ExactMoments {
      let surrogate = try Surrogate(lossAggregation: aggregation)
      let problem = try Problem(prompt, surrogate: surrogate)
      #expect(problem.tokenCounts == nil)
      return try ExactLaw.moments(
        ProblemSet([problem]),
        setting: Setting(
          advantage: AdvantageEstimator(.standardized), dither: Dither(.gaussian), sigma: 0.1,
          groupSize: 8))
    }
    let (sum, mean) = (try moments(.sum), try moments(aggregation))
    let expected = try #require(sum.expectedGradient).map { $0 / 4 }
    #expect(distance(try #require(mean.expectedGradient), expected) < 1e-16)
    let second = try #require(sum.secondMoment)
    #expect(abs(try #require(mean.secondMoment) - second / 16) < 1e-16)
  }

  /// Two tokens, the second ends, at most three; all logits 0, r - mean, G = 4. By enumeration in Python
  /// (lesson 08): the first logit has -9/64, -53/512 and -.0851888 of E g, and cosines with grad V are 1,
  /// .98400 and .99870. Dither of .5 moves none of it, and adds sigma^2 (G - 1)/G^2 tr Cov v.
  @Test func `a length in the loss turns the gradient, and dither does not`() throws {
    let policy = try SequencePolicy(vocabulary: 2, length: 3, hasEndToken: true)
    let prompt = try Prompt(name: "ends", policy: policy, rewards: [0, 1, 0, 1])
    let expected: [LossAggregation: (first: Double, cosine: Double)] = [
      .sum: (-9.0 / 64, 1), .sequenceMean: (-53.0 / 512, 0.9840033),
      .tokenMean: (-0.0851888, 0.9987045),
    ]
    for (aggregation, (first, cosine)) in expected {
      let problem = try Problem(prompt, surrogate: Surrogate(lossAggregation: aggregation))
      let exact = try [0, 0.5].map { sigma in
        try ExactLaw.moments(
          ProblemSet([problem]),
          setting: Setting(
            advantage: AdvantageEstimator(.mean), dither: Dither(.laplace), sigma: sigma,
            groupSize: 4))
      }
      let gradients = try exact.map { try #require($0.expectedGradient) }
      let g = gradients[0]
      #expect(abs(g[0] - first) < (aggregation == .tokenMean ? 1e-7 : 1e-15), "\(aggregation)")
      let v = problem.valueGradient
      #expect(abs(dot(g, v) / (dot(g, g) * dot(v, v)).squareRoot() - cosine) < 1e-7)
      #expect(distance(gradients[0], gradients[1]) < 1e-15)
      guard aggregation != .tokenMean else { continue }
      // Of v: the score, or the score over the length.
      var (square, mean) = (0.0, [Double](repeating: 0, count: g.count))
      for (outcome, p) in problem.probabilities.enumerated() {
        let length = aggregation == .sum ? 1 : Double(policy.tokenCount(of: outcome))
        let own = policy.score(of: outcome).map { $0 / length }
        square += p * dot(own, own)
        add(own, scale: p, to: &mean)
      }
      let added =
        try #require(exact[1].secondMoment) - (try #require(exact[0].secondMoment))
      #expect(abs(added - 0.25 * 3 / 16 * (square - dot(mean, mean))) < 1e-15)
    }
  }

  @Test func `a KL term under a token mean has no exact law, and is simulated`() throws {
    let policy = try SequencePolicy.random(
      vocabulary: 2, length: 3, hasEndToken: true, scale: 1, seed: 1)
    let prompt = try Prompt(
      name: "ended", policy: policy, rule: .parity,
      referenceLogits: policy.logits.map { $0 / 2 })
    let set = try ProblemSet([
      Problem(prompt, surrogate: Surrogate(lossAggregation: .tokenMean, klCoefficient: 1))
    ])
    let setting = try Setting(
      advantage: AdvantageEstimator(.mean), dither: Dither(.gaussian), sigma: 0.1, groupSize: 3)
    let exact = try ExactLaw.moments(set, setting: setting)
    #expect(exact.expectedGradient == nil && exact.notes[0].contains("KL term"))
    let found = try Simulation(
      set, settings: [setting], sampling: Sampling(groups: 100, seed: 1, threads: 1)
    ).run()[0].settings[0]
    #expect(found.expectedGradient.contains { abs($0) > 1e-3 })
    #expect(throws: AnalysisError.self) {
      try Simulation(
        set, settings: [setting],
        sampling: Sampling(groups: 1000, seed: 1, threads: 1, method: .stratified))
    }
  }
}

private func distance(_ left: [Double], _ right: [Double]) -> Double {
  zip(left, right).reduce(0) { max($0, abs($1.0 - $1.1)) }
}
