import GRPO
import GSL
import Policies
import Testing

@testable import Analysis

/// Advantages of components, by hand, and the noise that each has for itself.
struct DecoupledEvaluatorTests {
  /// Vectors (1, 1), (0, .5) and (0, 0), weights 1 and -.5.
  private static func components() throws -> ComponentTables {
    ComponentTables(
      try #require(
        Prompt(
          name: "three", policy: SoftmaxBandit(logits: [0, 0, 0]),
          rule: .vectors([[1, 1], [0, 0.5], [0, 0]], weights: [1, -0.5])
        ).components))
  }

  private static func setting(
    _ kind: AdvantageKind, sigma: Double, proportions: [Double] = [1]
  ) throws -> Setting {
    try Setting(
      advantage: AdvantageEstimator(kind), dither: Dither(.gaussian, components: proportions),
      sigma: sigma, groupSize: 4, aggregation: .decoupled)
  }

  /// Outcomes 0, 1, 2, 2: components 1, 0, 0, 0 and 1, .5, 0, 0; noise of .5 on the first completion of one
  /// and the last of the other.
  @Test func `components are centred apart, with noise of their own`() throws {
    var evaluator = try DecoupledEvaluator(
      Self.setting(.mean, sigma: 0.5), Self.components())
    evaluator.evaluate(outcomes: [0, 1, 2, 2], noises: [[1, 0, 0, 0], [0, 0, 0, 1]])
    // 1.5, 0, 0, 0 less .375; 1, .5, 0, .5 less .5.
    let (first, second) = ([1.125, -0.375, -0.375, -0.375], [0.5, 0, -0.5, 0])
    for (a, b) in zip(evaluator.advantages, zip(first, second).map { $0 - 0.5 * $1 }) {
      #expect(abs(a - b) < 1e-15)
    }
    evaluator.drop()
    #expect(evaluator.advantages == [0, 0, 0, 0])
  }

  /// 100 random groups, seed 33, against the rule of a batch: noise in the proportions of the dither, 3 to 4.
  @Test func `decoupled advantages are those of the rule`() throws {
    let components = try Self.components()
    var random = RandomStream(seed: 33)
    for kind in [AdvantageKind.standardized, .leaveOneOutStandardized, .leaveOneOut] {
      let setting = try Self.setting(kind, sigma: 0.3, proportions: [3, 4])
      var evaluator = try DecoupledEvaluator(setting, components)
      for _ in 0..<100 {
        let outcomes = (0..<4).map { _ in random.index(below: 3) }
        let noises = (0..<2).map { _ in (0..<4).map { _ in random.gaussian() } }
        evaluator.evaluate(outcomes: outcomes, noises: noises)
        let group: [[Double?]] = outcomes.enumerated().map { i, outcome in
          [0.6, 0.8].enumerated().map { k, share in
            components.values[k][outcome] + 0.3 * share * noises[k][i]
          }
        }
        let right = setting.rule.advantages(
          of: try RewardBatch([group], weights: components.weights))[0]
        for (a, b) in zip(evaluator.advantages, right) { #expect(abs(a - b) < 1e-12) }
      }
    }
  }

  /// Outcomes 1 and 2 share the first component, not the vector.
  @Test func `a group is silent where all components are`() throws {
    let evaluator = try DecoupledEvaluator(Self.setting(.mean, sigma: 0), Self.components())
    #expect(evaluator.isSilent([1, 1, 1, 1]) && !evaluator.isSilent([1, 2, 1, 1]))
  }

  /// Equal settings share a family, others and summed ones do not ask; of two components every family has two
  /// vectors, family by family.
  @Test func `components have one draw each, of each family`() throws {
    let components = try Self.components()
    let laplace = try Setting(
      advantage: AdvantageEstimator(.mean), dither: Dither(.laplace), sigma: 1, groupSize: 4,
      aggregation: .decoupled)
    let settings = [
      try Self.setting(.mean, sigma: 0.1), laplace, try Self.setting(.standardized, sigma: 0.2),
      try Setting(.mean, .uniform, sigma: 0.1, groupSize: 4),
    ]
    var noise = try #require(
      try ComponentNoise(settings, components: components, groupSize: 4, faults: Faults(nil)))
    #expect(settings[0..<3].map { noise.family(of: $0) } == [0, 1, 0])
    var stream = RandomStream(seed: 5)
    var own = RandomStream(seed: 5)
    noise.draw(rewards: [0, 0, 0, 0], outcomes: [0, 0, 0, 0], using: &stream)
    for (family, dither) in [try Dither(.gaussian), try Dither(.laplace)].enumerated() {
      for k in 0..<2 {
        var right = [0.0, 0, 0, 0]
        dither.fill(&right, using: &own)
        #expect(noise.noises[family][k] == right)
      }
    }
    #expect(noise.noises.count == 2)
    let none = try ComponentNoise(
      [settings[3]], components: components, groupSize: 4, faults: Faults(nil))
    #expect(none == nil)
  }

  /// Proportions are for as many components as the reward has; one is for each.
  @Test func `noise of another number of components is refused`() throws {
    #expect(try ComponentNoiseSizes.checked(Dither(.gaussian), count: 3) == [1, 1, 1])
    let two = try Dither(.gaussian, components: [3, 4])
    for (a, b) in zip(try ComponentNoiseSizes.checked(two, count: 2), [0.6, 0.8]) {
      #expect(abs(a - b) < 1e-15)
    }
    // sqrt((1 .6)^2 + (.5 .8)^2); of one noise each sqrt(1 + .25).
    let norm = try #require(ComponentNoiseSizes.norm(two, weights: [1, -0.5]))
    #expect(abs(norm - 0.52.squareRoot()) < 1e-15)
    let each = try #require(ComponentNoiseSizes.norm(try Dither(.gaussian), weights: [1, -0.5]))
    #expect(abs(each - 1.25.squareRoot()) < 1e-15)
    #expect(ComponentNoiseSizes.norm(two, weights: [1, 1, 1]) == nil)
    let error = try #require(throws: AnalysisError.self) {
      try DecoupledEvaluator(
        Self.setting(.mean, sigma: 0.1, proportions: [1, 1, 1]), Self.components())
    }
    #expect(error.description == "noise of 3 components on rewards of 2")
  }
}
