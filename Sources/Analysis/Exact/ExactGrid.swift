import GRPO

/// Exact laws for several prompts and settings, with what they share worked out once.
struct ExactGrid: Sendable {
  let set: ProblemSet
  /// Of the prompts asked for, in order.
  private let prompts: [PromptTable]
  /// For each of them the first one of the same reward levels and parts.
  private let leaders: [Int]
  /// Shared by settings of the same group size; others make their own.
  private let shared: SharedTables

  /// - Parameter problems: whose laws are asked for; of the set.
  init(
    _ set: ProblemSet, _ problems: [Problem], settings: [Setting], withCurvature: Bool = false,
    filled: FilledMoments? = nil
  ) {
    self.set = set
    let sizes = PromptTable.sizes(settings)
    let tables = problems.map {
      PromptTable($0, sizes: sizes, withCurvature: withCurvature)
    }
    self.prompts = tables
    var firsts: [[Double]: Int] = [:]
    leaders = tables.enumerated().map { index, prompt in
      // What a law knows of a prompt: its probabilities come in with the sums.
      let key = prompt.table.rewards + [Double(prompt.parts)]
      if let first = firsts[key] { return first }
      firsts[key] = index
      return index
    }
    let dimensions = Set(settings.compactMap(\.sphericalDimension))
    shared = SharedTables(
      spherical: Dictionary(
        uniqueKeysWithValues: dimensions.map { ($0, SphericalTable(dimension: $0)) }),
      filled: filled)
  }

  /// By setting, then prompt; settings are spread over threads.
  func moments(_ settings: [Setting], threads: Int) throws -> [[ExactMoments]] {
    try ParallelMap(threads: threads).map(settings.indices) { { try moments(settings[$0]) } }
  }

  /// One setting, by prompt; prompts of the same two levels share a law.
  func moments(_ setting: Setting) throws -> [ExactMoments] {
    if setting.aggregation == .decoupled { return try decoupledMoments(setting) }
    var known = [SharedLaw?](repeating: nil, count: prompts.count)
    return try zip(prompts, leaders).map { prompt, leader in
      let silent = prompt.silentFraction(groupSize: setting.groupSize)
      do {
        if let tokenMean = prompt.tokenMean {
          // What the sums cost is told by its classes.
          let law = try advantageLaw(setting, prompt, workLimit: .infinity)
          return try tokenMean.moments(law, setting: setting, silentFraction: silent)
        }
        if let law = known[leader] {
          return try prompt.moments(law, setting: setting, silentFraction: silent)
        }
        let law = try sharedLaw(setting, prompt)
        // Without a table of K the route was chosen by the probabilities of this prompt alone.
        if law.binary != nil { known[leader] = law }
        return try prompt.moments(law, setting: setting, silentFraction: silent)
      } catch let gap as NoExactLaw {
        return .none(silentFraction: silent, gap)
      }
    }
  }

  /// Prompts of the same levels and vectors share a law.
  private func decoupledMoments(_ setting: Setting) throws -> [ExactMoments] {
    var known: [VectorKey: Result<DecoupledLaw, NoExactLaw>] = [:]
    return try prompts.map { prompt in
      guard let own = prompt.decoupled else {
        throw AnalysisError("decoupled advantages need rewards of several components")
      }
      let key = VectorKey(levels: own.components.levels, vectors: own.components.vectors)
      do {
        guard prompt.tokenMean == nil else {
          throw NoExactLaw("no exact law: decoupled advantages divided by the tokens of the group")
        }
        let law = try known[key] ?? law(own.components, setting)
        known[key] = law
        return try own.moments(law.get(), setting: setting)
      } catch let gap as NoExactLaw {
        return .none(silentFraction: own.silentFraction(groupSize: setting.groupSize), gap)
      }
    }
  }

  private struct VectorKey: Hashable {
    let levels: [[Double]]
    let vectors: [[Int]]
  }

  private func law(
    _ components: ComponentTables, _ setting: Setting
  ) throws -> Result<DecoupledLaw, NoExactLaw> {
    do {
      return .success(try DecoupledLaw(components, setting: setting, shared: shared))
    } catch let gap as NoExactLaw {
      return .failure(gap)
    }
  }

  private func sharedLaw(_ setting: Setting, _ prompt: PromptTable) throws -> SharedLaw {
    try SharedLaw(advantageLaw(setting, prompt), prompt, setting: setting)
  }

  private func advantageLaw(
    _ setting: Setting, _ prompt: PromptTable, workLimit: Double = AdvantageLaw.workLimit
  ) throws -> AdvantageLaw {
    try AdvantageLaw(
      set, table: prompt.table, setting: setting, parts: prompt.parts, workLimit: workLimit,
      shared: shared)
  }
}

extension Setting {
  /// Dimension of the spherical law behind this setting; nil where it has another.
  var sphericalDimension: Int? {
    guard dither.family == .gaussian, !isUndithered, advantage.stabilizer == 0 else { return nil }
    switch advantage.kind {
    case .standardized: return groupSize - 1
    case .batchStandardized: return groupSize * batchGroups - 1
    case .reinforce, .mean, .leaveOneOut, .leaveOneOutStandardized, .meanNormalized, .bestOnly:
      return nil
    }
  }
}
