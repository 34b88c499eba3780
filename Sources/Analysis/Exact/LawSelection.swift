import GRPO

/// Which law the advantages of a setting have: the one place where that is decided.
struct LawSelection {
  let rawLevels: [Double]
  /// As asked for.
  let raw: Setting
  let units: LawUnits
  let parts: Int
  /// The prompts that fill the other groups of a batch; nil for a group that is alone.
  var batch: ProblemSet?
  var shared = SharedTables()

  private var levels: [Double] { units.levels(rawLevels) }
  private var setting: Setting { units.setting }
  private var estimator: AdvantageEstimator { units.setting.advantage }

  /// - Throws: `NoExactLaw` with what stands in the way.
  func law() throws -> any ConditionalLaw {
    // First, for any noise: linear advantages ask for its variance only (claim AddedVariance).
    if estimator.isLinear && parts == 1 { return linear() }
    if raw.isUndithered || raw.dither.family.isDiscrete { return try deterministic() }
    guard estimator.kind != .meanNormalized else {
      throw NoExactLaw(
        "no exact law: noise with a density may leave mean-normalized advantages no mean")
    }
    // DiscreteNoiseLaw clamps and clips numbers; of the laws from here on only some know parts.
    if parts == 2 || limit.isFinite { return try cut() }
    guard raw.dither.family == .gaussian else { return try transform() }
    switch estimator.kind {
    case .standardized:
      return StandardizedGaussianLaw(
        levels: levels, groupSize: raw.groupSize, ddof: estimator.ddof,
        stabilizer: estimator.stabilizer, sigma: setting.sigma,
        table: shared.spherical[raw.groupSize - 1])
    case .batchStandardized:
      return BatchLaw(
        levels: levels, setting: setting, context: try context(values: [0], probabilities: [1]),
        table: shared.spherical[raw.groupSize * raw.batchGroups - 1])
    case .leaveOneOutStandardized:
      return try LeaveOneOutStandardizedLaw(levels: levels, setting: setting)
    case .reinforce, .mean, .leaveOneOut, .meanNormalized, .bestOnly:
      throw NoExactLaw("no exact law: \(raw.names)")
    }
  }

  private func linear() -> LinearLaw {
    LinearLaw(
      levels: levels, kind: estimator.kind,
      variance: raw.isUndithered ? 0 : setting.sigma * setting.sigma, groupSize: raw.groupSize)
  }

  private func deterministic() throws -> any ConditionalLaw {
    var atoms = [(value: 0.0, probability: 1.0)]
    if !raw.isUndithered {
      guard let found = raw.dither.atoms(limit: 4096) else {
        throw NoExactLaw("no exact law: \(raw.names) have too many noise values")
      }
      atoms = found
    }
    let (values, probabilities) = (atoms.map(\.value), atoms.map(\.probability))
    return DiscreteNoiseLaw(
      levels: pairs(rawLevels, values), probabilities: probabilities, estimator: estimator,
      groupSize: raw.groupSize,
      context: estimator.kind == .batchStandardized
        ? try context(values: values, probabilities: probabilities) : nil,
      factors: (1 / units.advantage, units.reward / units.advantage))
  }

  private func pairs(_ levels: [Double], _ values: [Double]) -> DitheredLevels {
    raw.dithered(levels: levels, values: values).rescaled(base: units.base, unit: units.reward)
  }

  private func context(values: [Double], probabilities: [Double]) throws -> BatchContext {
    guard let batch else { throw NoExactLaw("no exact law of a group without its batch") }
    let all = BatchContents.levels(batch)
    let contents = try BatchContents.law(
      batch, groupSize: raw.groupSize, batchGroups: raw.batchGroups, probabilities: probabilities)
    // Pairs run level by level, the noise value fastest, here and in the whole set.
    let places = rawLevels.flatMap { level -> [Int] in
      let place = all.firstIndex(of: level)!
      return values.indices.map { place * values.count + $0 }
    }
    return BatchContext(
      groups: raw.batchGroups, pairs: pairs(all, values), contents: contents, places: places)
  }

  /// The clamp, where it can act; else infinite.
  private var limit: Double {
    raw.advantage.clampIsIdle(groupSize: raw.groupSize) ? .infinity : estimator.clamp ?? .infinity
  }

  /// Advantages cut by a clamp, or into the parts that an active clip tells apart.
  private func cut() throws -> any ConditionalLaw {
    let unknown = NoExactLaw(
      limit.isFinite
        ? "no exact law: a clamp that can act on \(raw.names)"
        : "no exact law: an active clip on \(raw.names)")
    let isGaussian = raw.dither.family == .gaussian
    switch estimator.kind {
    case .reinforce:
      guard raw.dither.positivePart(mean: 0, sigma: 1) != nil else { throw unknown }
      try checkClamp()
      return ClippedReinforceLaw(
        levels: levels, dither: raw.dither, sigma: setting.sigma, limit: limit)
    case .mean, .leaveOneOut:
      guard isGaussian else { return try pair(unknown) }
      try checkClamp()
      return ClippedGaussianLaw(
        levels: levels, estimator: estimator, sigma: setting.sigma, groupSize: raw.groupSize,
        limit: limit)
    case .standardized:
      guard isGaussian, !limit.isFinite else { return try pair(unknown) }
      return ClippedGaussianLaw(
        levels: levels, estimator: estimator, sigma: setting.sigma, groupSize: raw.groupSize)
    case .batchStandardized, .leaveOneOutStandardized, .meanNormalized, .bestOnly: throw unknown
    }
  }

  /// - Throws: `unknown` for other groups than those of two, and for noise without a known difference.
  private func pair(_ unknown: NoExactLaw) throws -> any ConditionalLaw {
    guard raw.groupSize == 2, let tail = DifferenceTail(raw.dither) else { throw unknown }
    return try PairLaw(levels: levels, setting: setting, limit: limit, tail: tail)
  }

  /// The moments under a clamp are differences of terms as large as the noise: at this ratio squares keep
  /// ten digits.
  private func checkClamp() throws {
    guard setting.sigma <= 1e3 * limit else {
      throw NoExactLaw(
        "no exact law: the clamp is below 1/1000 of sigma, where its law loses digits")
    }
  }

  /// Divided advantages under noise that is not Gaussian.
  private func transform() throws -> any ConditionalLaw {
    guard let noise = TiltedNoise(raw.dither) else {
      throw NoExactLaw("no exact law: \(raw.names)")
    }
    switch estimator.kind {
    case .standardized: return LaplaceTransformLaw(levels: levels, noise: noise, setting: setting)
    case .batchStandardized:
      return BatchTransformLaw(
        noise: noise, setting: setting, context: try context(values: [0], probabilities: [1]))
    case .reinforce, .mean, .leaveOneOut, .leaveOneOutStandardized, .meanNormalized, .bestOnly:
      throw NoExactLaw("no exact law: \(raw.names)")
    }
  }
}

extension Setting {
  /// `standardized advantages under uniform noise of 5 components`.
  fileprivate var names: String {
    let count = dither.components.count
    return "\(advantage.kind.rawValue) advantages under \(dither.family.name) noise"
      + (count > 1 ? " of \(count) components" : "")
  }

  /// Noise values in reward units with their probabilities; nil for continuous noise, and where components
  /// in general position make more values than a law can sum over.
  var atoms: [(value: Double, probability: Double)]? {
    if isUndithered { return [(0, 1)] }
    return dither.atoms(limit: 4096)?.map { (sigma * $0.value, $0.probability) }
  }
}
