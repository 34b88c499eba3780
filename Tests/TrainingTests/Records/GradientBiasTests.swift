import Analysis
import GRPO
import Policies
import RealModule
import Testing

@testable import Training

/// The exact gradient of a step against that of the value, by hand.
struct GradientBiasTests {
  /// Prompts of two arms, the second right with these probabilities.
  private func pairs(_ rates: [Double]) throws -> TrainingTask<TabularPolicies> {
    try TrainingTask(
      name: "pairs",
      prompts: rates.map {
        try Prompt(
          name: "p \($0)", policy: SoftmaxBandit(logits: [0, .log($0 / (1 - $0))]), rewards: [0, 1])
      })
  }

  private func bias(
    _ task: TrainingTask<TabularPolicies>, workLimit: Int = 400_000
  ) throws -> GradientBias<TabularPolicies>? {
    let recipe = try TrainingCases.recipe(groupSize: 2)
    return GradientBias(task, rollout: recipe.rollout, workLimit: workLimit)
  }

  private func setting(_ kind: AdvantageKind, sigma: Double, groupSize: Int = 2) throws -> Setting {
    try Setting(
      advantage: AdvantageEstimator(kind), dither: Dither(.gaussian), sigma: sigma,
      groupSize: groupSize)
  }

  /// Two rewards, G = 2: standardized advantages are the sign of r1 - r2 + sigma sqrt 2 e, whose mean is
  /// `2 Phi(1 / (sqrt 2 sigma)) - 1 = erf(1 / (2 sigma))` where one is right; equal ones have mean 0.
  @Test(arguments: [0.1, 0.5, 2])
  func `the gain of two completions is an error function`(sigma: Double) throws {
    let task = try pairs([0.3])
    let bias = try #require(try bias(task))
    let gain = try #require(
      bias.gain(task.policy, setting: try setting(.standardized, sigma: sigma)))
    #expect(abs(gain - .erf(1 / (2 * sigma))) < 1e-9, "\(gain)")
  }

  /// `E g = (1 - 1/G) grad V` for r - mean, `grad V` for leave-one-out, whatever the noise: gain and cosine
  /// are 1, the distance is norm(grad V) / G or 0. Two prompts of weight
  /// 1/2: grad V has p (1 - p) and its negative in each block, halved.
  @Test(arguments: [(AdvantageKind.mean, 0.25), (.leaveOneOut, 0)])
  func `linear advantages keep the direction`(kind: AdvantageKind, share: Double) throws {
    let task = try pairs([0.3, 0.5])
    let bias = try #require(try bias(task))
    let setting = try setting(kind, sigma: 0.7, groupSize: 4)
    let found = try #require(bias.measure(task.policy, setting: setting))
    let norm = (2 * (0.21 * 0.21 + 0.25 * 0.25) / 4).squareRoot()
    #expect(abs(found.distance - share * norm) < 1e-14 && abs(found.cosine - 1) < 1e-14)
    #expect(abs(try #require(bias.gain(task.policy, setting: setting)) - 1) < 1e-14)
    #expect(abs(try #require(bias.cosine(task.policy, setting: setting)) - 1) < 1e-14)
  }

  /// 1 prompt, 2 completions, 2 parameters: a work of 4.
  @Test func `what is too large has no value, and no gradient no direction`() throws {
    let task = try pairs([0.3])
    #expect(try bias(task, workLimit: 3) == nil && bias(task, workLimit: 4) != nil)
    let sure = try TrainingTask(
      name: "equal",
      prompts: [
        Prompt(name: "equal", policy: SoftmaxBandit(logits: [0, 0]), rewards: [1, 1])
      ])
    let bias = try #require(try bias(sure))
    let setting = try setting(.mean, sigma: 0.1)
    #expect(bias.cosine(sure.policy, setting: setting) == nil)
    #expect(bias.gain(sure.policy, setting: setting) == nil)
  }
}
