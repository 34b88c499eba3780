import GRPO
import GSL
import Policies
import RealModule
import TestSupport
import Testing

@testable import Analysis

/// Exact moments for rewards with components against every group and every noise, one by one.
@Suite struct DecoupledLawTests {
  /// A random bandit of three arms whose rewards have two components, and a random rule.
  private struct Case {
    let logits: [Double]
    let rows: [[Double]]
    let weights: [Double]
    let groupSize: Int
    let estimator: AdvantageEstimator
    let sigma: Double

    init(
      _ stream: inout RandomStream,
      kinds: [AdvantageKind] = [.standardized, .leaveOneOutStandardized, .mean],
      clamp: Double? = nil
    ) throws {
      logits = (0..<3).map { _ in 2 * stream.uniform() - 1 }
      // Few values, so that components tie within a group and rewards of different vectors in sum.
      rows = (0..<3).map { _ in
        [Double(stream.index(below: 3)) / 2, Double(stream.index(below: 2))]
      }
      weights = [1, [0.5, 1, -0.25][stream.index(below: 3)]]
      let kind = kinds[stream.index(below: kinds.count)]
      groupSize = kind == .leaveOneOutStandardized ? 3 : 2 + stream.index(below: 2)
      estimator = try AdvantageEstimator(
        kind, ddof: stream.index(below: 2),
        stabilizer: [.mean, .meanNormalized].contains(kind)
          ? 0 : [0, 1e-4, 0.3][stream.index(below: 3)], clamp: clamp)
      // With weights and rewards in halves and quarters no sum is rounded: what ties, ties exactly.
      sigma = [3.0 / 64, 19.0 / 64, 71.0 / 64][stream.index(below: 3)]
    }

    func problem() throws -> ProblemSet {
      try ProblemSet([
        Problem(
          Prompt(
            name: "random", policy: SoftmaxBandit(logits: logits),
            rule: .vectors(rows, weights: weights)))
      ])
    }
  }

  /// E g and E norm(g)^2 over all groups and all signs of the noise.
  ///
  /// - Parameter isShared: all components have the same noise: a mistake.
  private func enumerated(
    _ problem: Problem, _ one: Case, _ aggregation: AdvantageRule.Aggregation, sigma: Double,
    isShared: Bool = false
  ) throws -> (gradient: [Double], square: Double) {
    let rule = AdvantageRule(one.estimator, aggregation: aggregation)
    let (size, arms) = (one.groupSize, one.rows.count)
    let signs = sigma == 0 ? 1 : 1 << (2 * size)
    var gradient = [Double](repeating: 0, count: arms)
    var square = 0.0
    var groups = 1
    for _ in 0..<size { groups *= arms }
    for number in 0..<groups {
      var (outcomes, rest, p) = ([Int](), number, 1.0)
      for _ in 0..<size {
        outcomes.append(rest % arms)
        p *= problem.probabilities[rest % arms]
        rest /= arms
      }
      for bits in 0..<signs {
        let group: [[Double?]] = outcomes.indices.map { i in
          (0..<2).map { k in
            let bit = isShared ? i : 2 * i + k
            return one.rows[outcomes[i]][k] + (bits >> bit & 1 == 1 ? sigma : -sigma)
          }
        }
        let advantages = rule.advantages(of: try RewardBatch([group], weights: one.weights))[0]
        var g = [Double](repeating: 0, count: arms)
        for i in outcomes.indices {
          problem.positive.add(outcomes[i], scale: advantages[i] / Double(size), to: &g)
        }
        for j in g.indices {
          gradient[j] += p / Double(signs) * g[j]
          square += p / Double(signs) * g[j] * g[j]
        }
      }
    }
    return (gradient, square)
  }

  /// Whether the exact law and an enumeration agree to 1e-10.
  private func agree(
    _ exact: ExactMoments, _ found: (gradient: [Double], square: Double)
  ) throws -> Bool {
    let gradient = try #require(exact.expectedGradient)
    let second = try #require(exact.secondMoment)
    return zip(gradient, found.gradient).allSatisfy { abs($0 - $1) <= 1e-10 }
      && abs(second - found.square) <= 1e-10 * max(1, found.square)
  }

  /// 320 random problems, seed 1306, half of them under noise of two signs; the same noise on both
  /// components would be refused in most.
  @Test func `laws equal the sum over every group and every noise`() throws {
    var stream = RandomStream(seed: 1306, stream: 0)
    var (checked, refused) = (0, 0)
    for index in 0..<320 {
      let one = try Case(&stream)
      let set = try one.problem()
      for aggregation in [AdvantageRule.Aggregation.summed, .decoupled] {
        let sigma = index % 2 == 0 ? 0 : one.sigma
        let setting = try Setting(
          advantage: one.estimator, dither: Dither(sigma == 0 ? .none : .rademacher),
          sigma: sigma, groupSize: one.groupSize, aggregation: aggregation)
        let exact = try ExactLaw.moments(set, setting: setting)
        let found = try enumerated(set.problems[0], one, aggregation, sigma: sigma)
        #expect(try agree(exact, found), "\(index) \(aggregation) \(one)")
        checked += 1
        guard sigma > 0, aggregation == .decoupled else { continue }
        let wrong = try enumerated(set.problems[0], one, aggregation, sigma: sigma, isShared: true)
        if try !agree(exact, wrong) { refused += 1 }
      }
    }
    #expect(checked == 640)
    #expect(refused > 100, "shared noise passed in \(160 - refused) of 160")
  }

