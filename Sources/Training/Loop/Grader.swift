import Analysis
import GRPO
import GSL

/// Turns the raw rewards of a batch into advantages: dither, estimator, whitening.
struct Grader: Sendable {
  private let recipe: Recipe
  /// Standard deviation of each noise over the steps.
  private let deviations: [NoiseSizes]
  private let faults: Faults
  private var noise: [Double]
  private var rewards: [Double]
  private var advantages: [Double]

  init(_ recipe: Recipe, steps: Int, faults: Faults = Faults(nil)) {
    self.recipe = recipe
    self.faults = faults
    deviations = recipe.noise.map { $0.deviations(steps: steps) }
    noise = Array(repeating: 0, count: recipe.rollout.groupSize)
    rewards = noise
    advantages = noise
  }

  /// Total standard deviation at a step.
  func sigma(at step: Int) -> Double {
    deviations.reduce(0) { $0 + $1[step] * $1[step] }.squareRoot()
  }

  /// Writes the dithered rewards of a group.
  mutating func dither(
    _ batch: inout Batch, group: Int, step: Int, using stream: inout RandomStream
  ) {
    let slots = batch.slots(group)
    for slot in slots { batch.dithered[slot] = batch.rewards[slot] }
    for k in deviations.indices {
      let size = deviations[k][step]
      guard size > 0 else { continue }
      let dither = recipe.noise[k].dither
      dither.fill(&noise, using: &stream)
      // Copies of the group are made for planted errors only.
      if faults.isPlanted {
        faults.change(
          noise: &noise, dither.family, rewards: Array(batch.rewards[slots]),
          outcomes: Array(batch.completions[slots]))
      }
      for i in noise.indices {
        batch.dithered[slots.lowerBound + i] += size * noise[i]
      }
    }
  }

  /// Writes the advantages of all groups that are kept.
  mutating func grade(_ batch: inout Batch) {
    var sums: RewardSums?
    // All groups first: they share the divisor.
    if recipe.advantage.kind == .batchStandardized {
      var all = RewardSums()
      for group in 0..<batch.groupCount where batch.isKept[group] {
        for slot in batch.slots(group) { all.add(batch.dithered[slot]) }
      }
      sums = all
    }
    for group in 0..<batch.groupCount where batch.isKept[group] {
      let first = group * batch.groupSize
      for i in rewards.indices { rewards[i] = batch.dithered[first + i] }
      recipe.advantage.fill(&advantages, rewards: rewards, batch: sums)
      for i in advantages.indices { batch.advantages[first + i] = advantages[i] }
    }
    if let whitening = recipe.whitening { whiten(&batch, whitening) }
  }

  private func whiten(_ batch: inout Batch, _ whitening: Whitening) {
    var sums = RewardSums()
    for group in 0..<batch.groupCount where batch.isKept[group] {
      for slot in batch.slots(group) { sums.add(batch.advantages[slot]) }
    }
    let scale = whitening.scale(sums, length: batch.length)
    for group in 0..<batch.groupCount where batch.isKept[group] {
      for slot in batch.slots(group) {
        batch.advantages[slot] = (batch.advantages[slot] - sums.mean) * scale
      }
    }
  }
}
