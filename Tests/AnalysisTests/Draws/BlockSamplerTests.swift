import GRPO
import GSL
import Policies
import Testing

@testable import Analysis

/// Completions drawn block by block have the law of the policy.
struct BlockSamplerTests {
  /// 3,200 tiles of 64 groups of 2, 409,600 completions, seed 11; Pearson's statistic over outcomes against 5 standard
  /// deviations of its law. Rows taken one token too late, the planted error, miss by hundreds.
  @Test(arguments: [(2, 9), (3, 6), (4, 5), (20, 2), (12, 1)], [false, true])
  func `outcomes come as often as they should`(shape: (Int, Int), isPlanted: Bool) throws {
    let problem = try CompletionTileTests.problem(shape)
    let law = try isPlanted ? Self.shifted(problem, shape) : problem.probabilities
    let sampler = try CompletionTileTests.sampler(problem, groupSize: 2)
    let tile = CompletionTile(sampler, dither: 0, isCentred: false, mayTieNoise: false)
    var counts = [Double](repeating: 0, count: law.count)
    var random = RandomStream(seed: 11)
    let tiles = 3200
    for _ in 0..<tiles {
      _ = sampler.draw(64, using: &random)
      tile.load(64, dropsSilentGroups: false)
      for group in 0..<64 {
        for outcome in CompletionTileTests.outcomes(tile, problem.policy, group: group) {
          counts[outcome] += 1
        }
      }
    }
    let total = Double(128 * tiles)
    let statistic = zip(counts, law).reduce(0) {
      let expected = total * $1.1
      return $0 + ($1.0 - expected) * ($1.0 - expected) / expected
    }
    let freedom = Double(law.count - 1)
    let isFar = abs(statistic - freedom) > 5 * (2 * freedom).squareRoot()
    #expect(isFar == isPlanted, "\(statistic) of \(freedom)")
  }

  /// The law of a policy whose rows are those of the token before the one before; of one token, in another order.
  private static func shifted(_ problem: Problem, _ shape: (Int, Int)) throws -> [Double] {
    var policy = try TokenBlocksTests.policy(shape)
    let (v, logits) = (shape.0, policy.logits)
    policy.logits = logits.indices.map { j in
      let row = j / v
      let other = row == 0 ? 0 : 1 + (row - 1) / v * v + (row - 1 + 1) % v
      return logits[shape.1 == 1 ? (j + 1) % v : other * v + j % v]
    }
    return policy.probabilities()
  }

  @Test func `a part of a tile is drawn as a whole one`() throws {
    let problem = try CompletionTileTests.problem((4, 8))
    let dithers = try [Dither(.gaussian), Dither(.uniform)]
    let (one, other) = (
      try CompletionTileTests.sampler(problem, groupSize: 4, dithers: dithers),
      try CompletionTileTests.sampler(problem, groupSize: 4, dithers: dithers)
    )
    var a = RandomStream(seed: 2)
    var b = RandomStream(seed: 2)
    for count in [64, 13, 1, 64] {
      #expect(one.draw(count, using: &a) == other.draw(count, using: &b))
      for i in 0..<4 * count { #expect(one.rewards[i] == other.rewards[i]) }
    }
    #expect(a.nextWord() == b.nextWord())
  }
}