  /// 120 random problems each, seed 1309, under noise of two signs: advantages over a mean, of the best alone, and
  /// linear ones that a clamp of .25 cuts component by component. Those of the sum are others in most.
  @Test(arguments: [(AdvantageKind.meanNormalized, nil), (.bestOnly, nil), (.mean, 0.25)])
  func `components are taken apart wherever that makes a difference`(
    kind: AdvantageKind, clamp: Double?
  ) throws {
    var stream = RandomStream(seed: 1309, stream: 0)
    var refused = 0
    for index in 0..<120 {
      let one = try Case(&stream, kinds: [kind], clamp: clamp)
      let set = try one.problem()
      let setting = try Setting(
        advantage: one.estimator, dither: Dither(.rademacher), sigma: one.sigma,
        groupSize: one.groupSize, aggregation: .decoupled)
      let exact = try ExactLaw.moments(set, setting: setting)
      let found = try enumerated(set.problems[0], one, .decoupled, sigma: one.sigma)
      #expect(try agree(exact, found), "\(index) \(one)")
      let summed = try enumerated(set.problems[0], one, .summed, sigma: one.sigma)
      if try !agree(exact, summed) { refused += 1 }
    }
    #expect(refused > 80, "\(refused) of 120")
  }

  /// Arms with (correct, format) = (1,1), (1,0), (0,1), (0,0), weights 1 and .5, G 4: worked out apart.
  @Test(arguments: [
    (0.0, 0.143478, 0.282922), (0.001, 0.175525, 0.282922), (0.05, 0.174925, 0.282048),
    (0.3, 0.158600, 0.251628),
  ])
  func `the four arms of two rewards`(sigma: Double, trace: Double, norm: Double) throws {
    let exact = try ExactLaw.moments(Self.fourArms(), setting: Self.decoupled(sigma))
    let gradient = try #require(exact.expectedGradient)
    let square = gradient.reduce(0) { $0 + $1 * $1 }
    #expect(abs(square.squareRoot() - norm) < 5e-7)
    #expect(abs(try #require(exact.secondMoment) - square - trace) < 5e-7)
  }

  /// 400,000 groups, seed 7: an error of 5 standard errors is 1% of the second moment.
  @Test(arguments: [NoiseFamily.gaussian, .uniform, .rademacher])
  func `a simulation agrees`(family: NoiseFamily) throws {
    let set = try Self.fourArms()
    let settings = try [0.05, 0.3].map { sigma in
      try Setting(
        advantage: AdvantageEstimator(.standardized), dither: Dither(family), sigma: sigma,
        groupSize: 4, aggregation: .decoupled)
    }
    let found = try Simulation(
      set, settings: settings, sampling: Sampling(groups: 400_000, seed: 7)
    ).run()[0].settings
    for (setting, simulated) in zip(settings, found) {
      let exact = try ExactLaw.moments(set, setting: setting)
      let second = try #require(exact.secondMoment)
      let score = ZScore(simulated.secondMoment, against: second)
      #expect(score.agrees(), "\(family.name) sigma \(setting.sigma): \(score)")
    }
  }

  /// sqrt G kappa u and its square: the law of a group in which one component is silent, by hand.
  @Test func `a silent component adds noise of its full weight`() throws {
    let components = ComponentTables(
      try #require(
        Prompt(
          name: "two", policy: SoftmaxBandit(logits: [0, 0]),
          rule: .vectors([[1, 1], [0, 1]], weights: [1, 0.5])
        ).components))
    var moments = ConditionalMoments(levelCount: 2, parts: 1)
    let law = try DecoupledLaw(components, setting: Self.decoupled(0.05))
    try law.fill(&moments, counts: [2, 2])
    let alone = try GroupLaw(
      of: [0, 1],
      Setting(
        advantage: AdvantageEstimator(.standardized), dither: Dither(.gaussian), sigma: 0.05,
        groupSize: 4))
    var group = alone
    try group.hold(counts: [2, 2])
    #expect(abs(moments.first[1] - group.mean(1)) < 1e-14)
    // .25 G/(G-1) H of the silent one: its diagonal is .25.
    let own = group.variance(1) + group.mean(1) * group.mean(1)
    #expect(abs(moments.diagonal[1] - own - 0.25) < 1e-13)
    let pair = group.covariance(1, 1) + group.mean(1) * group.mean(1)
    #expect(abs(moments.cross[3] - pair + 0.25 / 3) < 1e-13)
  }

  private static func fourArms() throws -> ProblemSet {
    let logits = [0.15, 0.05, 0.7, 0.1].map { Double.log($0) }
    return try ProblemSet([
      Problem(
        Prompt(
          name: "four", policy: SoftmaxBandit(logits: logits),
          rule: .vectors([[1, 1], [1, 0], [0, 1], [0, 0]], weights: [1, 0.5])))
    ])
  }

  private static func decoupled(_ sigma: Double) throws -> Setting {
    try Setting(
      advantage: AdvantageEstimator(.standardized), dither: Dither(.gaussian), sigma: sigma,
      groupSize: 4, aggregation: .decoupled)
  }
}
