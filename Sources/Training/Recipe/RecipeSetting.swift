import Analysis
import GRPO

extension Recipe {
  /// The recipe with a deliberate mistake in its settings or its filter, if one is planted there.
  func changed(by faults: Faults) -> Recipe {
    guard faults.isPlanted else { return self }
    var copy = self
    if faults.dropsSilentGroups, rollout.filter == .none { copy.rollout.filter = .raw }
    for k in noise.indices {
      let setting = try? Setting(
        advantage: advantage, dither: noise[k].dither, sigma: noise[k].sigma,
        groupSize: rollout.groupSize)
      guard let wrong = setting.map(faults.setting) else { continue }
      copy.noise[k].dither = wrong.dither
      copy.noise[k].sigma = wrong.sigma
      copy.advantage = wrong.advantage
    }
    return copy
  }

  /// The recipe at one size of its noise as the exact laws know it; nil where several noises have no
  /// common law, or advantages are whitened.
  ///
  /// A step that takes every prompt once is one batch of them all, so that is what batch-standardized
  /// advantages divide by the deviation of.
  ///
  /// - Parameter promptCount: prompts of the task.
  func setting(deviations: [Double], promptCount: Int) -> Setting? {
    // Whitened advantages depend on all groups of the batch: there is no law of one group.
    guard whitening == nil else { return nil }
    let active = noise.indices.filter { deviations[$0] > 0 && !noise[$0].isSilent }
    let batchGroups = rollout.promptsPerStep ?? promptCount
    guard let first = active.first else {
      return (try? Dither(.none)).flatMap {
        try? Setting(
          advantage: advantage, dither: $0, sigma: 0, groupSize: rollout.groupSize,
          batchGroups: batchGroups, aggregation: aggregation)
      }
    }
    // Independent Gaussian noises add up to one; sums of others are of another law.
    let dither = noise[first].dither
    let isOneLaw =
      active.count == 1
      || dither.family.law.isStable && active.allSatisfy { noise[$0].dither.addsUp(to: dither) }
    guard isOneLaw else { return nil }
    let sigma = active.reduce(0) { $0 + deviations[$1] * deviations[$1] }.squareRoot()
    return try? Setting(
      advantage: advantage, dither: noise[first].dither, sigma: sigma,
      groupSize: rollout.groupSize, batchGroups: batchGroups, aggregation: aggregation)
  }
}

extension Dither {
  /// Whether both are of one law that is stable under sums, and meet rewards in one way.
  fileprivate func addsUp(to other: Dither) -> Bool {
    family == other.family && mode == other.mode && correlation == other.correlation
  }
}
