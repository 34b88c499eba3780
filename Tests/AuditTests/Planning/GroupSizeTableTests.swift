import Analysis
import GRPO
import Testing

@testable import Audit

/// Sizes of groups out of the same completions.
@Suite struct GroupSizeTableTests {
  private func plan(
    _ name: String, _ rates: [Double], completions: Int? = nil, sigmas: [Double] = [],
    scale: Double? = nil
  ) throws -> RunPlan {
    try RunPlan(
      PassRateSet(exact: rates, weights: rates.map { _ in 1 }),
      PlanSettings(
        preset: name, rule: AdvantagePreset(name: name).rule, completions: completions,
        sigmas: sigmas, noiseScale: scale))
  }

  @Test func `of linear advantages the next size is better beyond a scale that no rate changes`()
    throws
  {
    for rates in [[0.5], [0.02, 0.1, 0.5]] {
      let sizes = try plan("dr-grpo", rates).sizes
      #expect(sizes.map(\.groupSize) == [2, 4, 8, 16, 32, 64])
      for (entry, expected) in zip(sizes, [1.0, 19, 103, 463, 1951]) {
        #expect(abs(entry.largerBeyond! - expected) < 1e-9 * expected)
        let g = Double(entry.groupSize)
        #expect(abs(entry.efficiency!.value - (g - 1) / g) < 1e-13)
      }
      #expect(sizes.last!.largerBeyond == nil)
    }
  }

  @Test func `the scale is where both sizes are alike`() throws {
    let scale = try plan("trl", [0.02, 0.1, 0.5], sigmas: [0.05]).sizes.first {
      $0.groupSize == 8 && $0.sigma == 0.05
    }!.largerBeyond!
    for (factor, isLarger) in [(0.99, false), (1.01, true)] {
      let sizes = try plan("trl", [0.02, 0.1, 0.5], sigmas: [0.05], scale: factor * scale).sizes
        .filter { $0.sigma == 0.05 }
      let values = [8, 16].map { size in sizes.first { $0.groupSize == size }!.efficiency!.value }
      #expect((values[1] > values[0]) == isLarger)
    }
  }

  @Test func `the best size is that of the law`() throws {
    // 1 + sqrt(S + 2): 33 at a scale of 1,000, and 32 of the sizes that are compared.
    let best = try #require(try plan("rloo", [0.3], scale: 1000).bestGroupSize)
    #expect(best.size == 32 && best.within.contains(16) && best.within.contains(64))
    // Four are better than eight up to 19.
    #expect(try plan("rloo", [0.3], scale: 18).bestGroupSize!.size == 4)
    #expect(try plan("rloo", [0.3], scale: 20).bestGroupSize!.size == 8)
  }

  @Test func `sizes divide the completions`() throws {
    #expect(try plan("trl", [0.3], completions: 48).sizes.map(\.groupSize) == [2, 4, 8, 16])
    #expect(try plan("nemo-rl", [0.3], completions: 16).sizes.map(\.groupSize) == [4, 8, 16])
  }

  @Test func `noise on silent groups asks for larger ones`() throws {
    let sizes = try plan("trl", [0.02, 0.1, 0.5], sigmas: [0.05]).sizes
    let at = { (sigma: Double) in
      sizes.first { $0.groupSize == 8 && $0.sigma == sigma }!.largerBeyond!
    }
    #expect(at(0.05) < at(0) / 3)
  }

  @Test func `the largest advantage is that of a lone success`() throws {
    // (G - 1)/sqrt G over 1 + eps/S, S = 1/sqrt G.
    let own = try plan("trl", [0.3]).sizes.first { $0.groupSize == 8 }!
    #expect(abs(own.largestAdvantage! - 0.875 / (1 / 8.squareRoot() + 1e-4)) < 1e-12)
    #expect(try plan("trl-batch", [0.3]).sizes[0].largestAdvantage == nil)
  }
}
extension Int { fileprivate func squareRoot() -> Double { Double(self).squareRoot() } }
