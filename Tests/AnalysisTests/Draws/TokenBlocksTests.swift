import GSL
import Policies
import Testing

@testable import Analysis

/// Blocks of tokens: their law is the policy's, their transitions are its logits.
struct TokenBlocksTests {
  /// (V, T): one block, several, one that is left over, a block for each token.
  static let shapes = [(2, 1), (2, 8), (2, 11), (3, 7), (4, 8), (5, 4), (17, 3), (20, 1)]

  static func policy(_ shape: (Int, Int)) throws -> SequencePolicy {
    try .random(vocabulary: shape.0, length: shape.1, scale: 0.8, seed: UInt64(shape.0))
  }

  /// Cell by cell, for tokens of an outcome.
  static func cells(_ blocks: TokenBlocks, _ tokens: [Int]) -> [Int] {
    var (cells, position, row) = ([Int](), 0, 0)
    for block in blocks.blocks {
      let symbol = tokens[position..<position + block.length].reduce(0) {
        $0 * blocks.vocabulary + $1
      }
      cells.append(block.start + row * block.symbols + symbol)
      position += block.length
      row = tokens[position - 1]
    }
    return cells
  }

  @Test(arguments: shapes)
  func `cells lead to the logits of the tokens`(shape: (Int, Int)) throws {
    let policy = try Self.policy(shape)
    let blocks = try #require(try TokenBlocks(policy))
    #expect(blocks.blocks.reduce(0) { $0 + $1.length } == shape.1)
    #expect(blocks.blocks.allSatisfy { $0.length == 1 || $0.symbols <= TokenBlocks.symbolLimit })
    let table = try #require(TransitionTable(policy))
    var random = RandomStream(seed: 2)
    for _ in 0..<100 {
      let outcome = random.index(below: policy.outcomeCount)
      let tokens = policy.tokens(of: outcome)
      var (found, right) = ([Int](), [Int]())
      for (block, cell) in zip(blocks.blocks, Self.cells(blocks, tokens)) {
        for t in 0..<block.length {
          found.append(blocks.logits[Int(blocks.steps[block.firstStep + cell * block.length + t])])
        }
      }
      table.forEach(of: outcome) { _, row, token in right.append(table.rows[row][token].logit) }
      #expect(found == right)
      let ends = zip(blocks.blocks, Self.cells(blocks, tokens)).map { block, cell in
        Int(block.ends[(cell - block.start) % block.symbols])
      }
      var position = 0
      for (block, end) in zip(blocks.blocks, ends) {
        position += block.length
        #expect(end == tokens[position - 1])
      }
    }
    // Every logit has one transition, padding none.
    #expect(blocks.logits.filter { $0 >= 0 }.sorted() == Array(0..<policy.parameterCount))
  }

  @Test func `policies that are no chain of softmax rows have no blocks`() throws {
    #expect(
      try TokenBlocks(
        SequencePolicy.random(vocabulary: 3, length: 3, hasEndToken: true, scale: 1, seed: 1))
        == nil)
    // 1 - p would lose its digits.
    #expect(try TokenBlocks(SoftmaxBandit(logits: [9, 0, 0])) == nil)
    #expect(try TokenBlocks(SoftmaxBandit(logits: Array(repeating: 0, count: 257))) == nil)
    #expect(try TokenBlocks(SoftmaxBandit(logits: Array(repeating: 0, count: 256))) != nil)
  }
}
