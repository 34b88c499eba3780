import GRPO
import RealModule
import Testing

@Suite struct AdvantageBoundTests {
  @Test(arguments: [0, 1])
  func `no reward exceeds the bound of Samuelson, dithered or not`(ddof: Int) throws {
    let estimator = try AdvantageEstimator(.standardized, ddof: ddof)
    for rewards in randomGroups(seed: 5, count: 500) {
      let bound = try #require(estimator.sup(groupSize: rewards.count))
      let dithered = ditheredGroups(of: rewards, sigma: 0.01, seed: 6, count: 1)
      for group in [rewards] + dithered {
        let largest = estimator.advantages(of: group).reduce(0) { max($0, abs($1)) }
        #expect(largest <= bound * (1 + 64 * Double.ulpOfOne))
      }
    }
  }

  // a lone success: (1 - 1/G) / sqrt((1/G)(1 - 1/G)) = sqrt(G - 1); ddof 1: (G-1)/sqrt G
  @Test(arguments: 2...64)
  func `a lone success attains it`(groupSize: Int) throws {
    let rewards = [1.0] + [Double](repeating: 0, count: groupSize - 1)
    for ddof in [0, 1] {
      let estimator = try AdvantageEstimator(.standardized, ddof: ddof)
      let bound = try #require(estimator.sup(groupSize: groupSize))
      #expect(abs(estimator.advantages(of: rewards)[0] / bound - 1) < 8 * Double.ulpOfOne)
    }
  }

  // G = 8: sqrt 7 = 2.6458, 7/sqrt 8 = 2.4749; G = 2: 1 and 1/sqrt 2
  @Test func `bounds are literals`() throws {
    let population = try AdvantageEstimator(.standardized)
    let sample = try AdvantageEstimator(.standardized, ddof: 1)
    #expect(abs(try #require(population.sup(groupSize: 8)) - 2.6457513110645907) < 1e-15)
    #expect(abs(try #require(sample.sup(groupSize: 8)) - 2.4748737341529163) < 1e-15)
    #expect(population.sup(groupSize: 2) == 1)
    #expect(try AdvantageEstimator(.standardized, clamp: 1.5).sup(groupSize: 8) == 1.5)
    #expect(
      try AdvantageEstimator(.standardized, clamp: 10).sup(groupSize: 8)
        == population.sup(groupSize: 8))
  }

  @Test func `other kinds are bounded by their clamp only`() throws {
    for kind in AdvantageKind.allCases where ![.standardized, .bestOnly].contains(kind) {
      #expect(try AdvantageEstimator(kind).sup(groupSize: 8) == nil)
      #expect(try AdvantageEstimator(kind, clamp: 3).sup(groupSize: 8) == 3)
    }
    // unbounded indeed: others of the 1 spread by 1e-6
    let others = [0.0, 1e-6, 0, 1e-6]
    let values = try AdvantageEstimator(.leaveOneOutStandardized, ddof: 1).advantages(
      of: [1] + others)
    #expect(values[0] > 1e6)
  }
}
