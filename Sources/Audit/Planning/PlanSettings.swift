import GSL
public import GRPO

/// A run that is planned.
public struct PlanSettings: Sendable {
  /// What the advantage is called: a system's or a recipe's name.
  public let preset: String
  /// Its formula.
  public let estimator: AdvantageEstimator
  /// Whether groups that are silent before any noise are left out.
  public let dropsSilent: Bool
  /// G, completions of a group.
  public let groupSize: Int
  /// Completions of a step, over all its groups.
  public let completions: Int
  /// Standard deviations of the Gaussian noise whose effect is forecast, units of reward, above 0.
  public let sigmas: [Double]
  /// So many completions of a prompt have a mean gradient that is signal and noise in equal parts; nil for infinitely many:
  /// a gradient that is all but noise.
  public let noiseScale: Double?

  /// A plan.
  ///
  /// - Throws: ``AuditError`` for a formula without a law of one group, and for numbers that do not fit each other.
  public init(
    preset: String, rule: AdvantageRule, dropsSilent: Bool = false, groupSize: Int = 8,
    completions: Int? = nil, sigmas: [Double] = [0.005, 0.05, 0.3], noiseScale: Double? = nil
  ) throws {
    guard rule.whitening == nil else {
      throw AuditError(
        "\(preset): whitened over its batch, so that no group has advantages of its own")
    }
    guard rule.aggregation == .summed else {
      throw AuditError("\(preset): normalizes several rewards, and a pass rate is of one")
    }
    guard groupSize >= max(2, rule.estimator.kind.minimumGroupSize) else {
      throw AuditError(
        "groups of \(groupSize): \(preset) needs at least \(max(2, rule.estimator.kind.minimumGroupSize))"
      )
    }
    let completions = completions ?? 8 * groupSize
    guard completions >= groupSize, completions.isMultiple(of: groupSize) else {
      throw AuditError(
        "\(completions) completions a step are no whole number of groups of \(groupSize)")
    }
    if let noiseScale, !(noiseScale > 0 && noiseScale.isFinite) {
      throw AuditError("a noise scale is finite and above 0, got \(noiseScale.plainText)")
    }
    self.preset = preset
    estimator = rule.estimator
    self.dropsSilent = dropsSilent
    self.groupSize = groupSize
    self.completions = completions
    self.sigmas = sigmas.filter { $0 > 0 }
    self.noiseScale = noiseScale
  }

  /// B, groups of a step.
  public var groups: Int { completions / groupSize }
}
