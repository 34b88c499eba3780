public import GRPO

/// A grid of settings over one prompt or a prompt set: exact laws and simulation side by side.
///
/// All settings see the same simulated groups (common random numbers): curves are smooth, and rows
/// are not independent of one another.
public struct Sweep: Sendable {
  /// The prompts that the sweep has rows for.
  public let set: ProblemSet
  /// Rules by which rewards become advantages, outermost in the order of rows.
  public let rules: [AdvantageRule]
  /// The estimators of the rules.
  public var advantages: [AdvantageEstimator] { rules.map(\.estimator) }
  /// The noises, each of which goes through all sigmas.
  public let dithers: [Dither]
  /// Standard deviations of the noise, increasing, 0 first.
  public let sigmas: [Double]
  /// How many completions each group has, G.
  public let groupSize: Int
  /// Groups per batch, for batch-standardized advantages.
  public let batchGroups: Int
  /// Step size for which rows tell the improvement; nil for none.
  public var learningRate: Double?

  /// - Parameters:
  ///   - set: the prompts.
  ///   - advantages: outermost in the order of rows.
  ///   - dithers: the noises, each scaled by every sigma.
  ///   - sigmas: reward units, any order; 0 is added.
  ///   - groupSize: completions per group.
  ///   - batchGroups: groups per batch, for batch-standardized advantages.
  public init(
    _ set: ProblemSet, advantages: [AdvantageEstimator], dithers: [Dither], sigmas: [Double],
    groupSize: Int, batchGroups: Int = 8
  ) {
    self.init(
      set, rules: advantages.map { AdvantageRule($0) }, dithers: dithers, sigmas: sigmas,
      groupSize: groupSize, batchGroups: batchGroups)
  }

  /// The same for rewards with components, which a rule says how to put together.
  public init(
    _ set: ProblemSet, rules: [AdvantageRule], dithers: [Dither], sigmas: [Double],
    groupSize: Int, batchGroups: Int = 8
  ) {
    self.set = set
    self.rules = rules
    self.dithers = dithers
    // With 0, which every other sigma is compared with.
    self.sigmas = Set(sigmas + [0]).sorted()
    self.groupSize = groupSize
    self.batchGroups = batchGroups
  }

  /// Every setting in row order; the noise `none` has sigma 0 only.
  ///
  /// - Throws: `AnalysisError` for a rule that is whitened over its batch, and as the initialiser of
  ///   ``Setting``.
  public func settings() throws -> [Setting] {
    try rules.flatMap { rule in
      guard rule.whitening == nil else {
        throw AnalysisError("advantages whitened over their batch have no gradient of one group")
      }
      return try dithers.flatMap { dither in
        try sigmas.filter { $0 == 0 || !dither.family.isNone }.map {
          try Setting(
            advantage: rule.estimator, dither: dither, sigma: $0, groupSize: groupSize,
            batchGroups: batchGroups, aggregation: rule.aggregation)
        }
      }
    }
  }

  /// Rows for each prompt, then, for a set of several, rows named `all`.
  ///
  /// - Parameters:
  ///   - sampling: how much to simulate; with 0 groups, exact laws only.
  ///   - progress: told the finished share of the simulation, 0...1.
  public func run(
    _ sampling: Sampling, progress: (Double) -> Void = { _ in }
  ) throws -> [SweepRow] {
    guard sampling.groups > 0, sampling.method.drawsAlike else {
      let exact = try exactMoments(threads: sampling.threads)
      let simulated = sampling.groups == 0 ? nil : try simulate(sampling, progress: progress)
      return try rows(
        sampling, exact: exact, simulated: simulated, batches: try batchSquares())
    }
    let units = try SweepUnits(self, sampling)
    var sums = try SweepSums(units)
    try units.perform(0..<units.count, progress: progress) { try sums.add($1, units: $0) }
    return try sums.rows()
  }

  /// By setting; nil where groups of a batch are independent, and for several prompts, whose gradients are
  /// orthogonal.
  ///
  /// - Parameter simulated: by setting; nil for nothing.
  func batchSquares(simulated: [Estimate?]? = nil) throws -> [BatchSquares?] {
    let settings = try settings()
    guard set.problems.count == 1 else { return settings.map { _ in nil } }
    return try settings.enumerated().map { s, setting in
      guard setting.advantage.kind == .batchStandardized else { return nil }
      do {
        return BatchSquares(
          cross: try SharedDivisor.crossMoment(
            set, setting: setting.resolved(for: set.components)), note: nil,
          simulated: simulated?[s])
      } catch let gap as NoExactLaw {
        return BatchSquares(cross: nil, note: gap.reason, simulated: simulated?[s])
      }
    }
  }

  /// By prompt, then setting.
  ///
  /// - Parameter filled: where laws keep the groups that they have worked out; nil for nowhere.
  func exactMoments(threads: Int, filled: FilledMoments? = nil) throws -> [[ExactMoments]] {
    let settings = try settings()
    return try ExactLaw.moments(
      set, settings: settings, threads: threads, withCurvature: learningRate != nil,
      filled: filled)
  }

  func simulate(
    _ sampling: Sampling, progress: (Double) -> Void = { _ in }
  ) throws -> [SimulatedPrompt] {
    try simulation(sampling).run(progress: progress)
  }

  /// The simulation of a sampling, with completions put together where it averages them.
  ///
  /// - Parameter drawsCounts: whether groups are drawn by counts; nil where there are many.
  func simulation(_ sampling: Sampling, drawsCounts: Bool? = nil) throws -> Simulation {
    var simulation = try Simulation(set, settings: settings(), sampling: sampling)
    if let drawsCounts { simulation.drawsCounts = drawsCounts }
    return try simulation.averagingCompletions()
  }

  /// The largest number of parameters, or coordinates, of a prompt as it is simulated.
  package func simulatedParameters(_ sampling: Sampling) throws -> Int {
    try simulation(sampling).set.problems.map(\.parameterCount).max() ?? 0
  }

  /// Whether a simulation by ``SamplingMethod/raoBlackwell`` averages noise anywhere; elsewhere it is plain.
  package func averagesNoise(_ sampling: Sampling) throws -> Bool {
    guard sampling.method == .raoBlackwell, sampling.groups >= 2 else { return false }
    let simulation = try simulation(sampling)
    return set.problems.indices.contains { simulation.averagesNoise(prompt: $0).contains(true) }
  }

  /// - Parameter drawn: the prompts as they were simulated; nil for those of the set.
  func rows(
    _ sampling: Sampling, exact: [[ExactMoments]], simulated: [SimulatedPrompt]?,
    of drawn: ProblemSet? = nil, batches: [BatchSquares?],
    knowledge: Reliability.Knowledge = .all()
  ) throws -> [SweepRow] {
    let builder = try RowBuilder(
      set: set, drawn: drawn, settings: try settings(), sampling: sampling, exact: exact,
      simulated: simulated, batches: batches, learningRate: learningRate, knowledge: knowledge)
    return builder.promptRows() + (set.problems.count > 1 ? builder.setRows() : [])
  }
}
