import Analysis
import GRPO
import GSL
import Policies
import RealModule
import Testing

@testable import Training

/// What the map says besides ratios, against formulas by hand.
struct ExplanationTests {
  private func explain(
    _ passRate: Double, _ kind: AdvantageKind, groupSize: Int, sigma: Double, steps: Int = 5,
    rate: Double = 0.2
  ) throws -> Explanation {
    let recipe = try TrainingCases.recipe(kind, groupSize: groupSize, sigma: sigma, rate: rate)
    return Explanation(
      try TrainingCases.bandits([passRate]), recipe: recipe,
      plan: try RunPlan(steps: steps, threshold: 1), sampling: Sampling(groups: 0, seed: 2))
  }

  /// `sum (r - mean)^2` is (G-1) p (1-p) in the mean, the noise adds (G-1) sigma^2.
  @Test(arguments: [0.1, 0.5], [0.05, 0.7])
  func `mean advantages: share, gain and silent groups by hand`(p: Double, sigma: Double) throws {
    let found = try explain(p, .mean, groupSize: 4, sigma: sigma)
    let share = sigma * sigma / (sigma * sigma + p * (1 - p))
    #expect(abs(try #require(found.noiseShare) - share) < 1e-12)
    #expect(abs(try #require(found.gain) - 1) < 1e-12)
    #expect(abs(found.silentShare - (power(p, 4) + power(1 - p, 4))) < 1e-12)
  }

  /// Two completions: a mixed pair keeps kappa = erf(1/(2 sigma)) of its advantage, any other nothing.
  @Test(arguments: [0.1, 0.5], [0.3, 1])
  func `standardized pairs: share and gain by hand`(p: Double, sigma: Double) throws {
    let found = try explain(p, .standardized, groupSize: 2, sigma: sigma)
    let kappa = Double.erf(1 / (2 * sigma))
    #expect(abs(try #require(found.gain) - kappa) < 1e-9)
    let share = 1 - 2 * p * (1 - p) * kappa * kappa
    #expect(abs(try #require(found.noiseShare) - share) < 1e-9)
  }

  /// Two arms: tr(F Hess V) = 4 p^2 (1-p)^2 (1-2p); c = (G-1)/G^2.
  @Test func `the drift of two arms by hand`() throws {
    let p = 0.2
    let policy = try SoftmaxBandit(logits: [0, .log(p / (1 - p))])
    let task = try TrainingTask(
      name: "two", prompts: [Prompt(name: "two", policy: policy, rewards: [0, 1])])
    let recipe = try TrainingCases.recipe(.mean, groupSize: 4, sigma: 0.5, rate: 0.1)
    let found = Explanation(
      task, recipe: recipe, plan: try RunPlan(steps: 1, threshold: 1),
      sampling: Sampling(groups: 0, seed: 2))
    let trace = 4 * p * p * (1 - p) * (1 - p) * (1 - 2 * p)
    let expected = 0.5 * 0.01 * (3.0 / 16) * 0.25 * trace
    #expect(abs(try #require(found.drift) - expected) < 1e-15)
    // The rise is that of no noise and the drift on top.
    let problem = try Problem(Prompt(name: "two", policy: policy, rewards: [0, 1]))
    let plain = try StepImprovement.exact(
      problem, [try #require(recipe.undithered.setting(deviations: [], promptCount: 1))])
    let rise = try #require(plain[0]).value(rate: 0.1)
    #expect(abs(try #require(found.rise) - (1 + expected / rise)) < 1e-8)
    #expect(try explain(0.2, .standardized, groupSize: 4, sigma: 0.5).drift == nil)
  }

  /// Divided by their deviation, noise of 1e-6 moves a policy as far as any; less a mean it does nothing.
  @Test func `noise alone wears out a standardized run, whatever its size`() throws {
    let small = try explain(0.3, .standardized, groupSize: 4, sigma: 1e-6, steps: 60, rate: 2)
    let large = try explain(0.3, .standardized, groupSize: 4, sigma: 1, steps: 60, rate: 2)
    #expect(small.collapseSteps < 60 && abs(small.collapseSteps - large.collapseSteps) < 1e-9)
    #expect(
      try explain(0.3, .mean, groupSize: 4, sigma: 1e-6, steps: 60, rate: 2).collapseSteps == 60)
  }

  /// Three levels, G = 3: the compositions summed by the library against all 27 triples one by one.
  @Test func `compositions are weighed as triples are`() throws {
    let (levels, weights) = ([0.0, 0.5, 2], [0.2, 0.5, 0.3])
    let setting = try Setting(
      advantage: AdvantageEstimator(.standardized), dither: Dither(.gaussian), sigma: 0.4,
      groupSize: 3)
    var law = try #require(GroupLaw(levels: levels, setting: setting))
    var (signal, total) = (0.0, 0.0)
    for a in 0..<3 {
      for b in 0..<3 {
        for c in 0..<3 {
          var counts = [0, 0, 0]
          for level in [a, b, c] { counts[level] += 1 }
          try law.hold(counts: counts)
          for level in [a, b, c] {
            let mass = weights[a] * weights[b] * weights[c]
            signal += mass * law.mean(level) * law.mean(level)
            total += mass * (law.mean(level) * law.mean(level) + law.variance(level))
          }
        }
      }
    }
    let found = AdvantageEnergy.noiseShare(
      levels: levels, probabilities: weights, setting: setting)
    #expect(abs(try #require(found) - (1 - signal / total)) < 1e-12)
    // sum A_i^2 = G for every group, silent or not: the noise fills what the signal leaves.
    #expect(abs(total - 3) < 1e-9)
  }
}
