public import GRPO

/// How a log was read, and whether that was right.
public struct RunReading: Sendable {
  /// Whether advantages computed from the rewards are those of the log.
  public enum Verdict: Hashable, Sendable {
    /// In every group that rounding does not rule.
    case right
    /// No formula that is known gives them.
    case unknownAdvantage
    /// The formula holds for the first groups, and not for so many of the later ones.
    case broken(groups: Int)
    /// There is nothing to compare, for this reason.
    case notCheckable(String)
  }

  /// Which rows make a group.
  public let keying: GroupKeying
  /// Names of the columns that may be rewards.
  public let columns: [String]
  /// Which of them are the reward.
  public let reward: RewardReading
  /// The formula of the advantages; nil where it is unknown.
  public internal(set) var rule: AdvantageRule?
  /// The fit that found it; nil where it was recognised whole, or given.
  public let fit: AdvantageFit?
  /// Presets of that formula, of which the log cannot tell one from another.
  public let presets: [AdvantagePreset]
  /// What each reward column shows about noise, by its place among the columns.
  public internal(set) var noise: [Int: NoiseReading] = [:]
  /// The verdict.
  public internal(set) var verdict: Verdict
  /// What whole groups have in common; nil where nothing tells a whole one.
  var usual: UsualGroups?
  /// Groups that have lost rows: left out of the comparison.
  public internal(set) var incompleteGroups = 0
  /// Whether the log names prompts; else every group counts as a prompt of its own.
  public internal(set) var hasPrompts = false
  /// Advantages compared, and the largest difference.
  public internal(set) var comparedCount = 0
  /// The largest absolute difference of a logged advantage from that of the formula.
  public internal(set) var largestDifference = 0.0
  /// Groups in which rounding decides: left out of the comparison.
  public internal(set) var illConditionedGroups = 0
  /// Groups with spread whose advantages are all 0, or not numbers: masked by the system.
  public internal(set) var zeroedGroups = 0
}

extension RunReading {
  /// How the reward without noise is had from a row.
  enum RawReward {
    /// The same.
    case logged
    /// In another column.
    case column(Int)
    /// The level that is nearest.
    case nearest([Double])
  }

  /// By column.
  var rawRewards: [RawReward] {
    columns.indices.map { k in
      switch noise[k] {
      case .found(let fit): .nearest(fit.levels)
      case .logged(let column, _): .column(columns.firstIndex(of: column)!)
      case nil, .none?, .addedAfterLogging, .shaping, .undecided: .logged
      }
    }
  }
}

extension RunReading {
  /// Standard deviation of the noise that the rewards already have; nil for none.
  public var noiseFound: Double? {
    let parts = noise.sorted { $0.key < $1.key }.compactMap { column, noise -> Double? in
      let sigma: Double
      switch noise {
      case .found(let fit), .logged(_, let fit): sigma = fit.sigma
      case .addedAfterLogging(let found, _, _): sigma = found
      case .none, .shaping, .undecided: return nil
      }
      return reward.weights[column] * sigma
    }
    guard !parts.isEmpty else { return nil }
    return parts.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }
}
