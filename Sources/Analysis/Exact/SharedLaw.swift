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

  init(_ problem: Problem, settings: [Setting], withCurvature: Bool) {
    curved =
      withCurvature
      ? LevelScores(problem, metric: problem.policy.valueHessian(of: problem.rewards)) : nil
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

  func moments(
    _ law: SharedLaw, setting: Setting, silentFraction: Double
  ) throws -> ExactMoments {
    var levels = table
    // Sums of linear laws read the rewards of the table: they need the law's units.
    levels.rewards = law.choice.levels
    do {
      var sums = try sums(law, levels: levels, setting: setting)
      // A penalty does not know the unit of the advantages.
      let isMixed = table.meanPenalty != nil
      let unit = isMixed ? 1 : law.choice.units.advantage
      if isMixed { sums = sums.scaled(by: law.choice.units.advantage) }
      let gap = law.choice.law.secondMomentGap
      let gradient = sums.expectedGradient(levels)
      let second = gap == nil ? sums.secondMoment(levels) : nil
      guard gradient.allSatisfy(\.isFinite), second?.isFinite != false else {
        throw NoExactLaw("no exact value: a moment is too large for a number")
      }
      // Not by unit^2, which may overflow or underflow on its own.
      let size = second.map { unit * (unit * $0) }
      let curvature =
        gap == nil
        ? curved.map { unit * (unit * sums.secondMoment(levels.replacing(scores: $0))) } : nil
      return ExactMoments(
        expectedGradient: gradient.map { unit * $0 },
        secondMoment: size?.isFinite == true ? size : nil,
        silentFraction: silentFraction, shrinkage: law.shrinkage,
        curvature: curvature?.isFinite == true ? curvature : nil, notes: gap.map { [$0] } ?? [],
        scaled: ScaledMoments(unit: unit, gradient: gradient, secondMoment: second))
    } catch let gap as NoExactLaw {
      return .none(silentFraction: silentFraction, gap)
    }
  }

  private func sums(
    _ law: SharedLaw, levels: LevelTable, setting: Setting
  ) throws -> LevelSums {
    let groupSize = setting.groupSize
    if let binary = law.binary {
      return try binary.sums(
        weights[groupSize]
          ?? BinomialWeights(groupSize: groupSize, probabilities: levels.probabilities))
    }
    switch law.choice.route {
    case .closed(let linear): return LevelSums(linear, table: levels)
    case .lattice(let lattice):
      // In the law's units levels may round to other indices than the raw rewards have.
      let known = lattices[groupSize]
      return try LevelSums(
        law.choice.law,
        over: known?.lattice.indices == lattice.indices
          ? known!
          : LatticeLaw(lattice, groupSize: groupSize, probabilities: levels.probabilities),
        step: lattice.step)
    case .compositions:
      return try LevelSums(law.choice.law, table: levels, setting: setting, parts: parts)
    }
  }
}

/// A law, with what prompts of the same levels share of it.
final class SharedLaw {
  let choice: LawChoice
  /// For two reward levels, and groups of at most `largestTable`.
  let binary: BinaryTable?
  /// Ratio of the dithered to the undithered advantage of a correct completion, K = 1..G-1.
  let shrinkage: [Double]?

  private static let largestTable = 1 << 18

  /// - Throws: `NoExactLaw` where the law has none.
  init(_ choice: LawChoice, _ prompt: PromptTable, setting: Setting) throws {
    self.choice = choice
    let groupSize = setting.groupSize
    let isBinary = choice.levels.count == 2 && !choice.isClosed && groupSize <= Self.largestTable
    binary =
      isBinary ? BinaryTable(choice.law, groupSize: groupSize, parts: prompt.parts) : nil
    let isCheap = Double(groupSize) * choice.law.cost <= LawChoice.workLimit
    shrinkage = isCheap ? try binary?.shrinkage(choice, prompt, setting: setting) : nil
  }
}

extension BinaryTable {
  /// - Throws: `NoExactLaw` where the law has none.
  fileprivate func shrinkage(
    _ choice: LawChoice, _ prompt: PromptTable, setting: Setting
  ) throws -> [Double]? {
    guard prompt.parts == 1, setting.advantage.kind == .standardized,
      choice.units.setting.advantage.kind == .standardized, setting.groupSize > 1
    else { return nil }
    let (levels, groupSize) = (choice.levels, setting.groupSize)
    var counts = [groupSize, 0]
    return try (1..<groupSize).map { k in
      (counts[0], counts[1]) = (groupSize - k, k)
      let raw = choice.units.setting.advantage.standardized(
        levels[1], in: CountedRewards(counts: counts, levels: levels), groupSize: groupSize)
      // Levels so near beside the noise that their difference is no number: the limit.
      return raw == 0 ? 0 : try upperMean(k) / raw
    }
  }
}
