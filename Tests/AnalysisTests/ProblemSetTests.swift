import GRPO
import Policies
import Testing

@testable import Analysis

/// What prompts of a set share, and how they are weighed.
struct ProblemSetTests {
  private static func prompt(
    _ name: String, _ rewards: [Double] = [0, 1], weight: Double = 1, old: [Double]? = nil
  ) throws -> Prompt {
    try Prompt(
      name: name, weight: weight, policy: SoftmaxBandit(logits: [0.3, -0.2]), rewards: rewards,
      oldLogits: old)
  }

  @Test func `weights add up to 1, those of equal prompts in one place`() throws {
    let set = try ProblemSet(
      [
        Self.prompt("a", weight: 2), Self.prompt("b", [0, 0.5], weight: 3),
        Self.prompt("c", weight: 5), Self.prompt("d", weight: 6, old: [0, 0]),
      ], surrogate: .policyGradient)
    #expect(set.problems.map(\.name) == ["a", "b", "c", "d"])
    #expect(set.problems.map(\.weight) == [2.0, 3, 5, 6].map { $0 / 16 })
    #expect(set.places == [0, 1, 0, 2])
    #expect(set.distinct.map(\.weight) == [7.0, 3, 6].map { $0 / 16 })
    #expect(set.distinct.map(\.name) == ["a", "b", "d"])
    // One table serves both.
    #expect(set.problems[0].tables === set.problems[2].tables)
    #expect(set.problems[0].tables !== set.problems[3].tables)
  }

  /// Tables made one by one are not known to be equal.
  @Test func `a set of problems tells them apart by their tables`() throws {
    let one = try Problem(Self.prompt("a"))
    let again = Problem(try Self.prompt("b", weight: 3), tables: one.tables)
    let set = try ProblemSet([one, try Problem(Self.prompt("c")), again])
    #expect(set.places == [0, 1, 0] && set.distinct.map(\.weight) == [0.8, 0.2])
  }

  @Test func `companions are the others, in order`() throws {
    let set = try ProblemSet(
      ["a", "b", "c"].map { try Self.prompt($0) }, surrogate: .policyGradient)
    #expect(set.companions == nil)
    #expect(set.takingEachOnce(besides: 1).companions?.map(\.name) == ["a", "c"])
    #expect(set.takingEachOnce(besides: 0).takingEachOnce(besides: 2).companions?.count == 2)
  }

  @Test func `prompts that cannot be weighed together are refused by name`() throws {
    #expect(throws: AnalysisError.self) { try ProblemSet([]) }
    let vectors = { (name: String, weights: [Double]) in
      try Problem(
        Prompt(
          name: name, policy: SoftmaxBandit(logits: [0, 0]),
          rule: .vectors([[1, 0], [0, 1]], weights: weights)))
    }
    #expect(throws: Never.self) { try ProblemSet([vectors("a", [1, 2]), vectors("b", [1, 2])]) }
    let error = try #require(throws: AnalysisError.self) {
      try ProblemSet([vectors("a", [1, 2]), vectors("b", [1, 3])])
    }
    #expect(error.description.contains("a has weights [1.0, 2.0], b weights [1.0, 3.0]"))
    let mixed = try #require(throws: AnalysisError.self) {
      try ProblemSet([Problem(Self.prompt("plain")), vectors("b", [1, 3])])
    }
    #expect(mixed.description.contains("plain has one reward, b weights [1.0, 3.0]"))
  }
}
