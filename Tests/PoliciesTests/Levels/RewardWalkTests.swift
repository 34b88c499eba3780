import Testing

@testable import Policies

/// Rules as walks over tokens.
struct RewardWalkTests {
  private static func reward(_ walk: RewardWalk, _ tokens: [Int]) -> Double {
    var state = walk.start
    for (position, token) in tokens.enumerated() {
      state = walk.next(state, position: position, token: token)
    }
    return walk.reward(state)
  }

  /// To the last bit: rewards are told apart by their values.
  @Test(arguments: LevelCase.all) func `every completion is walked to its reward`(
    levels: LevelCase
  ) throws {
    let policy = try levels.policy(seed: 1)
    let walk = try #require(RewardWalk(levels.rule))
    let found = (0..<policy.outcomeCount).map { Self.reward(walk, policy.tokens(of: $0)) }
    #expect(found == levels.rule.rewards(for: policy))
  }

  @Test func `explicit rewards go by outcomes`() {
    #expect(RewardWalk(.table([0, 1])) == nil)
    #expect(RewardWalk(.vectors([[0, 1], [1, 0]], weights: [1, 1])) == nil)
  }

  /// A target that differs in one token is another walk.
  @Test func `another target has other rewards`() throws {
    let policy = try SequencePolicy(vocabulary: 3, length: 4)
    let walk = try #require(RewardWalk(.prefix([0, 1, 2, 1])))
    let found = (0..<policy.outcomeCount).map { Self.reward(walk, policy.tokens(of: $0)) }
    #expect(found != RewardRule.prefix([0, 1, 2, 0]).rewards(for: policy))
  }
}
