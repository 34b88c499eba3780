import Analysis
import GRPO
import GSL
import Policies
import Testing

@testable import Training

/// The exact share of noise in a gradient, against noise drawn again and again for one batch.
///
/// 20,000 draws, seed 51: the energies are known to about 1%, hence the share to .01 at most; a sigma
/// wrong by a half moves it by more than that wherever noise counts.
struct NoiseShareTests {
  /// Share by simulation: energy of `g - E g` over it plus that of `E g`, for the batch held.
  private func simulated<P: PromptedPolicy>(
    _ trainer: Trainer<P>, before policy: P, _ dither: Dither, sigma: Double
  ) throws -> Double {
    var (batch, ascent) = (trainer.batch, trainer.ascent)
    var grader = Grader(
      trainer.recipe.with(noise: [try RewardNoise(dither, sigma: sigma)]), steps: 1)
    var stream = RandomStream(seed: 51)
    let count = 20_000
    var (mean, square) = ([Double](repeating: 0, count: policy.parameterCount), 0.0)
    for _ in 0..<count {
      for group in 0..<batch.groupCount {
        grader.dither(&batch, group: group, step: 0, using: &stream)
      }
      grader.grade(&batch)
      ascent.fillGradient(policy, batch: batch, isOnPolicy: true)
      for i in mean.indices {
        mean[i] += ascent.gradient[i] / Double(count)
        square += ascent.gradient[i] * ascent.gradient[i] / Double(count)
      }
    }
    let signal = mean.reduce(0) { $0 + $1 * $1 }
    return (square - signal) / square
  }

  private func gap<P: PromptedPolicy>(
    _ task: TrainingTask<P>, _ kind: AdvantageKind, _ dither: Dither? = nil, sigma: Double,
    wrong: Double = 1, loss: LossAggregation = .sum, taken: LossAggregation? = nil
  ) throws -> Double {
    let dither = try dither ?? Dither(.gaussian)
    let recipe = try TrainingCases.recipe(
      kind, sigma: sigma, surrogate: Surrogate(lossAggregation: loss)
    ).with(noise: [RewardNoise(dither, sigma: sigma)])
    var trainer = Trainer(task, recipe: recipe, steps: 1)
    trainer.take(step: 0, run: 4, seed: 3)
    let setting = try #require(
      recipe.setting(deviations: [wrong * sigma], promptCount: task.policy.promptCount))
    let levels = Set(task.rewards).sorted()
    var exact = try #require(
      NoiseShare(
        task.policy, batch: trainer.batch, levels: levels, setting: setting,
        lossAggregation: taken ?? loss))
    let found = exact.share(task.policy, batch: trainer.batch)
    let share = try #require(found)
    #expect(share > 0 && share <= 1)
    return abs(share - (try simulated(trainer, before: task.policy, dither, sigma: sigma)))
  }

  @Test(arguments: [AdvantageKind.reinforce, .mean, .leaveOneOut, .standardized], [0.1, 1])
  func `a table's share is that of many draws`(kind: AdvantageKind, sigma: Double) throws {
    #expect(try gap(TrainingCases.bandits([0.2, 0.6]), kind, sigma: sigma) < 0.01)
  }

  @Test(arguments: [AdvantageKind.mean, .standardized])
  func `a network's share is that of many draws`(kind: AdvantageKind) throws {
    #expect(try gap(TrainingCases.network(), kind, sigma: 0.3) < 0.01)
  }

  /// The sum in place of the mean of each completion is seen.
  @Test(arguments: LossAggregation.allCases)
  func `lengths in the loss are in the share`(loss: LossAggregation) throws {
    let task = try TrainingCases.ended()
    #expect(try gap(task, .mean, sigma: 0.3, loss: loss) < 0.01)
    guard loss == .sequenceMean else { return }
    #expect(try gap(task, .mean, sigma: 0.3, loss: loss, taken: .sum) > 0.01)
  }

  /// Noise that a group shares, in proportion to rewards, or on the advantages, as the grader draws it.
  @Test(arguments: [
    (AdvantageKind.reinforce, NoiseMode.additive, 0.75), (.standardized, .additive, 0.75),
    (.mean, .multiplicative, 0), (.reinforce, .multiplicative, 0.75), (.mean, .onAdvantages, 0),
    (.standardized, .onAdvantages, 0.75), (.leaveOneOutStandardized, .onAdvantages, 0),
  ])
  func `noise of any place has the share of many draws`(
    kind: AdvantageKind, mode: NoiseMode, rho: Double
  ) throws {
    let dither = try Dither(.gaussian, mode: mode, correlation: rho)
    #expect(try gap(TrainingCases.bandits([0.2, 0.6]), kind, dither, sigma: 0.5) < 0.01)
    #expect(try gap(TrainingCases.bandits([0.2, 0.6]), kind, dither, sigma: 0.5, wrong: 2) > 0.02)
  }

  /// Two noises of one law and place are one; of two places they have no common law.
  @Test func `noises of two places have no share`() throws {
    let both = try [NoiseMode.additive, .onAdvantages].map {
      try RewardNoise(Dither(.gaussian, mode: $0), sigma: 0.3)
    }
    let recipe = try TrainingCases.recipe(.mean, sigma: 0.3)
    #expect(recipe.with(noise: both).setting(deviations: [0.3, 0.3], promptCount: 2) == nil)
    let one = try #require(
      recipe.with(noise: [both[1], both[1]]).setting(deviations: [0.3, 0.4], promptCount: 2))
    #expect(abs(one.sigma - 0.5) < 1e-15 && one.dither.mode == .onAdvantages)
  }

  @Test func `a wrong sigma is seen`() throws {
    let task = try TrainingCases.bandits([0.2, 0.6])
    #expect(try gap(task, .mean, sigma: 0.3, wrong: 1.5) > 0.02)
  }

  /// All groups silent: whatever moves, is noise.
  @Test func `a silent batch is all noise`() throws {
    let task = try TrainingCases.bandits([1e-9])
    let recipe = try TrainingCases.recipe(sigma: 0.1)
    let runs = RecordedRuns(task, recipe: recipe, steps: 1, sampling: Sampling(groups: 0, seed: 1))
    let row = runs.advance([RunState(run: 0)], to: 1)[0].rows[0]
    #expect(row.noiseShare == 1 && row.silentShareRaw == 1 && row.silentShareDithered == 0)
  }

  /// `E g = (G-1)/G grad V` for mean advantages: distance a quarter of norm(grad V) at G = 4, cosine 1;
  /// leave-one-out: distance 0.
  @Test func `the distance between E g and grad V by hand`() throws {
    let task = try TrainingCases.fiveArms()
    let norm = try TrainingCases.fiveArmPrompt().policy.valueGradient(of: [1, 0, 0, 1, 0])
      .reduce(0) { $0 + $1 * $1 }.squareRoot()
    for (kind, distance) in [(AdvantageKind.mean, norm / 4), (.leaveOneOut, 0)] {
      let runs = RecordedRuns(
        task, recipe: try TrainingCases.recipe(kind, sigma: 0.3), steps: 1,
        sampling: Sampling(groups: 0, seed: 1))
      let row = runs.advance([RunState(run: 0)], to: 1)[0].rows[0]
      #expect(abs(row.gradientDistance - distance) < 1e-14)
      #expect(abs(row.gradientCosine - 1) < 1e-14)
    }
  }
}
