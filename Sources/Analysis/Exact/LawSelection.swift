import GRPO

/// Which law the advantages of a setting have: the one place where that is decided.
struct LawSelection {
  let rawLevels: [Double]
  /// As asked for.
  private(set) var raw: Setting
  let units: LawUnits
  let parts: Int
  /// The prompts that fill the other groups of a batch; nil for a group that is alone.
  let batch: ProblemSet?
  let tables: SharedTables
  /// Added to all rewards of a group.
  private var shift = 0.0

  /// - Parameters:
  ///   - rawLevels: distinct rewards in increasing order.
  ///   - raw: as asked for.
  ///   - parts: 2 where an active clip tells positive from negative advantages, else 1.
  ///   - batch: the prompts that fill the other groups of a batch; nil for a group that is alone.
  ///   - shared: what other laws of the same grid have at hand already.
  init(
    rawLevels: [Double], raw: Setting, units: LawUnits, parts: Int, batch: ProblemSet? = nil,
    shared: SharedTables = SharedTables()
  ) {
    self.rawLevels = rawLevels
    self.raw = raw
    self.units = units
    self.parts = parts
    self.batch = batch
    tables = shared
  }

  private var levels: [Double] { units.levels(rawLevels) }
  private var setting: Setting { units.setting }
  private var estimator: AdvantageEstimator { units.setting.advantage }

