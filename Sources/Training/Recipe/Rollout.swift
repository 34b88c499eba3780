/// What is sampled for one step: which prompts, how many completions, which groups are used.
public struct Rollout: Hashable, Sendable {
  /// Which groups are thrown away because their rewards are all equal (DAPO's dynamic sampling,
  /// arXiv:2503.14476).
  public enum Filter: String, CaseIterable, Sendable {
    /// None.
    case none
    /// Those silent before the dither.
    case raw
    /// Those silent after the dither: with continuous noise none, so the filter does nothing (claim
    /// DynamicSampling).
    case dithered
  }

  /// Completions per group, G.
  public var groupSize: Int
  /// Prompts drawn for a step, each with equal probability; nil takes every prompt once.
  public var promptsPerStep: Int?
  /// Which silent groups are thrown away.
  public var filter: Filter
  /// How often a group is drawn, at most, before its place in the batch stays empty.
  public var maximumDraws: Int

  /// What is sampled for one step.
  ///
  /// - Throws: ``TrainingError`` for a size below 1.
  public init(
    groupSize: Int, promptsPerStep: Int? = nil, filter: Filter = .none, maximumDraws: Int = 1
  ) throws {
    for (name, size) in [
      ("a group size", groupSize), ("prompts per step", promptsPerStep ?? 1),
      ("draws per group", maximumDraws),
    ] where size < 1 {
      throw TrainingError("\(name) must be at least 1, got \(size)")
    }
    self.groupSize = groupSize
    self.promptsPerStep = promptsPerStep
    self.filter = filter
    self.maximumDraws = maximumDraws
  }
}
