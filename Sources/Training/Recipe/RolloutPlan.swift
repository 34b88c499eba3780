/// What is sampled for one step: which prompts, how many completions, which groups are used.
public struct RolloutPlan: Hashable, Sendable {
  /// Which groups are thrown away because their rewards are all equal (DAPO's dynamic sampling,
  /// arXiv:2503.14476).
  public enum Filter: String, CaseIterable, Sendable {
    /// No group is dropped.
    case none
    /// Those silent before the dither.
    case raw
    /// Those silent after the dither: with continuous noise none, so the filter does nothing (claim
    /// DynamicSampling).
    case dithered
  }

  /// The largest group, number of prompts, and number of draws.
  public static let largestSize = 1 << 20
  /// The most tokens in all completions of a step, some 60 bytes each.
  static let largestBatch = 1 << 23

  /// Refuses a batch that would not fit into memory.
  ///
  /// - Parameters:
  ///   - promptCount: prompts of the task.
  ///   - length: tokens of a completion.
  /// - Throws: ``TrainingError`` with the number of tokens.
  func validate(promptCount: Int, length: Int) throws {
    let groups = promptsPerStep ?? promptCount
    let tokens = Double(groups) * Double(groupSize) * Double(length)
    guard tokens <= Double(Self.largestBatch) else {
      throw TrainingError(
        "a step of \(groups) groups of \(groupSize) completions of \(length) tokens is too large: at most "
          + "\(Self.largestBatch) tokens")
    }
  }

  /// Completions per group, G.
  public var groupSize: Int
  /// Prompts drawn for a step, with the odds of their weights; nil takes every prompt once.
  public var promptsPerStep: Int?
  /// Which silent groups are thrown away.
  public var filter: Filter
  /// How often a group is drawn, at most, before its place in the batch stays empty.
  public var maximumDraws: Int

  /// What is sampled for one step.
  ///
  /// - Throws: ``TrainingError`` for a size below 1 or above ``largestSize``.
  public init(
    groupSize: Int, promptsPerStep: Int? = nil, filter: Filter = .none, maximumDraws: Int = 1
  ) throws {
    for (name, size) in [
      ("a group size", groupSize), ("prompts per step", promptsPerStep ?? 1),
      ("draws per group", maximumDraws),
    ] where !(1...Self.largestSize ~= size) {
      throw TrainingError("\(name) must be from 1 to \(Self.largestSize), got \(size)")
    }
    self.groupSize = groupSize
    self.promptsPerStep = promptsPerStep
    self.filter = filter
    self.maximumDraws = maximumDraws
  }
}
