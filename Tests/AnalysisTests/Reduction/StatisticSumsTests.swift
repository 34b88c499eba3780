import GRPO
import GSL
import Policies
import Testing

@testable import Analysis

/// The statistics of a group against sums over its completions.
struct StatisticSumsTests {
  @Test(arguments: 0..<4)
  func `statistics are sums over completions and their products`(index: Int) throws {
    let problem = try ConditionalTallyTests.problems()[index]
    let statistics = GroupStatistics(problem)
    let sums = StatisticSums(statistics, rows: StatisticRows(problem, statistics))
    let p = problem.parameterCount
    let parts = [problem.positive] + (problem.negative.map { [$0] } ?? [])
    var random = RandomStream(seed: UInt64(index))
    // The second group finds the first one's numbers where `load` leaves any.
    for size in [6, 3] {
      let outcomes = (0..<size).map { _ in random.index(below: problem.rewards.count) }
      sums.load(outcomes)
      var found = [Double](repeating: 0, count: statistics.count)
      sums.add(to: &found)
      var vectors = [[Double]](
        repeating: Array(repeating: 0, count: p), count: statistics.vectorCount)
      var penalty = [Double](repeating: 0, count: p)
      var counts = [Int](repeating: 0, count: statistics.levelCount)
      for outcome in outcomes {
        counts[problem.levelOfOutcome[outcome]] += 1
        for (part, rows) in parts.enumerated() {
          let a = part * statistics.levelCount + problem.levelOfOutcome[outcome]
          rows.add(outcome, scale: 1, to: &vectors[a])
        }
        problem.penalty?.add(outcome, scale: 1, to: &penalty)
      }
      #expect(sums.composition == counts && sums.hasComposition(counts))
      for a in vectors.indices {
        for j in 0..<p { #expect(abs(found[a * p + j] - vectors[a][j]) < 1e-14) }
        for b in vectors.indices {
          #expect(abs(found[statistics.gram(a, b)] - dot(vectors[a], vectors[b])) < 1e-13)
        }
        if statistics.hasPenalty {
          #expect(abs(found[statistics.penalties + a] - dot(vectors[a], penalty)) < 1e-13)
        }
      }
      guard statistics.hasPenalty else { continue }
      #expect(abs(found[statistics.count - 1] - dot(penalty, penalty)) < 1e-13)
    }
  }
}
