import GRPO

/// What an exact law needs of a problem: for each reward level its probability and the first and
/// second moments of the contribution vectors given that level.
///
/// Parts are the vectors that go with the parts of the advantage: [positive] or, under an active
/// clip, [positive, negative]; the penalty stands apart, it meets no advantage.
struct LevelTable {
  /// Reward of each level.
  var rewards: [Double]
  let probabilities: [Double]
  private(set) var scores: LevelScores
  /// The products of the scores, one after another as `LevelSums` has what they are multiplied by: every point of a grid
  /// asks for all of them.
  private(set) var squares, meanProducts: [Double]

  init(_ problem: Problem) { self.init(LevelScores(problem), rewards: problem.levels) }

  private init(_ scores: LevelScores, rewards: [Double]) {
    self.scores = scores
    self.rewards = rewards
    probabilities = scores.probabilities
    (squares, meanProducts) = Self.products(scores)
  }

  private static func products(_ scores: LevelScores) -> ([Double], [Double]) {
    (
      scores.squares.flatMap { $0.flatMap { $0 } },
      scores.meanProducts.flatMap { $0.flatMap { $0.flatMap { $0 } } }
    )
  }

  /// Of other classes of outcomes than the rewards, which stand by their numbers.
  ///
  /// - Parameter classes: of each outcome, numbers from 0 without a gap.
  init(_ problem: Problem, classes: [Int]) {
    let scores = LevelScores(problem, levelOfOutcome: classes)
    self.init(scores, rewards: scores.probabilities.indices.map(Double.init))
  }

  var count: Int { rewards.count }

  /// The same levels with inner products of the contributions by another metric.
  func replacing(scores: LevelScores) -> LevelTable {
    var table = self
    table.scores = scores
    (table.squares, table.meanProducts) = Self.products(scores)
    return table
  }

  func mean(_ part: Int, _ level: Int) -> [Double] { scores.means[part][level] }
  func penaltyMean(_ level: Int) -> [Double] { scores.penaltyMeans?[level] ?? [] }
  /// Inner product of the means of two levels.
  func meanProduct(_ part: Int, _ level: Int, _ other: Int, _ otherLevel: Int) -> Double {
    scores.meanProducts[part][level][other][otherLevel]
  }
  func penaltySquare(_ part: Int, _ level: Int) -> Double {
    scores.penaltySquares?[part][level] ?? 0
  }
}
