import GSL
import Policies
import Testing

@testable import Analysis

/// Rewards as a walk over blocks.
struct RewardDiagramTests {
  private static func walk(_ diagram: RewardDiagram, _ blocks: TokenBlocks, _ tokens: [Int])
    -> Double
  {
    var (state, row) = (0, 0)
    let cells = TokenBlocksTests.cells(blocks, tokens)
    for (b, block) in blocks.blocks.enumerated() {
      let symbol = cells[b] - block.start - row * block.symbols
      state = Int(diagram.next[diagram.starts[b] + state + symbol])
      row = Int(block.ends[symbol])
    }
    return diagram.levels[state]
  }

  private static func check(_ policy: SequencePolicy, _ rewards: [Double]) throws -> RewardDiagram {
    let blocks = try #require(try TokenBlocks(policy))
    let problem = try Problem(Prompt(name: "walk", policy: policy, rewards: rewards))
    let diagram = RewardDiagram(
      blocks, levels: problem.levels, levelOfOutcome: problem.levelOfOutcome)
    for outcome in rewards.indices {
      #expect(walk(diagram, blocks, policy.tokens(of: outcome)) == rewards[outcome])
    }
    return diagram
  }

  /// 2 x 2^8 places of the last block instead of 2^11.
  @Test func `a parity has two states`() throws {
    let policy = try SequencePolicy(vocabulary: 2, length: 11)
    let rewards = (0..<policy.outcomeCount).map {
      Double(policy.tokens(of: $0).reduce(0, +) % 2)
    }
    let diagram = try Self.check(policy, rewards)
    #expect(diagram.next.count == 8 + 2 * 256)
  }

  @Test func `any table of rewards is walked to`() throws {
    let policy = try SequencePolicy(vocabulary: 3, length: 7)
    let rewards = (0..<policy.outcomeCount).map { Double($0 * 7919 % 11) }
    _ = try Self.check(policy, rewards)
  }

  /// By tokens as by outcomes, with blocks of one token and of several.
  @Test(arguments: [(2, 11), (3, 7), (20, 3)]) func `a rule is walked as its rewards are`(
    vocabulary: Int, length: Int
  ) throws {
    let policy = try SequencePolicy(vocabulary: vocabulary, length: length)
    let blocks = try #require(try TokenBlocks(policy))
    let target = (0..<length).map { ($0 * 5 + 1) % vocabulary }
    for rule in [RewardRule.parity, .target(target), .prefix(target), .components(target: target)] {
      let problem = try Problem(Prompt(name: "walk", policy: policy, rule: rule))
      let diagram = RewardDiagram(
        blocks, levels: problem.levels, walk: try #require(RewardWalk(rule)))
      let found = (0..<policy.outcomeCount).map {
        Self.walk(diagram, blocks, policy.tokens(of: $0))
      }
      #expect(found == problem.rewards)
    }
  }
}