  /// - Throws: `NoExactLaw` with what stands in the way.
  func law() throws -> any ConditionalLaw {
    if raw.advantageSigma > 0 { return try noisy() }
    // First, for any noise: linear advantages ask for its variance only (claim AddedVariance).
    if estimator.isLinear && parts == 1 { return linear() }
    if raw.dither.correlation > 0, !raw.isUndithered { return try shared() }
    if raw.isUndithered || raw.dither.family.isDiscrete { return try deterministic(raw) }
    if estimator.focal > 0 { return try weighted() }
    try checkDenominator()
    guard raw.dither.mode == .additive else {
      throw NoExactLaw("no exact law: \(raw.names) in proportion to rewards")
    }
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
        stabilizer: estimator.stabilizer, denominator: estimator.denominator, sigma: setting.sigma,
        table: tables.spherical[raw.groupSize - 1])
    case .batchStandardized:
      return BatchLaw(
        levels: levels, setting: setting, context: try context(values: [0], probabilities: [1]),
        table: tables.spherical[raw.groupSize * raw.batchGroups - 1])
    case .leaveOneOutStandardized:
      return try LeaveOneOutStandardizedLaw(levels: levels, setting: setting)
    case .reinforce, .mean, .leaveOneOut, .meanNormalized, .bestOnly:
      throw NoExactLaw("no exact law: \(raw.names)")
    }
  }

  /// With a weight by the mean of the group, which Gaussian noise leaves independent of all deviations.
  private func weighted() throws -> any ConditionalLaw {
    guard raw.dither.family == .gaussian, raw.dither.mode == .additive, units.reward == 1,
      estimator.kind.ignoresShift, estimator.kind != .batchStandardized
    else {
      throw NoExactLaw("no exact law: \(raw.names), weighted by the mean of a group")
    }
    var plain = raw
    plain.advantage.focal = 0
    let base = try LawSelection(
      rawLevels: rawLevels, raw: plain, units: LawUnits(levels: rawLevels, setting: plain),
      parts: parts, shared: tables
    ).law()
    return WeightedLaw(
      base: base, levels: rawLevels, estimator: estimator,
      deviation: raw.sigma / Double(raw.groupSize).squareRoot())
  }

  /// Of noise with a density: roots of sums are no sums of roots.
  private func checkDenominator() throws {
    guard estimator.kind.dividesByDeviation, estimator.stabilizer > 0 else { return }
    let reason = "no exact law: \(raw.names), a \(estimator.denominator.rawValue) denominator"
    switch estimator.denominator {
    case .added: return
    case .rooted: if parts == 1 && !limit.isFinite { return }
    case .floored, .flooredAdded:
      let isRadial = estimator.kind == .standardized || estimator.kind == .batchStandardized
      if parts == 1 && !limit.isFinite && isRadial && raw.dither.family == .gaussian { return }
    }
    throw NoExactLaw(reason)
  }

  private func linear() -> LinearLaw {
    let variance = raw.isUndithered ? 0 : setting.sigma * setting.sigma
    let (size, rho) = (raw.groupSize, raw.dither.correlation)
    switch raw.dither.mode {
    case .additive where rho > 0:
      // What does not ignore a shared part keeps all of it (`Setting.withoutShared`).
      return LinearLaw(
        levels: levels, kind: estimator.kind, variance: 0, groupSize: size,
        added: AddedNoise(variance: variance, correlation: rho))
    case .additive, .onAdvantages:
      return LinearLaw(
        levels: levels, kind: estimator.kind, variance: variance, groupSize: size)
    case .multiplicative:
      return LinearLaw(
        levels: levels, kind: estimator.kind, variance: 0, groupSize: size,
        levelVariances: rawLevels.map { level in
          let reward = level / units.reward
          return (1 - rho) * variance * reward * reward
        }, sharedSquare: 1 + rho * variance)
    }
  }

  /// With noise on the advantages, which are those without any on the rewards.
  private func noisy() throws -> any ConditionalLaw {
    guard parts == 1 else {
      throw NoExactLaw("no exact law: an active clip on advantages with noise of their own")
    }
    var base = self
    base.raw.sigma = 0
    let law = try base.law()
    let sigma = raw.advantageSigma / units.advantage
    let added = AddedNoise(variance: sigma * sigma, correlation: raw.dither.correlation)
    if var linear = law as? LinearLaw {
      linear.added = added
      return linear
    }
    return AdvantageNoiseLaw(base: law, added: added)
  }

  /// Of noise that the completions of a group share in part: exact where its values are few.
  private func shared() throws -> any ConditionalLaw {
    guard estimator.kind != .batchStandardized, raw.dither.mode == .additive,
      let atoms = raw.dither.atoms(limit: 64)
    else { throw NoExactLaw("no exact law: \(raw.names), shared in part by a group") }
    var own = raw
    own.dither = raw.dither.independent
    own.sigma = raw.sigma * (1 - raw.dither.correlation).squareRoot()
    let size = raw.sigma * raw.dither.correlation.squareRoot()
    return SharedNoiseLaw(
      laws: try atoms.map { atom in
        var selection = self
        selection.shift = size * atom.value
        return (try selection.deterministic(own), atom.probability)
      })
  }

  private func deterministic(_ raw: Setting) throws -> any ConditionalLaw {
    var atoms = [(value: 0.0, probability: 1.0)]
    if !raw.isUndithered {
      guard let found = raw.dither.atoms(limit: 4096) else {
        throw NoExactLaw("no exact law: \(raw.names) have too many noise values")
      }
      atoms = found
    }
    let (values, probabilities) = (atoms.map(\.value), atoms.map(\.probability))
    return DiscreteNoiseLaw(
      levels: pairs(rawLevels, values, raw), probabilities: probabilities,
      estimator: estimator,
      groupSize: raw.groupSize,
      context: estimator.kind == .batchStandardized
        ? try context(values: values, probabilities: probabilities) : nil,
      factors: (1 / units.advantage, units.reward / units.advantage))
  }

  private func pairs(
    _ levels: [Double], _ values: [Double], _ raw: Setting
  ) -> DitheredLevels {
    // What a group shares comes after ties are found, which are those of decimals.
    raw.dithered(levels: levels, values: values)
      .rescaled(base: units.base - shift, unit: units.reward)
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
      groups: raw.batchGroups, pairs: pairs(all, values, raw), contents: contents, places: places)
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
