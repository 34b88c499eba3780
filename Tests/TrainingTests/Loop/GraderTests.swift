import Analysis
import GRPO
import Policies
import TestSupport
import Testing

@testable import Training

/// From rewards to advantages: what is added where, and over what it is averaged.
struct GraderTests {
  private func batches(
    _ recipe: Recipe, _ task: TrainingTask<TabularPolicies>, count: Int
  ) -> [Batch] {
    (0..<count).map { run in
      var trainer = Trainer(task, recipe: recipe, steps: 1)
      trainer.take(step: 0, run: run, seed: 21)
      return trainer.batch
    }
  }

  /// Whether a group's advantages are standardized: sum 0, squares summing to G (ddof 0).
  private func isStandardized(_ advantages: ArraySlice<Double>) -> Bool {
    let sum = advantages.reduce(0, +)
    let squares = advantages.reduce(0) { $0 + $1 * $1 }
    return abs(sum) < 1e-12 && abs(squares - Double(advantages.count)) < 1e-12
  }

  /// The noise enters before the advantages: with it every group, silent ones too, is standardized.
  @Test func `dithered groups are standardized, and noise after the advantages is seen`() throws {
    let recipe = try TrainingCases.recipe(sigma: 0.1)
    for batch in batches(recipe, try TrainingCases.bandits([0.02, 0.5]), count: 100) {
      for group in 0..<2 {
        let advantages = batch.advantages[batch.slots(group)]
        #expect(isStandardized(advantages))
        let late = advantages.indices.map {
          advantages[$0] + batch.dithered[$0] - batch.rewards[$0]
        }
        #expect(!isStandardized(late[...]))
      }
    }
  }

  /// Rewards stay as they are, and whitened advantages have the noise on top of their deviation of 1.
  @Test func `noise on advantages comes last`() throws {
    var recipe = try TrainingCases.recipe(.reinforce, sigma: 0).with(
      noise: [RewardNoise(Dither(.rademacher, mode: .onAdvantages), sigma: 0.25)])
    recipe.whitening = .openrlhf
    for batch in batches(recipe, try TrainingCases.bandits([0.3, 0.5, 0.7]), count: 20) {
      #expect(batch.dithered == batch.rewards)
      #expect(batch.advantageNoise.allSatisfy { abs($0) == 0.25 })
      let bare = RewardSums(zip(batch.advantages, batch.advantageNoise).map { $0 - $1 })
      #expect(abs(bare.mean) < 1e-12 && abs(bare.standardDeviation() - 1) < 1e-6)
    }
  }

  /// A reward of 0 has no noise in proportion to it; a shared one of correlation 1 is one number a group.
  @Test func `noise in proportion to rewards, and noise of a whole group`() throws {
    let task = try TrainingCases.bandits([0.3, 0.7])
    let proportional = try TrainingCases.recipe(.mean, sigma: 0).with(
      noise: [RewardNoise(Dither(.gaussian, mode: .multiplicative), sigma: 0.5)])
    let shared = try TrainingCases.recipe(.mean, sigma: 0).with(
      noise: [RewardNoise(Dither(.gaussian, correlation: 1), sigma: 0.5)])
    for batch in batches(proportional, task, count: 20) {
      for slot in batch.rewards.indices {
        #expect((batch.dithered[slot] == batch.rewards[slot]) == (batch.rewards[slot] == 0))
      }
    }
    for batch in batches(shared, task, count: 20) {
      for group in 0..<2 {
        let slots = batch.slots(group)
        let noise = slots.map { batch.dithered[$0] - batch.rewards[$0] }
        #expect(noise.allSatisfy { abs($0 - noise[0]) < 1e-15 && $0 != 0 })
        // They are those of the raw rewards.
        let mean = batch.rewards[slots].reduce(0, +) / Double(slots.count)
        for slot in slots {
          #expect(abs(batch.advantages[slot] - (batch.rewards[slot] - mean)) < 1e-14)
        }
      }
    }
  }

