import GRPO
import Policies

/// What a group costs by a method, counted and not measured, so that a choice that rests on it does
/// not depend on the machine: nanoseconds of one core of 2025, within a factor of two.
struct SamplingCost {
  private let problem: Problem
  private let settings: [Setting]
  private let method: SamplingMethod
  /// By setting: whether the direction of its noise is averaged.
  private let averages: [Bool]

  /// Of one prompt of a simulation.
  init(_ simulation: Simulation, prompt: Int) {
    self.init(
      simulation.set.problems[prompt], settings: simulation.settings,
      method: simulation.sampling.method, averages: simulation.averagesNoise(prompt: prompt))
  }

  init(
    _ problem: Problem, settings: [Setting], method: SamplingMethod, averages: [Bool]? = nil
  ) {
    self.problem = problem
    self.settings = settings
    self.method = method
    self.averages = averages ?? settings.map { _ in false }
  }

  /// Of `groups` groups and what they need once.
  func callAsFunction(groups: Int) -> Double { once + Double(groups) * perGroup }

  private var groupSize: Double { Double(settings[0].groupSize) }
  /// Nonzero entries of a contribution vector.
  private var entries: Double {
    Double(problem.positive.totalCount) / Double(problem.probabilities.count)
  }

  /// How groups that are all alike are drawn, as `SimulationKernel` has it.
  private enum Route { case completions, counts, blocks }

  private var route: Route {
    guard method.drawsAlike, partition.areCountsEnough, problem.penalty == nil else {
      return .completions
    }
    if CountSource.serves(problem, groupSize: settings[0].groupSize),
      !problem.needsSingleNoise(settings, averages: averages)
    {
      return .counts
    }
    let isWhole = settings.allSatisfy { $0.aggregation != .decoupled }
    let isBlocked = problem.drawsTokens && problem.policy.vocabulary <= TokenBlocks.vocabularyLimit
    return isWhole && isBlocked ? .blocks : .completions
  }

  private var partition: SettingPartition {
    SettingPartition(
      settings, dithers: DitherTable(settings).index, levels: problem.levels,
      isForcedGeneral: problem.isClipped || problem.tokenCounts != nil)
  }

  private var perGroup: Double {
    switch route {
    case .counts: counts
    case .blocks: blocks
    case .completions: completions
    }
  }

  /// One variate tells the outcomes of a group where they are tabulated, and Gaussian noise takes one number for each
  /// outcome, or two in all.
  private var counts: Double {
    let outcomes = Double(problem.probabilities.count)
    let isTabulated =
      Compositions(groupSize: settings[0].groupSize, probabilities: problem.probabilities).count
      <= CountSource.tableLimit
    let dithers = DitherTable(settings)
    let noise = dithers.distinct.enumerated().reduce(0.0) { sum, dither in
      let isAveraged = zip(dithers.index, averages).contains { $0 == dither.offset && $1 }
      guard dither.element.family == .gaussian, groupSize >= outcomes else {
        return sum + groupSize * Double(dither.element.drawsPerCompletion)
          * fill(dither.element.family)
      }
      return sum + 8 + 2.5 * (isAveraged ? 1 : outcomes)
    }
    return (isTabulated ? 5 : 50 * outcomes) + noise
      + 0.15 * Double(settings.count) * (1 + Double(problem.parameterCount))
  }

  /// Completions of a token chain are a few symbols each (`TokenBlocks`), and their sums a few vectors for eight settings.
  private var blocks: Double {
    let (vocabulary, length) = (problem.policy.vocabulary, problem.policy.length)
    var (own, symbols) = (1, vocabulary)
    while vocabulary > 1, symbols * vocabulary <= TokenBlocks.symbolLimit {
      (own, symbols) = (own + 1, symbols * vocabulary)
    }
    let count = Double((length + own - 1) / own)
    let noise = DitherTable(settings).distinct.reduce(0) {
      $0 + groupSize * Double($1.drawsPerCompletion) * fill($1.family)
    }
    return 20 + groupSize * (3.5 + 4 * count) + noise + 2.5 * Double(settings.count)
  }

  /// A number of the family among many, filled in at once.
  private func fill(_ family: NoiseFamily) -> Double {
    family.law is StudentTNoise ? 60 : family.law is LaplaceNoise ? 15 : 3
  }

  private var completions: Double {
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
    let paths = partition
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
