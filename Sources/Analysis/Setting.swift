import GSL
public import GRPO

/// One point of a sweep: which advantage, which noise, how much of it, in groups of what size.
public struct Setting: Codable, Hashable, Sendable {
  /// How rewards become advantages.
  public var advantage: AdvantageEstimator
  /// The law of the noise, at variance one.
  public var dither: Dither
  /// Standard deviation of the noise, >= 0: in reward units, as a share of the reward or in units of
  /// advantage, as the mode of the dither has it.
  public var sigma: Double
  /// Completions per group, G >= 1.
  public var groupSize: Int
  /// Groups per batch, this one included; only batch-standardized advantages look at the others.
  public var batchGroups: Int
  /// Whether the components of a reward are summed before the advantage or after it.
  public var aggregation: AdvantageRule.Aggregation

  /// A setting.
  ///
  /// - Throws: `AnalysisError` for a negative or non-finite sigma, for decoupled advantages that
  ///   look at the whole batch, and for noise in proportion to rewards under deviations of the others that
  ///   may then be anything; `GRPOError` for a group too small.
  public init(
    advantage: AdvantageEstimator, dither: Dither, sigma: Double, groupSize: Int,
    batchGroups: Int = 8, aggregation: AdvantageRule.Aggregation = .summed
  ) throws {
    guard sigma >= 0, sigma.isFinite else {
      throw AnalysisError("sigma must be finite and not negative, got \(sigma.plainText)")
    }
    guard sigma == 0 || Self.sigmaRange.contains(sigma) else {
      throw AnalysisError("sigma must be 0 or in \(Self.sigmaRange), got \(sigma.plainText)")
    }
    guard batchGroups >= 1 else {
      throw AnalysisError("a batch needs at least one group, got \(batchGroups)")
    }
    guard aggregation == .summed || advantage.kind != .batchStandardized else {
      throw AnalysisError("decoupled advantages are those of one group, not batch-standardized")
    }
    try advantage.validate(groupSize: groupSize)
    // One reward of 0 among the others, and their deviation has a density at 0: not even a mean is left.
    if advantage.kind == .leaveOneOutStandardized, dither.mode == .multiplicative, sigma > 0,
      !dither.family.isDiscrete, advantage.stabilizer == 0, advantage.clamp == nil
    {
      throw AnalysisError(
        "multiplicative noise with a density leaves leave-one-out-standardized advantages no mean: a "
          + "stabilizer or a clamp bounds them")
    }
    self.advantage = advantage
    self.dither = dither
    self.sigma = sigma
    self.groupSize = groupSize
    self.batchGroups = batchGroups
    self.aggregation = aggregation
  }

  /// Positive sigmas whose squares neither underflow nor overflow.
  public static let sigmaRange = 1e-150...1e150

  /// How rewards become advantages, their components included.
  public var rule: AdvantageRule { AdvantageRule(advantage, aggregation: aggregation) }

  /// True when no noise is added: sigma 0 or the family `none`.
  public var isUndithered: Bool { sigma == 0 || dither.family.isNone }
}

extension AdvantageRule {
  /// For tables: `standardized (ddof 1)`, `normalize-then-sum of standardized`.
  public var text: String {
    aggregation == .summed ? estimator.text : "\(aggregation.rawValue) of \(estimator.text)"
  }
}

extension AdvantageEstimator {
  /// For tables: `standardized`, `standardized (ddof 1, stabilizer 0.0001)`.
  public var text: String {
    var notes: [String] = []
    if ddof != 0 { notes.append("ddof \(ddof)") }
    if stabilizer != 0 { notes.append("stabilizer \(stabilizer)") }
    if denominator != .added, kind.dividesByDeviation { notes.append(denominator.rawValue) }
    if let clamp { notes.append("clamp \(clamp)") }
    if focal != 0 { notes.append("focal \(focal)") }
    return kind.rawValue + (notes.isEmpty ? "" : " (" + notes.joined(separator: ", ") + ")")
  }
}
