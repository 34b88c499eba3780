import GRPO
import Policies

/// One prompt of a grid: its levels, and its weights for each group size.
final class PromptTable: Sendable {
  let table: LevelTable
  let parts: Int
  private let weights: [Int: BinomialWeights]
  /// Of many levels.
  private let lattices: [Int: LatticeLaw]
  /// Contributions under the metric Hess V, where curvatures are asked for.
  private let curved: LevelScores?
  /// For decoupled advantages; nil for rewards without parts.
  let decoupled: DecoupledPrompt?
  /// Where a group is divided by its tokens; else nil.
  let tokenMean: TokenMeanPrompt?

  init(_ problem: Problem, settings: [Setting], withCurvature: Bool) {
    let metric = withCurvature ? problem.policy.valueHessian(of: problem.trueRewards) : nil
    curved = metric.map { LevelScores(problem, metric: $0) }
    decoupled = DecoupledPrompt(problem, metric: metric)
    tokenMean = TokenMeanPrompt(problem, metric: metric)
    // Sums of linear advantages are closed: they need no weights.
    let groupSizes = Set(settings.filter { !$0.advantage.isLinear }.map(\.groupSize))
    let table = LevelTable(problem)
    self.table = table
    parts = problem.parts
    weights =
      table.count != 2
      ? [:]
      : Dictionary(
        uniqueKeysWithValues: groupSizes.map {
          ($0, BinomialWeights(groupSize: $0, probabilities: table.probabilities))
        })
    let lattice = problem.parts == 1 ? RewardLattice(table.rewards) : nil
    lattices = groupSizes.reduce(into: [:]) { laws, size in
      guard let lattice, lattice.isWorthwhile(groupSize: size) else { return }
      laws[size] = LatticeLaw(lattice, groupSize: size, probabilities: table.probabilities)
    }
  }

  /// Probability that all raw rewards of a group are equal.
  func silentFraction(groupSize: Int) -> Double {
    table.probabilities.reduce(0) { $0 + power($1, groupSize) }
  }

  func moments(
    _ law: SharedLaw, setting: Setting, silentFraction: Double
  ) throws -> ExactMoments {
    do {
      var sums = try sums(law, setting: setting)
      // A penalty does not know the unit of the advantages.
      let isMixed = table.scores.penaltyMeans != nil
      let unit = isMixed ? 1 : law.choice.units.advantage
      if isMixed { sums = sums.scaled(by: law.choice.units.advantage) }
      return try ExactMoments(
        sums, table: table, curved: curved, unit: unit, gap: law.choice.law.secondMomentGap,
        silentFraction: silentFraction, shrinkage: law.shrinkage)
    } catch let gap as NoExactLaw {
      return .none(silentFraction: silentFraction, gap)
    }
  }

  private func sums(_ law: SharedLaw, setting: Setting) throws -> LevelSums {
    let (groupSize, probabilities) = (setting.groupSize, table.probabilities)
    if let binary = law.binary {
      return try binary.sums(
        weights[groupSize]
          ?? BinomialWeights(groupSize: groupSize, probabilities: probabilities))
    }
    switch law.choice.route {
    case .closed(let linear):
      // Sums of linear laws read the rewards of the table: they need the law's units.
      var levels = table
      levels.rewards = law.choice.levels
      return LevelSums(linear, table: levels)
    case .lattice(let lattice):
      // In the law's units levels may round to other indices than the raw rewards have.
      let known = lattices[groupSize]
      var sums = try LevelSums(
        law.choice.law,
        over: known?.lattice.indices == lattice.indices
          ? known!
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
