import GRPO

/// The exact moments under a token mean for one prompt: sums over how a group falls on the classes of
/// outcomes of one reward and one length.
struct TokenMeanPrompt: Sendable {
  private let classes: [TokenMeanLaw.RewardLength]
  private let levelCount: Int
  private let table: LevelTable
  private let curved: LevelScores?
  private let parts: Int

  /// nil where the divisor of a group is G.
  init?(_ problem: Problem, metric: [[Double]]?) {
    guard let tokenCounts = problem.tokenCounts else { return nil }
    let all = zip(problem.levelOfOutcome, tokenCounts).map {
      TokenMeanLaw.RewardLength(level: $0, length: $1)
    }
    classes = Set(all).sorted { ($0.level, $0.length) < ($1.level, $1.length) }
    let places = Dictionary(uniqueKeysWithValues: zip(classes, classes.indices))
    let classOfOutcome = all.map { places[$0]! }
    levelCount = problem.levels.count
    table = LevelTable(problem, classes: classOfOutcome)
    curved = metric.map { LevelScores(problem, levelOfOutcome: classOfOutcome, metric: $0) }
    parts = problem.parts
  }

  /// - Parameter choice: the law of the rewards, whatever its sums would cost.
  /// - Throws: `NoExactLaw` with what stands in the way.
  func moments(
    _ choice: AdvantageLaw, setting: Setting, silentFraction: Double
  ) throws -> ExactMoments {
    guard table.meanPenalty == nil else {
      throw NoExactLaw("no exact law: a KL term that is divided by the tokens of the group")
    }
    let law = TokenMeanLaw(choice.law, classes: classes, levelCount: levelCount, parts: parts)
    let compositions = Compositions(
      groupSize: setting.groupSize, probabilities: table.probabilities)
    guard Double(setting.groupSize) <= AdvantageLaw.workLimit,
      compositions.visitedCount * law.cost <= AdvantageLaw.workLimit
    else {
      throw NoExactLaw(
        "no exact law: groups of \(setting.groupSize) on \(table.count) kinds of reward and length take too long"
      )
    }
    let sums = try LevelSums(law, table: table, setting: setting, parts: parts)
    return try ExactMoments(
      sums, table: table, curved: curved, unit: choice.units.advantage, gap: law.secondMomentGap,
      silentFraction: silentFraction)
  }
}
