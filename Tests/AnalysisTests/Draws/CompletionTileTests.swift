import GRPO
import GSL
import Policies
import Testing

@testable import Analysis

/// What blocks of tokens put into a tile, against scores outcome by outcome.
struct CompletionTileTests {
  /// Rows gone through in full (V up to 8) and rows met only; a bandit; blocks of unequal length.
  static let shapes = [(2, 11), (3, 6), (4, 8), (8, 2), (9, 3), (20, 2), (12, 1)]

  static func problem(_ shape: (Int, Int)) throws -> Problem {
    let policy = try TokenBlocksTests.policy(shape)
    let rewards = (0..<policy.outcomeCount).map { Double($0 * 31 % 5 / 2) }
    return try Problem(Prompt(name: "tile", policy: policy, rewards: rewards))
  }

  static func sampler(
    _ problem: Problem, groupSize: Int, dithers: [Dither]? = nil
  ) throws -> BlockSampler {
    let gaussian = try Dither(.gaussian)
    return BlockSampler(
      try #require(try TokenBlocks(problem.policy)), problem, groupSize: groupSize,
      dithers: dithers ?? [gaussian])
  }

  /// The outcome of each completion of a group.
  static func outcomes(_ tile: CompletionTile, _ policy: any Policy, group: Int) -> [Int] {
    let blocks = tile.sampler.blocks
    return (0..<tile.groupSize).map { i in
      let cells = tile.cells(of: group) + i * blocks.blocks.count
      return blocks.blocks.enumerated().reduce(0) { outcome, next in
        let (b, block) = next
        return outcome * block.symbols + (Int(cells[b]) - block.start) % block.symbols
      }
    }
  }

  @Test(arguments: shapes, [true, false])
  func `squares are those of the gradients`(shape: (Int, Int), isCentred: Bool) throws {
    let problem = try Self.problem(shape)
    let sampler = try Self.sampler(problem, groupSize: 6)
    let tile = CompletionTile(sampler, dither: 0, isCentred: isCentred, mayTieNoise: false)
    var random = RandomStream(seed: 4)
    for count in [64, 7, 1] {
      _ = sampler.draw(count, using: &random)
      tile.load(count, dropsSilentGroups: false)
      #expect(tile.count == count)
      for group in 0..<count {
        let outcomes = Self.outcomes(tile, problem.policy, group: group)
        let raw = outcomes.map { problem.rewards[$0] }
        let mean = isCentred ? raw.reduce(0, +) / 6 : 0
        var gradients = [[Double]](
          repeating: Array(repeating: 0, count: problem.parameterCount), count: 2)
        for (i, outcome) in outcomes.enumerated() {
          let (r, z) = (tile.rewards(of: group)[i], tile.noise(of: group)[i])
          #expect(abs(r - (raw[i] - mean)) < 1e-14)
          problem.positive.add(outcome, scale: r / 6, to: &gradients[0])
          problem.positive.add(outcome, scale: z / 6, to: &gradients[1])
        }
        let (r, z) = (
          (0..<6).map { tile.rewards(of: group)[$0] }, (0..<6).map { tile.noise(of: group)[$0] }
        )
        let shape = tile.shapes[group]
        for (found, a, b) in [
          (shape.rewards, r, z), (shape.gradient, gradients[0], gradients[1]),
        ] {
          for sigma in [0, 0.3, 5.0] {
            let sums = zip(a, b).map { $0 + sigma * $1 }
            #expect(abs(found.at(sigma) - dot(sums, sums)) < 1e-12 * (1 + dot(sums, sums)))
          }
        }
        if isCentred && Set(raw).count == 1 { #expect(r.allSatisfy { $0 == 0 }) }
      }
    }
  }

  /// Twelve tiles, seed 1.
  @Test func `silent groups are counted, and dropped as nothing`() throws {
    let problem = try Self.problem((3, 6))
    let sampler = try Self.sampler(problem, groupSize: 2)
    let tile = CompletionTile(sampler, dither: 0, isCentred: true, mayTieNoise: false)
    var random = RandomStream(seed: 1)
    for _ in 0..<12 {
      let silent = sampler.draw(64, using: &random)
      #expect(silent > 0 && silent < 64)
      tile.load(64, dropsSilentGroups: true)
      var dropped = 0
      for group in 0..<64 where tile.shapes[group].rewards.square == 0 {
        dropped += 1
        #expect(tile.shapes[group].gradient.at(0.7) == 0)
      }
      #expect(dropped == silent)
    }
  }

  /// Noise that is equal in a whole group, of two values, becomes exactly 0.
  @Test func `tied noise is nothing when centred`() throws {
    let problem = try Self.problem((3, 6))
    let sampler = try Self.sampler(problem, groupSize: 2, dithers: [try Dither(.rademacher)])
    let tile = CompletionTile(sampler, dither: 0, isCentred: true, mayTieNoise: true)
    var random = RandomStream(seed: 1)
    _ = sampler.draw(64, using: &random)
    tile.load(64, dropsSilentGroups: false)
    let tied = (0..<64).filter { tile.noise(of: $0)[0] == 0 && tile.noise(of: $0)[1] == 0 }
    #expect(tied.count > 10 && tied.count < 54)
    for group in 0..<64 where !tied.contains(group) { #expect(abs(tile.noise(of: group)[0]) == 1) }
  }
}
