import GRPO

/// The law of the advantages of a prompt's groups under one setting, and how sums over the groups are taken.
///
/// `LawSelection` knows which law it is; here is decided whether its sums are affordable.
struct AdvantageLaw {
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
    guard units.reward == 1 || setting.advantage.denominator == .added else {
      throw NoExactLaw("no exact law: rewards of this size under a stabilizer in squared units")
    }
    guard units.reward == 1 || setting.advantage.focal == 0 else {
      throw NoExactLaw("no exact law: rewards of this size under weights of rewards from 0 to 1")
    }
    guard units.advantage > 0 else {
      throw NoExactLaw("no exact value: the advantages are too small for a number")
    }
    self.units = units
    levels = units.levels(table.rewards)
    var law = try LawSelection(
      rawLevels: table.rewards, raw: setting, units: units, parts: parts, batch: set, shared: shared
    ).law()
    let compositions = Compositions(
      groupSize: setting.groupSize, probabilities: table.probabilities)
    // Its products of two advantages are what costs: the means alone stay feasible.
    if let others = law as? LeaveOneOutStandardizedLaw,
      4 * compositions.count * others.cost > workLimit
    {
      law = try LeaveOneOutStandardizedLaw(
        levels: levels, setting: units.setting, withSecondMoment: false)
    }
    self.law =
      shared.filled?.keeping(law, setting: units.setting, levels: levels, parts: parts) ?? law
    route = try Self.route(
      law, levels, compositions, parts: parts, workLimit: workLimit,
      batchGroups: isBatch ? setting.batchGroups : 1)
  }

  /// - Throws: `NoExactLaw` where every one takes too long.
  private static func route(
    _ law: any ConditionalLaw, _ levels: [Double], _ compositions: Compositions, parts: Int,
    workLimit: Double, batchGroups: Int
  ) throws -> Route {
    if let linear = law as? LinearLaw { return .closed(linear) }
    let groupSize = compositions.groupSize
    // Any norm tells whether the law knows groups by their norm, as sums over (S, Q) need.
    if parts == 1, let lattice = RewardLattice(levels),
      lattice.isWorthwhile(groupSize: groupSize), try law.coefficients(norm: 1) != nil
    {
      return .lattice(lattice)
    }
    // Cheap to ask, and enough for most: the count of those visited needs tables of masses.
    if compositions.count * law.cost <= workLimit { return .compositions }
    // A bound of G comes first: visitedCount makes tables of G + 1 masses for each level.
    guard Double(groupSize) <= workLimit, compositions.visitedCount * law.cost <= workLimit else {
      throw NoExactLaw(
        "no exact law: \(batchGroups == 1 ? "" : "batches of \(batchGroups) ")groups of \(groupSize) on "
          + "\(levels.count) reward levels take too long")
    }
    return .compositions
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
