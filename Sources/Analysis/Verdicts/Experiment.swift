import GRPO

/// What a claim is given to work with: how much to sample, with which random numbers and, in negative
/// controls, which planted error.
///
/// All methods simulate by that, and set the exact law beside the simulation where one is known.
public struct Experiment: Sendable {
  /// How many groups, from which random streams, on how many threads.
  public let sampling: Sampling

  init(_ sampling: Sampling) { self.sampling = sampling }

  /// The gradients of some settings of one problem, simulated on the same draws.
  ///
  /// - Parameters:
  ///   - problem: the prompt.
  ///   - settings: all of one group size.
  /// - Throws: `AnalysisError` as `Simulation`.
  public func gradients(_ problem: Problem, _ settings: [Setting]) throws -> [MeasuredGradient] {
    let found = try simulate(problem, settings, contrasts: []).settings
    return try zip(settings, found).map { setting, simulated in
      MeasuredGradient(exact: try exact(problem, setting), simulated: simulated)
    }
  }

  /// An experiment like this one with another number of groups, a multiple of the usual one, at least 32.
  public func withGroups(times factor: Double) -> Experiment {
    var sampling = sampling
    sampling.groups = max(32, Int(Double(sampling.groups) * factor))
    return Experiment(sampling)
  }

  /// The gradients with those of groups of equal raw rewards put to 0, simulated only.
  func filteredGradients(
    _ problem: Problem, _ settings: [Setting]
  ) throws -> [SimulatedMoments] {
    var simulation = try Simulation(
      ProblemSet([problem]), settings: settings, sampling: sampling)
    simulation.dropsSilentGroups = true
    simulation.trackedDirections = Directions(problem).all
    return try simulation.run()[0].settings
  }

  /// E norm(gbar)^2 of the mean gradient of whole batches whose groups share their divisor.
  ///
  /// - Throws: `AnalysisError` where no exact law is known, or with fewer groups than 16 batches have.
  func batchSquares(_ problem: Problem, _ settings: [Setting]) throws -> [ExactAndSimulated] {
    let set = try ProblemSet([problem])
    let found = try BatchSimulation(set, settings: settings, sampling: sampling).run()
    return try zip(settings, found).map { setting, estimate in
      guard let estimate, let one = try exact(problem, setting).secondMoment else {
        throw AnalysisError("no moments of a batch of \(setting.advantage.text), \(setting.text)")
      }
      let share = 1 / Double(setting.batchGroups)
      let cross = try SharedDivisor.crossMoment(set, setting: setting)
      return ExactAndSimulated(exact: share * one + (1 - share) * cross, estimate: estimate)
    }
  }

  /// How the gradient changes from one setting to another, group by group on the same draws.
  ///
  /// The standard errors are those of the differences, far smaller than those of the gradients.
  ///
  /// - Throws: `AnalysisError` as `Simulation`.
  public func changes(
    _ problem: Problem, _ pairs: [(from: Setting, to: Setting)]
  ) throws -> [MeasuredGradient] {
    var settings: [Setting] = []
    let index = { (setting: Setting) in
      // What several pairs have in common is simulated once.
      if let known = settings.firstIndex(of: setting) { return known }
      settings.append(setting)
      return settings.count - 1
    }
    let contrasts = pairs.map { Contrast(setting: index($0.to), baseline: index($0.from)) }
    let found = try simulate(problem, settings, contrasts: contrasts).contrasts
    let laws = try settings.map { try exact(problem, $0) }
    return zip(contrasts, found).map { contrast, simulated in
      MeasuredGradient(
        from: laws[contrast.baseline], to: laws[contrast.setting], simulated: simulated)
    }
  }

  /// Means of statistics of one group with given raw rewards, dithered again and again.
  ///
  /// - Parameters:
  ///   - group: the rewards, and how they become advantages.
  ///   - stream: tells the random numbers of different runs of one claim apart.
  ///   - statisticCount: how many statistics there are.
  ///   - widths: for each statistic the length of an interval that holds it for certain, or nil.
  ///   - statistics: as in `FixedGroup.run`; must not allocate.
  public func ditherGroup(
    _ group: FixedGroup, stream: Int, statisticCount: Int, widths: [Double?] = [],
    statistics: @escaping @Sendable ([Double], [Double], inout [Double]) -> Void
  ) throws -> [Estimate] {
    try group.run(
      sampling, stream: UInt32(stream), statisticCount: statisticCount, widths: widths,
      statistics: statistics
    ).means
  }

  /// Several problems, each with draws of its own.
  func simulate(
    _ problems: [Problem], _ settings: [Setting], contrasts: [Contrast]
  ) throws -> [SimulatedPrompt] {
    var simulation = try Simulation(
      ProblemSet(problems), settings: settings, contrasts: contrasts, sampling: sampling)
    if problems.count == 1 { simulation.trackedDirections = Directions(problems[0]).all }
    return try simulation.run()
  }

  private func simulate(
    _ problem: Problem, _ settings: [Setting], contrasts: [Contrast]
  ) throws -> SimulatedPrompt {
    try simulate([problem], settings, contrasts: contrasts)[0]
  }

  private func exact(_ problem: Problem, _ setting: Setting) throws -> ExactMoments {
    try ExactLaw.moments(ProblemSet([problem]), setting: setting)
  }
}

extension FixedGroup {
  /// For tables: "r = 1 0*7", equal neighbours counted.
  var rewardText: String {
    var runs: [(reward: Double, count: Int)] = []
    for reward in rewards {
      if let last = runs.last, last.reward == reward {
        runs[runs.count - 1].count += 1
      } else {
        runs.append((reward, 1))
      }
    }
    let words = runs.map { $0.reward.compact + ($0.count == 1 ? "" : "*\($0.count)") }
    return "r = \(words.joined(separator: " "))"
  }
}
