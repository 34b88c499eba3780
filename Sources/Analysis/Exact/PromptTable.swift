import GRPO
import Policies

/// One prompt of a grid: its levels, and its weights for each group size.
final class PromptTable: Sendable {
  let table: LevelTable
  let parts: Int
  private let hasPenalty: Bool
  /// By group size; they are few.
  private let known: [SizeTable]
  /// Contributions under the metric Hess V, where curvatures are asked for.
  private let curved: LevelScores?
  /// For decoupled advantages; nil for rewards without parts.
  let decoupled: DecoupledPrompt?
  /// Where a group is divided by its tokens; else nil.
  let tokenMean: TokenMeanPrompt?

  /// A group size that is asked for, and whether by laws with sums over groups: those of linear advantages are closed.
  struct Size {
    let groupSize: Int
    var hasSums: Bool
  }

  /// What it has of groups of one size.
  private final class SizeTable: Sendable {
    let groupSize: Int
    let silentFraction: Double
    /// Of two levels.
    let weights: BinomialWeights?
    /// Of many levels.
    let lattice: LatticeLaw?

    init(_ asked: Size, _ table: LevelTable, _ lattice: RewardLattice?) {
      let size = asked.groupSize
      groupSize = size
      silentFraction = PromptTable.silentFraction(table.probabilities, groupSize: size)
      weights =
        asked.hasSums && table.count == 2
        ? BinomialWeights(groupSize: size, probabilities: table.probabilities) : nil
      self.lattice = lattice.flatMap {
        asked.hasSums && $0.isWorthwhile(groupSize: size)
          ? LatticeLaw($0, groupSize: size, probabilities: table.probabilities) : nil
      }
    }
  }

  /// The sizes that settings have.
  static func sizes(_ settings: [Setting]) -> [Size] {
    settings.indices.reduce(into: []) { sizes, s in
      let (size, hasSums) = (settings[s].groupSize, !settings[s].advantage.isLinear)
      if let place = sizes.firstIndex(where: { $0.groupSize == size }) {
        if hasSums { sizes[place].hasSums = true }
      } else {
        sizes.append(Size(groupSize: size, hasSums: hasSums))
      }
    }
  }

  init(_ problem: Problem, sizes: [Size], withCurvature: Bool) {
    let metric = withCurvature ? problem.policy.valueHessian(of: problem.trueRewards) : nil
    curved = metric.map { LevelScores(problem, metric: $0) }
    decoupled = DecoupledPrompt(problem, metric: metric)
    tokenMean = TokenMeanPrompt(problem, metric: metric)
    let table = LevelTable(problem)
    self.table = table
    parts = problem.parts
    let lattice = problem.parts == 1 ? RewardLattice(table.rewards) : nil
    known = sizes.map { SizeTable($0, table, lattice) }
    hasPenalty = table.scores.penaltyMeans != nil
  }

  /// Probability that all raw rewards of a group are equal.
  func silentFraction(groupSize: Int) -> Double {
    if let place = place(of: groupSize) { return known[place].silentFraction }
    return Self.silentFraction(table.probabilities, groupSize: groupSize)
  }

  private static func silentFraction(_ probabilities: [Double], groupSize: Int) -> Double {
    probabilities.reduce(0) { $0 + power($1, groupSize) }
  }

  private func place(of groupSize: Int) -> Int? {
    for place in 0..<known.count where known[place].groupSize == groupSize { return place }
    return nil
  }

  func moments(
    _ law: SharedLaw, setting: Setting, silentFraction: Double
  ) throws -> ExactMoments {
    do {
      var sums = try sums(law, setting: setting)
      // A penalty does not know the unit of the advantages.
      let unit = hasPenalty ? 1 : law.unit
      if hasPenalty { sums = sums.scaled(by: law.unit) }
      return try ExactMoments(
        sums, table: table, curved: curved, unit: unit, gap: law.gap,
        silentFraction: silentFraction, shrinkage: law.shrinkage)
    } catch let gap as NoExactLaw {
      return .none(silentFraction: silentFraction, gap)
    }
  }

  private func sums(_ law: SharedLaw, setting: Setting) throws -> LevelSums {
    let (groupSize, probabilities) = (setting.groupSize, table.probabilities)
    if let binary = law.binary {
      if let place = place(of: groupSize), let weights = known[place].weights {
        return try binary.sums(weights)
      }
      return try binary.sums(
        BinomialWeights(groupSize: groupSize, probabilities: probabilities))
    }
    switch law.choice.route {
    case .closed(let linear):
      // Sums of linear laws read the rewards of the table: they need the law's units.
      var levels = table
      levels.rewards = law.choice.levels
      return LevelSums(linear, table: levels)
    case .lattice(let lattice):
      // In the law's units levels may round to other indices than the raw rewards have.
      let own = place(of: groupSize).flatMap { known[$0].lattice }
      var sums = try LevelSums(
        law.choice.law,
        over: own?.lattice.indices == lattice.indices
          ? own!
          : LatticeLaw(lattice, groupSize: groupSize, probabilities: probabilities),
        step: lattice.step)
      if let noisy = law.choice.law as? AdvantageNoiseLaw {
        sums.include(noisy.added, probabilities: probabilities, groupSize: groupSize)
      }
      return sums
    case .compositions:
      return try LevelSums(law.choice.law, table: table, setting: setting, parts: parts)
    }
  }
}
