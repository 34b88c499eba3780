@testable import GSL
import TestSupport
import Testing

/// Numbers are compared bit for bit with `gsl_ran_gamma` and `gsl_ran_chisq` on a processor for which
/// GSL is compiled without fused multiplication and addition.
@Suite struct GammaVariatesTests {
  /// 10^7 draws for each shape in two seeds: not a bit differs.
  @Test(arguments: [0.01, 0.3, 0.5, 0.999, 1, 1.5, 2, 3.5, 40, 1e6])
  func `gamma variates are those of GSL's function`(shape: Double) {
    for seed in 1...2 as ClosedRange<UInt64> {
      var pair = DrawPair(seed: seed, stream: 9)
      pair.compareFills(5_000_000) { stream, buffer in
        for i in buffer.indices { buffer[i] = stream.gamma(shape: shape, scale: 0.3) }
      }
      #expect(pair.differences == 0)
    }
  }

  /// 10^7 draws for each number of degrees in two seeds: not a bit differs.
  @Test(arguments: [1, 2, 3, 4, 5, 6, 11, 59])
  func `chi-squared variates are those of GSL's function`(dimension: Int) {
    for seed in 3...4 as ClosedRange<UInt64> {
      var pair = DrawPair(seed: seed, stream: 1)
      pair.compareFills(2_500_000) {
        $0.fillSquaredNorms($1.baseAddress!, count: $1.count, dimension: dimension)
      }
      pair.compareFills(2_500_000) { stream, buffer in
        for i in buffer.indices {
          buffer[i] = stream.chiSquared(degreesOfFreedom: Double(dimension))
        }
      }
      #expect(pair.differences == 0)
    }
  }

  @Test func `a shape off by one unit in the last place, or one word, is refused`() {
    var pair = DrawPair(seed: 1)
    var turn = 0
    pair.compareFills(10_000) { stream, buffer in
      turn += 1
      let shape = turn % 2 == 0 ? 1.5 : 1.5.nextUp
      for i in buffer.indices { buffer[i] = stream.gamma(shape: shape, scale: 1) }
    }
    #expect(pair.differences > 0)
    var other = DrawPair(seed: 1)
    _ = other.own.nextWord()
    other.compareFills(1) { $0.fillSquaredNorms($1.baseAddress!, count: $1.count, dimension: 3) }
    #expect(other.differences > 0)
  }
}
