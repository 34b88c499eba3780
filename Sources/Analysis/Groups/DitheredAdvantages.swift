public import GRPO

/// What dither makes of the advantages of one group whose rewards are known: exact mean and standard
/// deviation of each advantage over the noise.
///
/// ```
/// A = E[A given r] + noise,  E sum_i A_i^2 = sum_i (mean_i^2 + standardDeviation_i^2)
/// ```
///
/// Noise on rewards is drawn for every component of every completion, of standard deviation sigma before weights
/// are applied; a rule that sums first sees it at `sigma sqrt(sum_k w_k^2)`, a decoupled one has
/// `A = sum_k w_k A_k` with independent A_k.
public struct DitheredAdvantages: Hashable, Sendable {
  /// The expected advantage of each completion.
  public let mean: [Double]

  /// The standard deviation of each advantage over the noise.
  public let standardDeviation: [Double]

  /// `E sum_i A_i^2`.
  public var energy: Double {
    zip(mean, standardDeviation).reduce(0) { $0 + $1.0 * $1.0 + $1.1 * $1.1 }
  }

  /// The share of the energy that is noise: 1 in a silent group, 0 without noise; 0 where there is no
  /// energy.
  public var noiseShare: Double {
    let noise = standardDeviation.reduce(0) { $0 + $1 * $1 }
    return noise > 0 ? noise / energy : 0
  }

  /// The law of one group.
  ///
  /// - Parameters:
  ///   - group: rewards by completion and component; nil where a component was not scored.
  ///   - weights: one for each component.
  ///   - rule: without what is done over the batch.
  ///   - dither: the law of the noise on each component.
  ///   - sigma: standard deviation of the noise, units of reward, at least 0.
  /// - Throws: ``AnalysisError`` with the reason where no exact law is known, and for a sigma out of range.
  public init(
    _ group: [[Double?]], weights: [Double], rule: AdvantageRule, dither: Dither, sigma: Double
  ) throws {
    if rule.whitening != nil {
      throw AnalysisError(
        "no exact law: whitening looks at the noise of the whole batch (decoupled is without it)")
    }
    let batch = try RewardBatch([group], weights: weights)
    let isOnAdvantages = dither.mode == .onAdvantages
    var (first, variance) = (
      [Double](repeating: 0, count: group.count),
      // Noise on advantages is drawn once for each completion, whatever it is an advantage of.
      [Double](repeating: isOnAdvantages ? sigma * sigma : 0, count: group.count)
    )
    let sigma = isOnAdvantages ? 0 : sigma
    switch rule.aggregation {
    case .summed:
      let isSilent = sigma == 0 || dither.family == .none
      guard isSilent || !group.joined().contains(nil) else {
        throw AnalysisError(
          "no exact law: completions without a score carry less noise than others")
      }
      let norm = weights.reduce(0) { $0 + $1 * $1 }.squareRoot()
      let components = weights.map(abs).filter { $0 > 0 }
      guard isSilent || dither.mode == .additive || components.count == 1 else {
        throw AnalysisError(
          "no exact law: noise in proportion to the components of a reward is not in proportion to their sum"
        )
      }
      // The noise of the sum is one of components w_k sigma: their proportions, times their norm.
      let total =
        components.count > 1 ? try dither.with(components: components) : dither
      // In proportion to rewards it is so whatever they are multiplied by.
      let weight = dither.mode == .multiplicative ? 1 : weights.count > 1 ? norm : abs(weights[0])
      try Self.add(
        batch.totals[0], 1, rule.estimator, total, sigma * weight, &first, &variance)
    case .decoupled:
      for (index, weight) in weights.enumerated() where weight != 0 {
        try Self.add(
          batch.component(index)[0], weight, rule.estimator, dither, sigma, &first, &variance)
      }
    }
    mean = first
    standardDeviation = variance.map { max(0, $0).squareRoot() }
  }

  /// Adds the weighted moments of one component, independent of those before.
  private static func add(
    _ rewards: [Double?], _ weight: Double, _ estimator: AdvantageEstimator, _ dither: Dither,
    _ sigma: Double, _ mean: inout [Double], _ variance: inout [Double]
  ) throws {
    let scored = rewards.compactMap(\.self)
    // Too few to be compared have advantage 0, as `AdvantageRule` has it.
    guard scored.count >= estimator.kind.minimumGroupSize else { return }
    let setting = try Setting(
      advantage: estimator, dither: dither, sigma: sigma, groupSize: scored.count, batchGroups: 1)
    if setting.isUndithered {
      guard estimator.kind != .batchStandardized else { throw Self.needsBatch }
      var advantages = estimator.advantages(of: scored)[...]
      for index in rewards.indices where rewards[index] != nil {
        mean[index] += weight * advantages.removeFirst()
      }
      return
    }
    if estimator.kind == .batchStandardized { throw Self.needsBatch }
    let levels = Set(scored).sorted()
    let place = Dictionary(uniqueKeysWithValues: levels.enumerated().map { ($1, $0) })
    var counts = [Int](repeating: 0, count: levels.count)
    for reward in scored { counts[place[reward]!] += 1 }
    let law = try GroupLaw(levels: levels, counts: counts, setting: setting)
    for index in rewards.indices {
      guard let level = rewards[index].flatMap({ place[$0] }) else { continue }
      let (own, spread) = (law.mean(level), law.variance(level))
      guard own.isFinite, spread.isFinite else {
        throw AnalysisError("no exact value: the advantages have no finite variance")
      }
      mean[index] += weight * own
      variance[index] += weight * weight * spread
    }
  }

  private static let needsBatch = AnalysisError(
    "no exact law of one group: the divisor is that of the whole batch")
}
