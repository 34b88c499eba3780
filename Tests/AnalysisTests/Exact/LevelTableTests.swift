import GRPO
import GSL
import Policies
import Testing

@testable import Analysis

/// Averages over the outcomes of a level, written out.
struct LevelTableTests {
  /// Off policy with clip and KL term: two parts and a penalty.
  private static func problem() throws -> Problem { try ConditionalTallyTests.problems()[3] }

  private static func vector(_ rows: SparseRows, _ outcome: Int, _ count: Int) -> [Double] {
    var dense = [Double](repeating: 0, count: count)
    rows.add(outcome, scale: 1, to: &dense)
    return dense
  }

  /// a^T M b, the identity where there is no M.
  private static func product(_ a: [Double], _ b: [Double], _ metric: [[Double]]?) -> Double {
    guard let metric else { return dot(a, b) }
    return zip(a, metric).reduce(0) { $0 + $1.0 * dot($1.1, b) }
  }

  /// A random symmetric metric, seed 31, and none.
  @Test(arguments: [false, true])
  func `moments of a level are weighted means of its outcomes`(hasMetric: Bool) throws {
    let problem = try Self.problem()
    let p = problem.parameterCount
    var random = RandomStream(seed: 31)
    var metric = (0..<p).map { _ in (0..<p).map { _ in random.gaussian() } }
    for i in 0..<p { for j in 0..<i { metric[i][j] = metric[j][i] } }
    let used = hasMetric ? metric : nil
    let scores = LevelScores(problem, metric: used)
    let parts = try [problem.positive, #require(problem.negative)]
    let penalty = try #require(problem.penalty)
    var energy = 0.0
    for level in problem.levels.indices {
      let outcomes = problem.rewards.indices.filter { problem.levelOfOutcome[$0] == level }
      let mass = outcomes.reduce(0) { $0 + problem.probabilities[$1] }
      #expect(abs(scores.probabilities[level] - mass) < 1e-15)
      let average = { (value: (Int) -> Double) in
        outcomes.reduce(0) { $0 + problem.probabilities[$1] / mass * value($1) }
      }
      for (s, rows) in parts.enumerated() {
        for j in 0..<p {
          let mean = average { Self.vector(rows, $0, p)[j] }
          #expect(abs(scores.means[s][level][j] - mean) < 1e-14)
        }
        let cross = average {
          Self.product(Self.vector(rows, $0, p), Self.vector(penalty, $0, p), used)
        }
        #expect(abs(scores.penaltySquares![s][level] - cross) < 1e-14)
        for (t, others) in parts.enumerated() {
          let square = average {
            Self.product(Self.vector(rows, $0, p), Self.vector(others, $0, p), used)
          }
          #expect(abs(scores.squares[s][t][level] - square) < 1e-13)
          for other in problem.levels.indices {
            let right = Self.product(scores.means[s][level], scores.means[t][other], used)
            #expect(abs(scores.meanProducts[s][level][t][other] - right) < 1e-13)
          }
        }
      }
      energy +=
        mass
        * average {
          Self.product(Self.vector(penalty, $0, p), Self.vector(penalty, $0, p), used)
        }
    }
    #expect(abs(scores.penaltyEnergy - energy) < 1e-14)
  }

  /// Rewards (1, 0) and (0, 1) of equal sum are one level and two vectors.
  @Test func `vectors of rewards are levels of their own`() throws {
    let problem = try Problem(
      Prompt(
        name: "two", policy: SoftmaxBandit(logits: [0.2, 0, -0.3, 0.1]),
        rule: .vectors([[1, 0], [0, 1], [0, 0], [1, 0]], weights: [1, 1])))
    let (sums, vectors) = (
      LevelTable(problem),
      LevelTable(problem, classes: try #require(problem.components).vectorOfOutcome)
    )
    #expect(sums.rewards == [0, 1] && vectors.rewards == [0, 1, 2])
    let p = problem.probabilities
    for (a, b) in zip(vectors.probabilities, [p[2], p[1], p[0] + p[3]]) {
      #expect(abs(a - b) < 1e-15)
    }
    // The means of a level: those of its vectors, by their shares.
    let share = p[1] / (p[0] + p[1] + p[3])
    for j in 0..<4 {
      let mean = share * vectors.mean(0, 1)[j] + (1 - share) * vectors.mean(0, 2)[j]
      #expect(abs(sums.mean(0, 1)[j] - mean) < 1e-15)
    }
  }

  /// Three levels, and two parts under a clip: each product stands where the sums have what it is multiplied by.
  @Test func `products in a row are those of the scores`() throws {
    let prompt = try Prompt(
      name: "clip", policy: SoftmaxBandit(logits: [0.4, 0, -0.3, 0.1]), rewards: [0, 1, 0.5, 1],
      oldLogits: [0, 0, 0, 0])
    let clip = try Surrogate(clipRange: .standard)
    let table = LevelTable(try Problem(prompt, surrogate: clip))
    let scores = table.scores
    try #require(scores.means.count == 2 && table.count == 3)
    #expect(table.squares.count == 12 && table.meanProducts.count == 36)
    for part in 0..<2 {
      for other in 0..<2 {
        for l in 0..<3 {
          #expect(table.squares[(part * 2 + other) * 3 + l] == scores.squares[part][other][l])
          for m in 0..<3 {
            #expect(
              table.meanProducts[((part * 3 + l) * 2 + other) * 3 + m]
                == dot(scores.means[part][l], scores.means[other][m]))
          }
        }
      }
    }
    let other = table.replacing(scores: LevelScores(try Problem(prompt)))
    #expect(other.squares.count == 3 && other.squares != Array(table.squares[..<3]))
  }

  @Test func `a level that is never drawn has averages of 0`() throws {
    let problem = try ReferencePrompts.bandit("sure", logits: [0, -2000], rewards: [0, 1])
    let table = LevelTable(problem)
    #expect(table.probabilities == [1, 0])
    #expect(table.mean(0, 1) == [0, 0] && table.squares[1] == 0)
  }
}
