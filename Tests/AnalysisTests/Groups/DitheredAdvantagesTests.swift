import Analysis
import GRPO
import GSL
import TestSupport
import Testing

/// The exact law of the dithered advantages of one known group, against simulation and by theory.
@Suite struct DitheredAdvantagesTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let rewards: [[Double?]]
    let weights: [Double]
    let rule: AdvantageRule
    let family: NoiseFamily
    let sigma: Double

    var testDescription: String {
      "\(rule.aggregation.rawValue) \(rule.estimator.text) \(family.name) \(sigma)"
    }
  }

  /// Groups with ties, a silent component, components that differ in scale, and one that was not scored.
  static let cases: [Case] = try! {
    let pairs: [[Double?]] = [[1, 1], [0, 1], [0, 1], [1, 1], [0, 1], [0, 1]]
    let mixed: [[Double?]] = [[2, 0.1], [0, 0.3], [0, 0.1], [2, 0.2], [1, 0]]
    let partly: [[Double?]] = [[1, nil], [0, 1], [0, 0], [1, 1], [nil, nil]]
    let plain: [[Double?]] = [[1], [0], [0], [0.5], [0], [1], [0], [0]]
    let trl = try AdvantageEstimator(.standardized, ddof: 1, stabilizer: 1e-4)
    let damped = try AdvantageEstimator(.standardized, stabilizer: 0.2)
    let mean = try AdvantageEstimator(.mean)
    var cases: [Case] = []
    for family in [NoiseFamily.gaussian, .uniform] {
      for estimator in [trl, damped, mean, try AdvantageEstimator(.leaveOneOut)] {
        cases.append(
          Case(rewards: plain, weights: [1], rule: .init(estimator), family: family, sigma: 0.2))
        for (rewards, weights) in [(pairs, [1, 0.5]), (mixed, [0.5, -2])] {
          for way in AdvantageRule.Aggregation.allCases {
            // Several uniform components have no closed sum.
            if way == .summed, family == .uniform, estimator.kind == .standardized { continue }
            cases.append(
              Case(
                rewards: rewards, weights: weights, rule: .init(estimator, aggregation: way),
                family: family, sigma: 0.3))
          }
        }
      }
      cases.append(
        Case(
          rewards: partly, weights: [1, 0.5], rule: .init(trl, aggregation: .decoupled),
          family: family, sigma: 0.1))
    }
    return cases
  }()

  // N = 40,000 draws of seed 7; 5 standard errors on mean and second moment of every completion: an error
  // of 2.5% of a standard deviation is seen.
  @Test(arguments: cases)
  func `mean and deviation are those of simulated groups`(one: Case) throws {
    let dither = try Dither(one.family)
    let law = try DitheredAdvantages(
      one.rewards, weights: one.weights, rule: one.rule, dither: dither, sigma: one.sigma)
    let count = one.rewards.count
    var (first, second) = (
      Array(repeating: RewardSums(), count: count), Array(repeating: RewardSums(), count: count)
    )
    var stream = RandomStream(seed: 7)
    var noise = [Double](repeating: 0, count: count * one.weights.count)
    for _ in 0..<40_000 {
      dither.fill(&noise, using: &stream)
      let noisy = one.rewards.indices.map { i in
        one.weights.indices.map { k in
          one.rewards[i][k].map { $0 + one.sigma * noise[i * one.weights.count + k] }
        }
      }
      let batch = try RewardBatch([noisy], weights: one.weights)
      let advantages = one.rule.advantages(of: batch)[0]
      for i in 0..<count {
        first[i].add(advantages[i])
        let gap = advantages[i] - law.mean[i]
        second[i].add(gap * gap)
      }
    }
    for i in 0..<count {
      let variance = law.standardDeviation[i] * law.standardDeviation[i]
      #expect(
        Self.isNear(first[i], law.mean[i]), "completion \(i): \(first[i].mean), \(law.mean[i])")
      #expect(Self.isNear(second[i], variance), "completion \(i): \(second[i].mean), \(variance)")
    }
  }

  private static func isNear(_ sums: RewardSums, _ value: Double) -> Bool {
    let error = sums.standardDeviation(ddof: 1) / Double(sums.count).squareRoot()
    return abs(sums.mean - value) <= 5 * error + 1e-12
  }

  // In the gap between the laws: a decoupled component that is silent adds noise of its full weight,
  // whatever sigma; summed it adds what sigma is.
  @Test(arguments: [1e-3, 0.05, 0.3])
  func `a silent component that is decoupled is noise of full size`(sigma: Double) throws {
    let group: [[Double?]] = [[1, 1], [1, 1], [1, 1], [1, 1]]
    let estimator = try AdvantageEstimator(.standardized)
    let law = try DitheredAdvantages(
      group, weights: [0, 0.5], rule: .init(estimator, aggregation: .decoupled),
      dither: Dither(.gaussian), sigma: sigma)
    // Var A_i = w^2 G/(G-1) (1 - 1/G) = w^2.
    for (mean, deviation) in zip(law.mean, law.standardDeviation) {
      #expect(abs(mean) < 1e-12)
      #expect(abs(deviation - 0.5) < 1e-9)
    }
    #expect(abs(law.noiseShare - 1) < 1e-12)
    #expect(abs(law.energy - 4 * 0.25) < 1e-8)
  }

  @Test func `one component decoupled is the sum`() throws {
    let group: [[Double?]] = [[1], [0], [0], [0.25]]
    let estimator = try AdvantageEstimator(.standardized, ddof: 1, stabilizer: 1e-4)
    let laws = try AdvantageRule.Aggregation.allCases.map { way in
      try DitheredAdvantages(
        group, weights: [1], rule: .init(estimator, aggregation: way), dither: Dither(.gaussian),
        sigma: 0.1)
    }
    for (a, b) in zip(laws[0].mean, laws[1].mean) { #expect(abs(a - b) < 1e-14) }
  }

  @Test func `what looks at the batch has no law of one group`() throws {
    let group: [[Double?]] = [[1], [0], [0]]
    let dither = try Dither(.gaussian)
    for rule in [
      AdvantageRule(try AdvantageEstimator(.batchStandardized)),
      AdvantageRule(try AdvantageEstimator(.standardized), whitening: .trl),
    ] {
      #expect(throws: AnalysisError.self) {
        try DitheredAdvantages(group, weights: [1], rule: rule, dither: dither, sigma: 0.1)
      }
    }
  }

  // Negative control: the law of the summed reward is not that of decoupled ones.
  @Test func `the aggregation matters`() throws {
    let group: [[Double?]] = [[1, 0], [0, 1], [0, 1], [1, 1]]
    let estimator = try AdvantageEstimator(.standardized)
    let laws = try AdvantageRule.Aggregation.allCases.map { way in
      try DitheredAdvantages(
        group, weights: [1, 1], rule: .init(estimator, aggregation: way), dither: Dither(.gaussian),
        sigma: 0.3)
    }
    #expect(abs(laws[0].mean[3] - laws[1].mean[3]) > 0.05)
  }

  /// By the definition: noise on advantages adds its variance to what is there without noise, what a group shares
  /// leaves sigma / 2 of correlation 3/4, and noise in proportion to (1, 0, .5) has variances sigma^2 (1, 0, .25),
  /// of which `r - mean` keeps `(1 - 2/3) v_i + sum v / 9`.
  @Test func `noise of other places by hand`() throws {
    let group: [[Double?]] = [[1], [0], [0.5]]
    let trl = AdvantageRule(try AdvantageEstimator(.standardized, ddof: 1, stabilizer: 1e-4))
    let law = { (rule: AdvantageRule, dither: Dither, sigma: Double) in
      try DitheredAdvantages(group, weights: [1], rule: rule, dither: dither, sigma: sigma)
    }
    let on = try law(trl, Dither(.laplace, mode: .onAdvantages), 0.3)
    let plain = try law(trl, Dither(.none), 0)
    #expect(on.mean == plain.mean && on.standardDeviation.allSatisfy { abs($0 - 0.3) < 1e-15 })
    let shared = try law(trl, Dither(.gaussian, correlation: 0.75), 0.3)
    #expect(try shared == law(trl, Dither(.gaussian), 0.15))
    #expect(try shared != law(trl, Dither(.gaussian), 0.3))
    let mean = AdvantageRule(try AdvantageEstimator(.mean))
    let part = try law(mean, Dither(.uniform, mode: .multiplicative), 0.6)
    for (found, v) in zip(part.standardDeviation, [1, 0, 0.25]) {
      #expect(abs(found * found - 0.36 * (v / 3 + 1.25 / 9)) < 1e-15)
    }
    #expect(throws: AnalysisError.self) {
      try law(trl, Dither(.gaussian, mode: .multiplicative), 0.3)
    }
  }
}
