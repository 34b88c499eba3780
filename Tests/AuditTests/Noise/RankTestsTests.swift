import GSL
import Testing

@testable import Audit

@Suite struct RankTestsTests {
  private static let values: [Double] = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3.5]
  private static let others: [Double] = [2, 7, 1, 8, 2, 8, 1, 8, 2, 8]
  private static let classes = [0, 0, 0, 1, 1, 1, 1, 2, 2, 2]

  /// scipy 1.17: `spearmanr` and, with the variance 1/(n - 1), the normal law; `kruskal`.
  @Test func `one stratum is the classical test`() throws {
    let tests = RankTests(Self.values, strata: Self.values.map { _ in 0 })
    let correlation = try #require(tests.correlation(with: Self.others))
    #expect(abs(correlation.rho - 0.16308001724472523) < 1e-14)
    #expect(abs(correlation.pValue - 0.6246717571139683) < 1e-12)
    let difference = try #require(tests.difference(of: Self.classes))
    #expect(abs(difference.pValue - 0.3984212569993502) < 1e-12)
    #expect(difference.share == 0)
  }

  @Test func `strata that differ make no correlation`() throws {
    // Both rise from stratum to stratum and fall within: what counts is within.
    let strata = (0..<40).map { $0 / 10 }
    let values = (0..<40).map { 100 * Double($0 / 10) - Double($0 % 10) }
    let others = (0..<40).map { 50 * Double($0 / 10) + Double($0 % 10) }
    let within = try #require(RankTests(values, strata: strata).correlation(with: others))
    #expect(abs(within.rho + 1) < 1e-12 && within.pValue < 1e-8)
    let across = try #require(
      RankTests(values, strata: values.map { _ in 0 }).correlation(with: others))
    #expect(across.rho > 0.7)
    #expect(RankTests(values, strata: strata).difference(of: strata) == nil)
  }

  @Test func `what does not differ has no test`() {
    let tests = RankTests(Self.values, strata: Self.values.map { _ in 0 })
    #expect(tests.correlation(with: Self.values.map { _ in 1 }) == nil)
    #expect(tests.difference(of: Self.values.map { _ in 0 }) == nil)
    let constant = RankTests([1, 1, 1], strata: [0, 0, 0])
    #expect(constant.correlation(with: [1, 2, 3]) == nil)
    #expect(RankTests([], strata: []).difference(of: []) == nil)
  }

  /// N = 4,000 draws of 60 values in 2 strata and 15 classes that strata go with, seed 3: at a level of 1% no more than
  /// 59 are refused, which 1.5% and more would be with probability .5 and 2% with .99.
  @Test func `levels are kept where classes go with strata`() throws {
    var random = RandomStream(seed: 3, stream: 4)
    var (correlated, differing) = (0, 0)
    for _ in 0..<4000 {
      let strata = (0..<60).map { random.uniform() < (($0 % 15) < 7 ? 0.2 : 0.8) ? 1 : 0 }
      let values = strata.map { Double($0) + random.gaussian() }
      let tests = RankTests(values, strata: strata)
      let lengths = strata.map { 3 * Double($0) + random.gaussian() }
      if tests.correlation(with: lengths)!.pValue < 0.01 { correlated += 1 }
      if tests.difference(of: (0..<60).map { $0 % 15 })!.pValue < 0.01 { differing += 1 }
    }
    #expect(correlated < 60 && differing < 60, "\(correlated), \(differing)")
    #expect(correlated > 15 && differing > 5, "\(correlated), \(differing)")
  }
}
