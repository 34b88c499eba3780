import GRPO
import Synchronization

/// The conditional laws of all settings of one prompt, evaluated once per composition for all
/// threads.
final class ConditionalNoise: Sendable {
  let statistics: GroupStatistics
  let rows: StatisticRows
  private let evaluator: Mutex<Evaluator>

  /// - Parameter filled: where groups are kept that were worked out; nil for nowhere.
  /// - Throws: `AnalysisError` naming the setting whose noise cannot be averaged exactly.
  init(
    _ set: ProblemSet, prompt: Int, settings: [Setting], filled: FilledMoments? = nil
  ) throws {
    let problem = set.problems[prompt]
    statistics = GroupStatistics(problem)
    rows = StatisticRows(problem, statistics)
    let table = LevelTable(problem)
    // Spherical laws know sigma through lambda only: one table serves all settings of a dimension.
    let dimensions = Set(settings.compactMap(\.sphericalDimension))
    let shared = SharedTables(
      spherical: Dictionary(
        uniqueKeysWithValues: dimensions.map { ($0, SphericalTable(dimension: $0)) }),
      filled: filled)
    evaluator = Mutex(
      Evaluator(
        laws: try settings.map { try Self.law(set, table, $0, problem.parts, shared) },
        moments: ConditionalMoments(levelCount: table.count, parts: problem.parts)))
  }

  private static func law(
    _ set: ProblemSet, _ table: LevelTable, _ setting: Setting, _ parts: Int,
    _ shared: SharedTables
  ) throws -> any ConditionalLaw {
    do {
      // Whatever all compositions would cost: only those that are drawn are worked out.
      let choice = try AdvantageLaw(
        set, table: table, setting: setting, parts: parts, workLimit: .infinity,
        shared: shared)
      if let gap = choice.law.secondMomentGap { throw NoExactLaw(gap) }
      guard choice.units.advantage == 1 else {
        throw NoExactLaw("no law given the outcomes for rewards, sigma or stabilizer of this size")
      }
      // Tens of milliseconds for each composition that is drawn.
      if let law = choice.law as? LaplaceTransformLaw, case .mixture = law.noise {
        throw NoExactLaw(
          "\(setting.advantage.kind.rawValue) advantages under \(setting.dither.family.name) noise take "
            + "too long to average")
      }
      return choice.law
    } catch let gap as NoExactLaw {
      throw AnalysisError("conditional: \(gap.reason)")
    }
  }

  /// Weights of every setting for the groups of one composition.
  func weights(counts: [Int]) throws -> [ConditionalWeights] {
    try evaluator.withLock { evaluator in
      // Looked up under the same lock: two threads with one composition evaluate it once.
      if let known = evaluator.known[counts] { return known }
      let weights = try evaluator.evaluate(counts, statistics)
      evaluator.known[counts] = weights
      return weights
    }
  }

  private struct Evaluator {
    let laws: [any ConditionalLaw]
    var moments: ConditionalMoments
    var known: [[Int]: [ConditionalWeights]] = [:]

    mutating func evaluate(
      _ counts: [Int], _ statistics: GroupStatistics
    ) throws -> [ConditionalWeights] {
      do {
        return try laws.map { law in
          try law.fill(&moments, counts: counts)
          return ConditionalWeights(moments, counts: counts, statistics: statistics)
        }
      } catch let gap as NoExactLaw {
        throw AnalysisError("conditional: \(gap.reason)")
      }
    }
  }
}
