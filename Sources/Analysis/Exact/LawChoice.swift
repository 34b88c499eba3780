import GRPO
import GSL

/// Picks the conditional law of a setting; throws the reason where none is known or feasible.
struct LawChoice {
  /// Distinct rewards in the law's unit.
  let levels: [Double]
  /// The law of the advantages in `units`.
  let law: any ConditionalLaw
  let units: LawUnits
  /// How the sums over the groups are taken.
  let route: Route

  /// True when there is nothing to sum.
  var isClosed: Bool { if case .closed = route { true } else { false } }

  /// Largest total work, in closed-form evaluations (about a microsecond each).
  static let workLimit = 3e6

  enum Route {
    case compositions
    /// Without sums, for linear advantages.
    case closed(LinearLaw)
    /// Over sums of rewards and of their squares, for many levels.
    case lattice(RewardLattice)
  }

  /// - Parameters:
  ///   - workLimit: how much the sum over all compositions may cost; infinite where single
  ///     compositions are asked for.
  ///   - shared: what other laws of the same grid have at hand already.
  /// - Throws: `NoExactLaw` with what stands in the way.
  init(
    _ set: ProblemSet, table: LevelTable, setting: Setting, parts: Int,
    workLimit: Double = Self.workLimit, shared: SharedTables = SharedTables()
  ) throws {
    let isBatch = setting.advantage.kind == .batchStandardized
    let all = isBatch ? BatchContents.levels(set) : table.rewards
    let units = LawUnits(levels: all, setting: setting)
    guard units.advantage > 0 else {
      throw NoExactLaw("no exact value: the advantages are too small for a number")
    }
    self.units = units
    levels = table.rewards.map { ($0 - units.base) / units.reward }
    let subject = LawSubject(
      set: set, rawLevels: table.rewards, levels: levels, raw: setting, units: units, parts: parts,
      shared: shared)
    var law = try subject.law()
    let compositions = Compositions(
      groupSize: setting.groupSize, probabilities: table.probabilities)
    // Its products of two advantages are what costs: the means alone stay feasible.
    if let others = law as? LeaveOneOutStandardizedLaw,
      4 * compositions.count * others.cost > workLimit
    {
      law = try LeaveOneOutStandardizedLaw(
        levels: levels, setting: units.setting, withSecondMoment: false)
    }
    self.law = law
    route = try Self.route(law, levels, compositions, parts: parts, workLimit: workLimit)
  }

  /// - Throws: `NoExactLaw` where every one takes too long.
  private static func route(
    _ law: any ConditionalLaw, _ levels: [Double], _ compositions: Compositions, parts: Int,
    workLimit: Double
  ) throws -> Route {
    if let linear = law as? LinearLaw { return .closed(linear) }
    let groupSize = compositions.groupSize
    // Any norm tells whether the law knows groups by their norm, as sums over (S, Q) need.
    if parts == 1, let lattice = RewardLattice(levels),
      lattice.isWorthwhile(groupSize: groupSize), try law.coefficients(norm: 1) != nil
    {
      return .lattice(lattice)
    }
    if compositions.count * law.cost <= workLimit { return .compositions }
    // A bound of G comes first: visitedCount makes tables of G + 1 masses for each level.
    guard Double(groupSize) <= workLimit, compositions.visitedCount * law.cost <= workLimit else {
      throw NoExactLaw(
        "no exact law: groups of \(groupSize) on \(levels.count) reward levels take too long")
    }
    return .compositions
  }
}

/// What the laws of one grid share.
struct SharedTables: Sendable {
  /// By dimension.
  var spherical: [Int: SphericalTable] = [:]
}

/// A setting whose law is asked for, in units of its own.
struct LawSubject {
  let set: ProblemSet
  let rawLevels: [Double]
  let levels: [Double]
  /// As asked for.
  let raw: Setting
  let units: LawUnits
  let parts: Int
  let shared: SharedTables

  private var setting: Setting { units.setting }
  private var estimator: AdvantageEstimator { units.setting.advantage }

  func law() throws -> any ConditionalLaw {
    // First, for any noise: linear advantages ask for its variance only (claim AddedVariance).
    if estimator.isLinear && parts == 1 { return linear() }
    if raw.isUndithered || raw.dither.family.isDiscrete { return try deterministic() }
    // DiscreteNoiseLaw clamps numbers; none of the laws from here on knows a clamp.
    guard estimator.clampIsIdle(groupSize: raw.groupSize) else {
      throw NoExactLaw("no exact law: a clamp that can act on \(raw.names)")
    }
    if parts == 2 { return try clipped() }
    if estimator.isLinear { return linear() }
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
    case .reinforce, .mean, .leaveOneOut: throw NoExactLaw("no exact law: \(raw.names)")
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
    let all = BatchContents.levels(set)
    let contents = try BatchContents.law(
      set, groupSize: raw.groupSize, batchGroups: raw.batchGroups, probabilities: probabilities)
    // Pairs run level by level, the noise value fastest, here and in the whole set.
    let places = rawLevels.flatMap { level -> [Int] in
      let place = all.firstIndex(of: level)!
      return values.indices.map { place * values.count + $0 }
    }
    return BatchContext(
      groups: raw.batchGroups, pairs: pairs(all, values), contents: contents, places: places)
  }

  /// Advantages split by sign, under an active clip.
  private func clipped() throws -> any ConditionalLaw {
    let unknown = NoExactLaw("no exact law: an active clip on \(raw.names)")
    let dither = raw.dither
    switch estimator.kind {
    case .reinforce:
      guard dither.isOfFamily,
        dither.family.positivePart(mean: 0, sigma: 1) != nil
      else { throw unknown }
      return ClippedReinforceLaw(levels: levels, family: dither.family, sigma: setting.sigma)
    case .mean, .leaveOneOut, .standardized:
      guard dither.family == .gaussian else { throw unknown }
      return ClippedGaussianLaw(
        levels: levels, estimator: estimator, sigma: setting.sigma, groupSize: raw.groupSize)
    case .batchStandardized, .leaveOneOutStandardized: throw unknown
    }
  }

  /// Standardized advantages under noise that is not Gaussian.
  private func transform() throws -> any ConditionalLaw {
    guard estimator.kind == .standardized, let noise = TiltedNoise(raw.dither)
    else { throw NoExactLaw("no exact law: \(raw.names)") }
    return LaplaceTransformLaw(levels: levels, noise: noise, setting: setting)
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

extension AdvantageEstimator {
  /// True when the clamp, if there is one, can never be reached.
  func clampIsIdle(groupSize: Int) -> Bool {
    guard let clamp else { return true }
    var free = self
    free.clamp = nil
    return free.sup(groupSize: groupSize).map { $0 <= clamp } ?? false
  }
}
