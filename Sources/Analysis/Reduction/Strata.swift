/// A partition of all groups into kinds of exactly known probability.
///
/// Classes are the reward levels, so that a stratum is a composition of the group (binary rewards:
/// the number correct). Beyond 256 compositions there are two classes, completions at the highest
/// reward and all others.
enum Strata {
  static let limit = 256.0

  /// One stratum, the whole.
  static func whole(_ problem: Problem, groupSize: Int) -> [Stratum] {
    // Neighbouring numbers then give neighbouring rewards, which keeps the balance of Sobol points.
    let ordered = problem.rewards.indices.sorted {
      (problem.levelOfOutcome[$0], $0) < (problem.levelOfOutcome[$1], $1)
    }
    let table = OutcomeTable(ordered, weights: problem.probabilities)
    return [Stratum(probability: 1, parts: [(groupSize, table)])]
  }

  /// One stratum per composition of positive probability.
  static func compositions(_ problem: Problem, groupSize: Int) -> [Stratum] {
    let classes = classes(problem, groupSize: groupSize)
    let tables = classes.map { OutcomeTable($0, weights: problem.probabilities) }
    var strata: [Stratum] = []
    Compositions(groupSize: groupSize, probabilities: probabilities(classes, problem)).forEach {
      counts, probability in
      // A class of probability 0 has an empty table, from which nothing can be drawn.
      guard probability > 0 else { return }
      let parts = counts.indices.filter { counts[$0] > 0 }.map { (counts[$0], tables[$0]) }
      strata.append(Stratum(probability: probability, parts: parts))
    }
    return strata
  }

  private static func classes(_ problem: Problem, groupSize: Int) -> [[Int]] {
    let outcomes = Array(problem.rewards.indices)
    let byLevel = problem.levels.indices.map { level in
      outcomes.filter { problem.levelOfOutcome[$0] == level }
    }
    let all = Compositions(groupSize: groupSize, probabilities: probabilities(byLevel, problem))
    if all.count <= limit { return byLevel }
    return [byLevel.dropLast().flatMap { $0 }, byLevel[byLevel.count - 1]]
  }

  private static func probabilities(_ classes: [[Int]], _ problem: Problem) -> [Double] {
    classes.map { $0.reduce(0) { $0 + problem.probabilities[$1] } }
  }
}
