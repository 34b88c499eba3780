import GRPO
import GSL

/// Picks the conditional law of a setting; throws the reason where none is known or feasible.
struct LawChoice {
  /// Levels over which compositions are summed: rewards, or rewards with each noise value.
  let table: LevelTable
  let law: any ConditionalLaw
  /// How the sums over the groups are taken.
  let route: Route

  /// True when there is nothing to sum.
  var isClosed: Bool { if case .closed = route { true } else { false } }

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
  ///   - spherical: tables by dimension that are at hand already.
  /// - Throws: `NoExactLaw` with what stands in the way.
  init(
    _ set: ProblemSet, table: LevelTable, setting: Setting, parts: Int,
    workLimit: Double = ExactLaw.workLimit, spherical: [Int: SphericalTable] = [:]
  ) throws {
    let isLinear = setting.advantage.isLinear && parts == 1
    if !isLinear, let atoms = setting.atoms {
      self.table = table.expanded(by: atoms)
      law = try Self.deterministic(set, table: self.table, setting: setting, atoms: atoms)
    } else {
      self.table = table
      law = try Self.continuous(
        set, table: table, setting: setting, parts: parts, spherical: spherical)
    }
    route = try Self.route(
      law, self.table, setting: setting, parts: parts, workLimit: workLimit)
  }

  /// - Throws: `NoExactLaw` where every one takes too long.
  private static func route(
    _ law: any ConditionalLaw, _ table: LevelTable, setting: Setting, parts: Int,
    workLimit: Double
  ) throws -> Route {
    if let linear = law as? LinearLaw { return .closed(linear) }
    let groupSize = setting.groupSize
    if parts == 1, let lattice = RewardLattice(table.rewards),
      lattice.isWorthwhile(groupSize: groupSize), try law.coefficients(norm: 1) != nil
    {
      return .lattice(lattice)
    }
    let compositions = Compositions(groupSize: groupSize, probabilities: table.probabilities)
    if compositions.count * law.cost <= workLimit { return .compositions }
    let visited = compositions.visitedCount
    guard visited * law.cost <= workLimit else {
      throw NoExactLaw(
        "no exact law: a group of \(groupSize) on \(table.count) reward levels has too many contents"
      )
    }
    return .compositions
  }

  private static func deterministic(
    _ set: ProblemSet, table: LevelTable, setting: Setting,
    atoms: [(value: Double, probability: Double)]
  ) throws -> any ConditionalLaw {
    var context: [(sums: RewardSums, probability: Double)]?
    if setting.advantage.kind == .batchStandardized {
      context = try BatchContext.law(
        set, groupSize: setting.groupSize, batchGroups: setting.batchGroups, atoms: atoms)
    }
    return DeterministicLaw(
      levels: table.rewards, estimator: setting.advantage, groupSize: setting.groupSize,
      context: context)
  }

  private static func continuous(
    _ set: ProblemSet, table: LevelTable, setting: Setting, parts: Int,
    spherical: [Int: SphericalTable]
  ) throws -> any ConditionalLaw {
    let estimator = setting.advantage
    guard estimator.clampIsIdle(groupSize: setting.groupSize) else {
      throw NoExactLaw(
        "no exact law: a clamp that can act on \(setting.names)")
    }
    if parts == 2 { return try clipped(table: table, setting: setting) }
    if estimator.isLinear {
      return LinearLaw(
        levels: table.rewards, kind: estimator.kind,
        variance: setting.isUndithered ? 0 : setting.sigma * setting.sigma,
        groupSize: setting.groupSize)
    }
    guard setting.dither.family == .gaussian else {
      return try transform(table: table, setting: setting)
    }
    switch estimator.kind {
    case .standardized:
      return GaussianLaw(
        levels: table.rewards, groupSize: setting.groupSize, ddof: estimator.ddof,
        stabilizer: estimator.stabilizer, sigma: setting.sigma,
        table: spherical[setting.groupSize - 1])
    case .batchStandardized:
      let silentNoise = [(value: 0.0, probability: 1.0)]
      let context = try BatchContext.law(
        set, groupSize: setting.groupSize, batchGroups: setting.batchGroups, atoms: silentNoise)
      return BatchLaw(
        levels: table.rewards, setting: setting, context: context,
        table: spherical[setting.groupSize * setting.batchGroups - 1])
    case .leaveOneOutStandardized: return try OthersLaw(levels: table.rewards, setting: setting)
    case .reinforce, .mean, .leaveOneOut: throw NoExactLaw("no exact law: \(setting.names)")
    }
  }

  /// Advantages split by sign, under an active clip.
  private static func clipped(
    table: LevelTable, setting: Setting
  ) throws -> any ConditionalLaw {
    let unknown = NoExactLaw("no exact law: an active clip on \(setting.names)")
    let dither = setting.dither
    switch setting.advantage.kind {
    case .reinforce:
      guard dither.family == .gaussian || dither.components.count == 1,
        dither.family.positivePart(mean: 0, sigma: 1) != nil
      else { throw unknown }
      return ClippedReinforceLaw(
        levels: table.rewards, family: dither.family, sigma: setting.sigma)
    case .mean, .leaveOneOut, .standardized:
      guard dither.family == .gaussian else { throw unknown }
      return ClippedGaussianLaw(
        levels: table.rewards, estimator: setting.advantage, sigma: setting.sigma,
        groupSize: setting.groupSize)
    default: throw unknown
    }
  }

  /// Standardized advantages under noise that is not Gaussian.
  private static func transform(
    table: LevelTable, setting: Setting
  ) throws -> any ConditionalLaw {
    guard setting.advantage.kind == .standardized, let noise = TiltedNoise(setting.dither)
    else { throw NoExactLaw("no exact law: \(setting.names)") }
    return TransformLaw(levels: table.rewards, noise: noise, setting: setting)
  }
}

extension Setting {
  /// `standardized advantages under uniform noise of 5 components`.
  fileprivate var names: String {
    let count = dither.components.count
    return "\(advantage.kind.rawValue) advantages under \(dither.family.name) noise"
      + (count > 1 ? " of \(count) components" : "")
  }

  /// Noise values in reward units with their probabilities; nil for continuous noise.
  var atoms: [(value: Double, probability: Double)]? {
    if isUndithered { return [(0, 1)] }
    return dither.atoms?.map { (sigma * $0.value, $0.probability) }
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
