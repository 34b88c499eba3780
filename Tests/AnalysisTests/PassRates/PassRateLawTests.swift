import GSL
import Testing

@testable import Analysis

/// How many of a group are right, by what is known of the pass rate.
@Suite struct PassRateLawTests {
  @Test func `a half in groups of four`() {
    let law = PassRateLaw.exact(0.5).compositions(groupSize: 4)
    #expect(law == [0.0625, 0.25, 0.375, 0.25, 0.0625])
  }

  @Test(arguments: [1e-300, 1e-9, 0.02, 0.7, 1 - 0x1p-53])
  func `a rate has the binomial law`(rate: Double) {
    for size in [2, 8, 300] {
      let law = PassRateLaw.exact(rate).compositions(groupSize: size)
      for right in [0, 1, size / 2, size] {
        // Factors in turn, so that no product leaves the range of numbers on its way.
        var expected = 1.0
        for place in 0..<max(right, size - right) {
          if place < right { expected *= Double(size - place) / Double(place + 1) * rate }
          if place < size - right { expected *= 1 - rate }
        }
        guard expected > 1e-300 else { continue }
        #expect(abs(law[right] / expected - 1) < 1e-12, "\(right) of \(size)")
      }
    }
  }

  @Test func `a sure rate has one composition`() {
    #expect(PassRateLaw.exact(0).compositions(groupSize: 3) == [1, 0, 0, 0])
    #expect(PassRateLaw.exact(1).compositions(groupSize: 3) == [0, 0, 0, 1])
  }

  @Test(arguments: [(1.0, 1.0), (0.01, 0.02), (3, 300), (1e-4, 1e-4), (5000, 2000)])
  func `a posterior has the beta-binomial law`(a: Double, b: Double) throws {
    let law = PassRateLaw.beta(BetaDistribution(a: a, b: b))
    for size in [1, 8, 1000] {
      let found = law.compositions(groupSize: size)
      #expect(abs(found.reduce(0, +) - 1) < 1e-12)
      // E p^G by rising factorials, and the mean number right.
      let sure = (0..<size).reduce(1.0) { $0 * (a + Double($1)) / (a + b + Double($1)) }
      if sure > 1e-290 { #expect(abs(found[size] / sure - 1) < 1e-11) }
      let mean = found.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element }
      #expect(abs(mean / (Double(size) * a / (a + b)) - 1) < 1e-11)
    }
    if a == 1 {
      for share in law.compositions(groupSize: 4) { #expect(abs(share - 0.2) < 1e-14) }
    }
  }

  @Test func `nodes have the moments of the law`() throws {
    let law = PassRateLaw.beta(BetaDistribution(a: 0.4, b: 2))
    let nodes = try law.nodes(32)
    let square = nodes.reduce(0) { $0 + $1.weight * $1.rate * $1.rate }
    #expect(abs(square - 0.4 * 1.4 / (2.4 * 3.4)) < 1e-13)
    #expect(try PassRateLaw.exact(0.3).nodes(32).map(\.rate) == [0.3])
  }
}
