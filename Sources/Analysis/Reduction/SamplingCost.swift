import GRPO

/// What a group costs by a method, counted and not measured, so that a choice that rests on it does
/// not depend on the machine: nanoseconds of one core of 2025, within a factor of two.
struct SamplingCost {
  private let problem: Problem
  private let settings: [Setting]
  private let method: SamplingMethod

  init(_ problem: Problem, settings: [Setting], method: SamplingMethod) {
    self.problem = problem
    self.settings = settings
    self.method = method
  }

  /// Of `groups` groups and what they need once.
  func callAsFunction(groups: Int) -> Double { once + Double(groups) * perGroup }

  private var groupSize: Double { Double(settings[0].groupSize) }
  /// Nonzero entries of a contribution vector.
  private var entries: Double {
    Double(problem.positive.totalCount) / Double(problem.probabilities.count)
  }

  private var perGroup: Double {
    let outcomes = groupSize * (method.contains(.sobol) ? 12 : 8)
    if method.contains(.conditional) { return outcomes + statistics }
    let mirrored = method.contains(.antithetic) ? 2.0 : 1
    return outcomes + noise + mirrored * gradients
  }

  private var noise: Double {
    DitherTable(settings).distinct.reduce(0) {
      $0 + groupSize * Double($1.drawsPerCompletion) * draw($1.family)
    }
  }

  private func draw(_ family: NoiseFamily) -> Double {
    if method.contains(.sobol) { return family.law.quantileCost }
    // A gamma variate each; two uniform numbers and a logarithm; the fast ones.
    return family.law is StudentTNoise ? 80 : family.law is LaplaceNoise ? 25 : 10
  }

  /// Of all settings. Side by side in vectors a setting costs little; by itself every completion has an advantage and
  /// a row of its own.
  private var gradients: Double {
    let parameters = Double(problem.parameterCount)
    let single = groupSize * (15 + 6 * entries) + 9 * parameters
    guard method.drawsAlike else {
      let paths = NoiseLanes.partition(settings, problem, units: settings.map { _ in 1 })
      // Positive and negative advantages have rows of their own where a clip tells them apart.
      let rows = entries * Double(problem.parts)
      let lanes = paths.lanes.reduce(0) { $0 + Double(($1.members.count + 7) / 8) }
      return lanes * (groupSize * (3 + 1.3 * rows) + 1.2 * parameters)
        + Double(paths.others.count) * single
    }
    let paths = SettingPartition(
      settings, dithers: DitherTable(settings).index, levels: problem.levels,
      isForcedGeneral: problem.isClipped || problem.tokenCounts != nil)
    let panelled = Double(settings.count - paths.general.count)
    return panelled * 0.3 * (1 + parameters) + Double(paths.general.count) * single
  }

  private var statistics: Double {
    let vectors = Double(problem.parts * problem.levels.count)
    let parameters = Double(problem.parameterCount)
    return groupSize * (5 + 2 * entries) + (vectors + 1) * (vectors / 2 + 2) * parameters
  }

  /// Conditional laws, a few microseconds for each setting and composition.
  private var once: Double {
    guard method.contains(.conditional) else { return 0 }
    let compositions = Compositions(
      groupSize: settings[0].groupSize,
      probabilities: LevelTable(problem).probabilities)
    return 3000 * min(compositions.count, 10_000) * Double(settings.count)
  }
}
