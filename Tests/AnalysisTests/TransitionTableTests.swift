import Policies
import Testing

@testable import Analysis

/// The rows of a chain, and the tokens of an outcome among them.
struct TransitionTableTests {
  @Test(arguments: [(2, 1), (3, 4), (5, 2)])
  func `tokens and their probabilities are the policy's`(shape: (Int, Int)) throws {
    let policy = try TokenBlocksTests.policy(shape)
    let table = try #require(TransitionTable(policy))
    #expect(table.rows.count == 1 + (shape.1 - 1) * shape.0)
    for outcome in 0..<policy.outcomeCount {
      var (tokens, logs) = ([Int](), [Double]())
      table.forEach(of: outcome) { position, row, token in
        #expect(position == tokens.count)
        tokens.append(token)
        logs.append(table.rows[row][token].logProbability)
        let known = table.rows[row][token]
        #expect(abs(known.rest + known.probability - 1) < 1e-15)
      }
      #expect(tokens == policy.tokens(of: outcome))
      #expect(logs == policy.tokenLogProbabilities(of: outcome))
    }
  }
}
