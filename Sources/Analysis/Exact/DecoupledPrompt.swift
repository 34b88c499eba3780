import GRPO

/// The exact moments of decoupled advantages for one prompt: sums over how a group falls on the distinct
/// vectors of rewards.
struct DecoupledPrompt: Sendable {
  let components: ComponentTables
  private let table: LevelTable
  private let curved: LevelScores?
  private let parts: Int

  /// nil for rewards without parts.
  init?(_ problem: Problem, metric: [[Double]]?) {
    guard let components = problem.components else { return nil }
    self.components = components
    // The distinct vectors of rewards: decoupled advantages know no sum.
    table = LevelTable(problem, classes: components.vectorOfOutcome)
    curved = metric.map {
      LevelScores(problem, levelOfOutcome: components.vectorOfOutcome, metric: $0)
    }
    parts = problem.parts
  }

  /// Probability that all completions of a group have the same vector of rewards.
  func silentFraction(groupSize: Int) -> Double {
    table.probabilities.reduce(0) { $0 + power($1, groupSize) }
  }

  /// - Parameter law: of the vectors of this prompt.
  /// - Throws: `NoExactLaw` with what stands in the way.
  func moments(_ law: DecoupledLaw, setting: Setting) throws -> ExactMoments {
    guard parts == 1 else {
      throw NoExactLaw("no exact law: an active clip on decoupled advantages")
    }
    let compositions = Compositions(
      groupSize: setting.groupSize, probabilities: table.probabilities)
    guard Double(setting.groupSize) <= AdvantageLaw.workLimit,
      compositions.visitedCount * law.cost <= AdvantageLaw.workLimit
    else {
      throw NoExactLaw(
        "no exact law: groups of \(setting.groupSize) on \(table.count) vectors of rewards take too long"
      )
    }
    let sums = try LevelSums(law, table: table, setting: setting, parts: 1)
    return try ExactMoments(
      sums, table: table, curved: curved, unit: 1, gap: law.secondMomentGap,
      silentFraction: silentFraction(groupSize: setting.groupSize))
  }
}
