import GRPO
import Policies
import Testing

@testable import Analysis

/// What the other groups of a batch hold, against every prompt, arm and noise value one by one.
struct BatchContentsTests {
  private static func set(_ rewards: [[Double]]) throws -> ProblemSet {
    try ProblemSet(
      rewards.enumerated().map { index, rewards in
        try Problem(
          Prompt(
            name: "\(index)", weight: Double(index + 1),
            policy: SoftmaxBandit(logits: rewards.indices.map { 0.4 * Double($0 * (index + 1)) }),
            rewards: rewards))
      })
  }

  /// Counts over groups of two whose prompts are those given, or drawn by weight where none is.
  private static func enumerated(
    _ set: ProblemSet, prompts: [Int?], noise: [Double]
  ) -> [[Int]: Double] {
    let levels = BatchContents.levels(set)
    var found: [[Int]: Double] = [:]
    forEachTuple(of: set.problems.count, length: prompts.count) { drawn in
      guard zip(prompts, drawn).allSatisfy({ $0 == nil || $0 == $1 }) else { return }
      let weight = zip(prompts, drawn).reduce(1) {
        $1.0 == nil ? $0 * set.problems[$1.1].weight : $0
      }
      forEachTuple(of: 3 * noise.count, length: 2 * prompts.count) { members in
        var (counts, p) = ([Int](repeating: 0, count: levels.count * noise.count), weight)
        for (i, member) in members.enumerated() {
          let problem = set.problems[drawn[i / 2]]
          let (arm, value) = (member / noise.count, member % noise.count)
          p *= problem.probabilities[arm] * noise[value]
          counts[levels.firstIndex(of: problem.rewards[arm])! * noise.count + value] += 1
        }
        found[counts, default: 0] += p
      }
    }
    return found
  }

  private static func expectEqual(
    _ found: [(counts: [Int], probability: Double)], _ right: [[Int]: Double]
  ) {
    #expect(found.count == right.count)
    for (counts, probability) in found {
      #expect(abs(probability - (right[counts] ?? 0)) < 1e-14, "\(counts)")
    }
  }

  /// Three levels without noise, the same under signs of unequal probability, and two levels, which go by
  /// powers of one mass function.
  @Test(arguments: [
    ([[0.0, 0.5, 1], [1, 0, 0]], [1.0]), ([[0, 0.5, 1]], [0.25, 0.75]),
    ([[0, 1, 1], [0, 0, 1]], [1]), ([[0, 0, 0]], [0.25, 0.75]),
  ])
  func `prompts drawn by weight`(rewards: [[Double]], noise: [Double]) throws {
    let set = try Self.set(rewards)
    for groups in 2...3 {
      let found = try BatchContents.law(
        set, groupSize: 2, batchGroups: groups, probabilities: noise)
      Self.expectEqual(
        found,
        Self.enumerated(set, prompts: Array(repeating: nil, count: groups - 1), noise: noise))
    }
  }

  /// Tabulated apart, prompts of one law are one of their summed weight.
  @Test func `equal prompts count together`() throws {
    let prompt = { (name: String, weight: Double) in
      try Problem(
        Prompt(
          name: name, weight: weight, policy: SoftmaxBandit(logits: [0.4, 0, 1]),
          rewards: [0, 0.5, 1]))
    }
    let (one, three) = (
      try ProblemSet([prompt("a", 1)]),
      try ProblemSet([prompt("a", 1), prompt("b", 3), prompt("c", 4)])
    )
    let laws = try [one, three].map {
      try BatchContents.law($0, groupSize: 4, batchGroups: 3, probabilities: [1])
    }
    #expect(laws[0].map(\.counts) == laws[1].map(\.counts))
    for (a, b) in zip(laws[0], laws[1]) { #expect(abs(a.probability - b.probability) < 1e-15) }
  }

  /// Three prompts, one group each: the companions of the second are the first and the third.
  @Test(arguments: [
    [[0.0, 0.5, 1], [1, 0, 0], [0, 0, 1]], [[0, 1, 1], [0, 0, 1], [1, 1, 1]],
  ])
  func `every prompt once`(rewards: [[Double]]) throws {
    let set = try Self.set(rewards)
    let found = try BatchContents.law(
      set.takingEachOnce(besides: 1), groupSize: 2, batchGroups: 3, probabilities: [1])
    Self.expectEqual(found, Self.enumerated(set, prompts: [0, 2], noise: [1]))
  }

  @Test func `one pair is certain, no other group is empty, too many are refused`() throws {
    let sure = try BatchContents.law(
      Self.set([[1, 1, 1]]), groupSize: 5, batchGroups: 4, probabilities: [1])
    #expect(sure.count == 1 && sure[0].counts == [15] && sure[0].probability == 1)
    let alone = try BatchContents.law(
      Self.set([[0, 0.5, 1]]), groupSize: 5, batchGroups: 1, probabilities: [1])
    #expect(alone.count == 1 && alone[0].counts == [0, 0, 0] && alone[0].probability == 1)
    #expect(throws: NoExactLaw.self) {
      try BatchContents.law(
        Self.set([[0, 0.5, 1]]), groupSize: 100, batchGroups: 4, probabilities: [1])
    }
    #expect(throws: NoExactLaw.self) {
      try BatchContents.law(
        Self.set([[0, 0, 1]]), groupSize: 200, batchGroups: 101, probabilities: [1])
    }
  }
}