  @Test func `batch-standardized advantages divide by the deviation of the whole batch`() throws {
    let recipe = try TrainingCases.recipe(.batchStandardized, sigma: 0.2)
    for batch in batches(recipe, try TrainingCases.bandits([0.3, 0.5, 0.7]), count: 20) {
      let deviation = RewardSums(batch.dithered).standardDeviation()
      for group in 0..<3 {
        let rewards = batch.dithered[batch.slots(group)]
        let mean = rewards.reduce(0, +) / 4
        for slot in batch.slots(group) {
          let expected = (batch.dithered[slot] - mean) / deviation
          #expect(abs(batch.advantages[slot] - expected) < 1e-12)
        }
      }
    }
  }

  @Test(arguments: [(Whitening.verl, 1), (.openrlhf, 0)])
  func `whitened advantages have mean 0 and deviation 1 over the batch`(
    how: Whitening, ddof: Int
  ) throws {
    var recipe = try TrainingCases.recipe(.reinforce, sigma: 0.2)
    recipe.whitening = how
    for batch in batches(recipe, try TrainingCases.bandits([0.3, 0.5, 0.7]), count: 20) {
      let sums = RewardSums(batch.advantages)
      #expect(abs(sums.mean) < 1e-12)
      #expect(abs(sums.standardDeviation(ddof: ddof) - 1) < 1e-6)
    }
  }

  /// Six advantages of the size of what keeps the divisor from 0, by NumPy as the systems compute them:
  /// `c / sqrt(c @ c / 5 + 1e-8)`, over two tokens each `c / sqrt(2 c @ c / 11 + 1e-8)`, and
  /// `c / sqrt(max(c @ c / 6, 1e-8))`. Divided by
  /// S + 1e-8 the first would be four times as large.
  @Test func `small advantages are whitened as each system does it`() throws {
    let advantages = [1e-5, -2e-5, 3e-5, 0, 5e-5, -1e-5]
    let sums = RewardSums(advantages)
    let third = { (how: Whitening, length: Int) in
      (advantages[2] - sums.mean) * how.scale(sums, length: length)
    }
    #expect(abs(third(.verl, 1) - 0.1935282499290459) < 1e-12)
    #expect(abs(third(.verl, 2) - 0.19409078514116102) < 1e-12)
    #expect(abs(third(.openrlhf, 1) - 0.2) < 1e-12)
  }

  /// Two noises of .3 and .4 at the start, of which one fades out: variance .25, then less. 40,000
  /// draws, seed 21, abs(z) <= 5: the variance is known to .25 sqrt(2/40000) = .0018 at most,
  /// so .018 is seen for sure.
  @Test func `every component has its own size and schedule`() throws {
    let fading = DitherSchedule(.cosine)
    let peak = NoiseSizes(fading, rootMeanSquare: 1, steps: 100)[0]
    var recipe = try TrainingCases.recipe()
    recipe.noise = [
      try RewardNoise(Dither(.gaussian), sigma: 0.3),
      try RewardNoise(Dither(.uniform), sigma: 0.4 / peak, schedule: fading),
    ]
    let task = try TrainingCases.bandits([0.5])
    for (step, variance) in [(0, 0.25), (99, 0.09)] {
      var squares: [Double] = []
      var trainer = Trainer(task, recipe: recipe, steps: 100)
      trainer.resume(step, parameters: task.policy.parameters, memory: .init(), hasDiverged: false)
      for run in 0..<10_000 {
        trainer.resume(
          step, parameters: task.policy.parameters, memory: .init(), hasDiverged: false)
        trainer.take(step: step, run: run, seed: 21)
        for slot in 0..<4 {
          let noise = trainer.batch.dithered[slot] - trainer.batch.rewards[slot]
          squares.append(noise * noise)
        }
      }
      let z = ZScore(squares, against: variance)
      #expect(z.agrees(), "\(step): \(z)")
    }
  }
}
