import Analysis
import GRPO
import GSL

/// Turns the raw rewards of a batch into advantages: dither, estimator, whitening, noise on advantages.
struct Grader: Sendable {
  private let recipe: Recipe
  /// Standard deviation of each noise over the steps.
  private let deviations: [NoiseSizes]
  private let faults: Faults
  /// Of the components of a reward; nil for rewards without parts.
  private let weights: [Double]?
  /// By noise, then component: its law, and its size as a share of that of the noise.
  private let parts: [[(dither: Dither, scale: Double)]]
  /// Whether some noise is on the advantages.
  private let ditherAdvantages: Bool
  private var noise: [Double]
  private var rewards: [Double]
  private var advantages: [Double]

  /// - Parameter weights: of the components of a reward; nil for rewards without parts.
  /// - Precondition: every noise has as many components as the rewards, or one.
  init(_ recipe: Recipe, steps: Int, weights: [Double]? = nil, faults: Faults = Faults(nil)) {
    self.recipe = recipe
    self.faults = faults
    self.weights = weights
    parts =
      weights.map { weights in
        recipe.noise.map { noise in
          guard let scales = ComponentNoiseSizes.scales(noise.dither, count: weights.count),
            let single = try? noise.dither.with(components: [1])
          else {
            preconditionFailure(
              "noise of \(noise.dither.components.count) components on rewards of \(weights.count)")
          }
          return scales.map { (single, $0) }
        }
      } ?? []
    deviations = recipe.noise.map { $0.deviations(steps: steps) }
    ditherAdvantages = recipe.noise.contains { $0.dither.mode == .onAdvantages }
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
    if ditherAdvantages { drawForAdvantages(&batch, slots, step: step, using: &stream) }
    if let weights { return dither(&batch, slots, weights, step: step, using: &stream) }
    for slot in slots { batch.dithered[slot] = batch.rewards[slot] }
    for k in deviations.indices {
      let size = deviations[k][step]
      let dither = recipe.noise[k].dither
      guard size > 0, dither.mode != .onAdvantages else { continue }
      dither.fill(&noise, using: &stream)
      // Copies of the group are made for planted errors only.
      if faults.isPlanted {
        faults.change(
          noise: &noise, dither.family, rewards: Array(batch.rewards[slots]),
          outcomes: Array(batch.completions[slots]))
      }
      let isMultiplicative = dither.mode == .multiplicative
      for i in noise.indices {
        let slot = slots.lowerBound + i
        batch.dithered[slot] += size * noise[i] * (isMultiplicative ? batch.rewards[slot] : 1)
      }
    }
  }

  /// Draws the noise that `grade` adds to the advantages of a group: once, whatever the components.
  private mutating func drawForAdvantages(
    _ batch: inout Batch, _ slots: Range<Int>, step: Int, using stream: inout RandomStream
  ) {
    for slot in slots { batch.advantageNoise[slot] = 0 }
    for k in deviations.indices {
      let size = deviations[k][step]
      let dither = recipe.noise[k].dither
      guard size > 0, dither.mode == .onAdvantages else { continue }
      dither.fill(&noise, using: &stream)
      for i in noise.indices { batch.advantageNoise[slots.lowerBound + i] += size * noise[i] }
    }
  }

  /// Every component has noise of its own; the sum follows.
  private mutating func dither(
    _ batch: inout Batch, _ slots: Range<Int>, _ weights: [Double], step: Int,
    using stream: inout RandomStream
  ) {
    for slot in slots { batch.dithered[slot] = 0 }
    for k in weights.indices {
      for slot in slots { batch.componentDithered[k][slot] = batch.componentRewards[k][slot] }
      for n in deviations.indices {
        let size = deviations[n][step] * parts[n][k].scale
        let mode = parts[n][k].dither.mode
        guard size > 0, mode != .onAdvantages else { continue }
        parts[n][k].dither.fill(&noise, using: &stream)
        if faults.isPlanted {
          faults.change(
            noise: &noise, parts[n][k].dither.family, rewards: Array(batch.rewards[slots]),
            outcomes: Array(batch.completions[slots]))
        }
        for i in noise.indices {
          let slot = slots.lowerBound + i
          let unit = mode == .multiplicative ? batch.componentRewards[k][slot] : 1
          batch.componentDithered[k][slot] += size * noise[i] * unit
        }
      }
      for slot in slots {
        batch.dithered[slot] += weights[k] * batch.componentDithered[k][slot]
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
      if recipe.aggregation == .decoupled, let weights {
        gradeComponents(&batch, first: first, weights)
        continue
      }
      for i in rewards.indices { rewards[i] = batch.dithered[first + i] }
      recipe.advantage.fill(&advantages, rewards: rewards, batch: sums)
      for i in advantages.indices { batch.advantages[first + i] = advantages[i] }
    }
    if let whitening = recipe.whitening { whiten(&batch, whitening) }
    guard ditherAdvantages else { return }
    for group in 0..<batch.groupCount where batch.isKept[group] {
      for slot in batch.slots(group) { batch.advantages[slot] += batch.advantageNoise[slot] }
    }
  }

  /// The weighted sum of the advantages of each component.
  private mutating func gradeComponents(_ batch: inout Batch, first: Int, _ weights: [Double]) {
    for i in advantages.indices { batch.advantages[first + i] = 0 }
    for k in weights.indices {
      for i in rewards.indices { rewards[i] = batch.componentDithered[k][first + i] }
      recipe.advantage.fill(&advantages, rewards: rewards, batch: nil)
      for i in advantages.indices { batch.advantages[first + i] += weights[k] * advantages[i] }
    }
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
