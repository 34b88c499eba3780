import GRPO
import GSL
import Policies
import Testing

@testable import Analysis

/// Sums by symbol, folded, against scores outcome by outcome.
struct SymbolSumsTests {
  @Test(arguments: CompletionTileTests.shapes)
  func `folded sums are those of the gradients`(shape: (Int, Int)) throws {
    let problem = try CompletionTileTests.problem(shape)
    let sampler = try CompletionTileTests.sampler(problem, groupSize: 6)
    let tile = CompletionTile(sampler, dither: 0, isCentred: true, mayTieNoise: false)
    let sums = SymbolSums(sampler, chunks: 2)
    var random = RandomStream(seed: 8)
    let scales = (0..<8).map { 0.5 + Double($0) }
    // Two blocks: what the first leaves behind would be in the second.
    for _ in 0..<2 {
      var right = [[Double]](
        repeating: Array(repeating: 0, count: problem.parameterCount), count: 8)
      for count in [64, 9] {
        _ = sampler.draw(count, using: &random)
        tile.load(count, dropsSilentGroups: false)
        for group in 0..<count {
          let v = SIMD8(scales)
          _ = sums.add(tile, group: group, chunk: 1, rewardScale: v, noiseScale: 0.1 * v)
          let outcomes = CompletionTileTests.outcomes(tile, problem.policy, group: group)
          for (i, outcome) in outcomes.enumerated() {
            let advantage = tile.rewards(of: group)[i] + 0.1 * tile.noise(of: group)[i]
            for lane in 0..<8 {
              problem.positive.add(outcome, scale: scales[lane] * advantage / 6, to: &right[lane])
            }
          }
        }
      }
      sums.fold(1)
      for lane in 0..<8 {
        var found = [Double](repeating: 0, count: problem.parameterCount)
        sums.add(lane: lane, to: &found)
        for j in found.indices { #expect(abs(found[j] - right[lane][j]) < 1e-11) }
      }
      // The other chunk is its own.
      sums.fold(0)
      var none = [Double](repeating: 0, count: problem.parameterCount)
      sums.add(lane: 3, to: &none)
      #expect(none.allSatisfy { $0 == 0 })
    }
  }
}
