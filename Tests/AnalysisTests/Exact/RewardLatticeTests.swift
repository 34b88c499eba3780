import GSL
import Testing

@testable import Analysis

/// Levels on a grid, and the joint law of S = sum k and Q = sum k^2 over groups.
struct RewardLatticeTests {
  /// 300 random grids, seed 16: steps of any size and place come back, divided by what they have in common.
  @Test func `a grid is found again`() throws {
    var random = RandomStream(seed: 16)
    for _ in 0..<300 {
      var indices: Set<Int> = [0]
      while indices.count < 2 + random.index(below: 5) { indices.insert(random.index(below: 12)) }
      let sorted = indices.sorted()
      let common = sorted.dropFirst().reduce(0, Self.divisor)
      let step = [1, 0.1, 1.0 / 3, 0.07, 1e-6][random.index(below: 5)]
      let base = [0, 0.3, -2.5][random.index(below: 3)] * step
      let lattice = try #require(RewardLattice(sorted.map { base + step * Double($0) }))
      #expect(lattice.indices == sorted.map { $0 / common }, "\(sorted) \(step) \(base)")
      #expect(abs(lattice.step / (step * Double(common)) - 1) < 1e-12)
      #expect(lattice.span == sorted.last! / common)
    }
  }

  private static func divisor(_ a: Int, _ b: Int) -> Int { b == 0 ? a : divisor(b, a % b) }

  @Test func `levels without a common step have no grid`() {
    #expect(RewardLattice([1]) == nil)
    #expect(RewardLattice([0, 1, 1.5, 2.0.squareRoot() + 1]) == nil)
    // A twenty-first of the smallest gap would be needed; a twentieth is found.
    #expect(RewardLattice([0, 21, 21 + 22]) == nil)
    #expect(RewardLattice([0, 20, 20 + 21])?.indices == [0, 20, 41])
    #expect(RewardLattice([0, 1, 999])?.span == 999)
    #expect(RewardLattice([0, 1, 1001]) == nil)
  }

  /// All L^n tuples of completions: the masses of (S, Q) for G - 1 and G - 2 of them.
  @Test(arguments: [[0, 1, 2], [0, 2, 3], [0, 1, 4, 6]], [2, 3, 5])
  func `masses are those of all tuples`(indices: [Int], groupSize: Int) throws {
    let lattice = try #require(RewardLattice(indices.map { 0.5 * Double($0) - 1 }))
    let probabilities = indices.indices.map { Double($0 + 1) }
    let p = probabilities.map { $0 / probabilities.reduce(0, +) }
    let law = LatticeLaw(lattice, groupSize: groupSize, probabilities: p)
    for (masses, size) in [(law.others, groupSize - 1), (law.pairs, groupSize - 2)] {
      var right = masses.map { _ in 0.0 }
      forEachTuple(of: indices.count, length: size) { tuple in
        let steps = tuple.map { indices[$0] }
        let (sum, square) = (steps.reduce(0, +), steps.reduce(0) { $0 + $1 * $1 })
        right[sum * law.stride + square] += tuple.reduce(1) { $0 * p[$1] }
      }
      for (a, b) in zip(masses, right) { #expect(abs(a - b) < 1e-15) }
      // Rows leave out nothing that has mass.
      var visited = 0.0
      LatticeLaw.forEachRow(completions: size, span: lattice.span) { sum, squares in
        for square in squares { visited += masses[sum * law.stride + square] }
      }
      #expect(abs(visited - 1) < 1e-14, "\(size) of \(groupSize)")
    }
  }

  @Test func `what does not fit in memory is not worth it`() {
    let wide = RewardLattice((0...10).map { Double($0) })!
    #expect(wide.stateCount(3) == 31 * 301)
    #expect(wide.isWorthwhile(groupSize: 20) && !wide.isWorthwhile(groupSize: 1 << 12))
    #expect(!wide.isWorthwhile(groupSize: 1))
  }
}
