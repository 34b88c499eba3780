import GRPO
import RealModule
import Testing

private func close(_ actual: [Double], _ expected: [Double], within tolerance: Double = 4e-16)
  -> Bool
{
  actual.count == expected.count
    && zip(actual, expected).allSatisfy { abs($0 - $1) <= tolerance * max(1, abs($1)) }
}

@Suite struct AdvantageLiteralTests {
  @Test func `reinforce keeps the rewards`() throws {
    #expect(try AdvantageEstimator(.reinforce).advantages(of: [1, 0.2, -3]) == [1, 0.2, -3])
    #expect(try AdvantageEstimator(.reinforce).advantages(of: [2]) == [2])
  }

  // mean of (1, 0, 0, 2) = 3/4
  @Test func `mean subtracts the mean`() throws {
    #expect(
      try AdvantageEstimator(.mean).advantages(of: [1, 0, 0, 2]) == [0.25, -0.75, -0.75, 1.25])
  }

  // others of the 1: 2/3; of a 0: 1; of the 2: 1/3
  @Test func `leave-one-out subtracts the mean of the others`() throws {
    #expect(
      close(
        try AdvantageEstimator(.leaveOneOut).advantages(of: [1, 0, 0, 2]),
        [1.0 / 3, -1, -1, 5.0 / 3]))
  }

  // (3, 1, 1, 3): mean 2, deviations +-1, S = 1 (ddof 0) or 2/sqrt 3 (ddof 1)
  @Test func `standardized divides by the standard deviation of its ddof`() throws {
    let rewards = [3.0, 1, 1, 3]
    #expect(try AdvantageEstimator(.standardized).advantages(of: rewards) == [1, -1, -1, 1])
    let sample = Double.sqrt(3) / 2
    #expect(
      close(
        try AdvantageEstimator(.standardized, ddof: 1).advantages(of: rewards),
        [sample, -sample, -sample, sample]))
  }

  // the same group with eps = 1: 1 / (1 + 1)
  @Test func `the stabilizer is added to the standard deviation`() throws {
    #expect(
      try AdvantageEstimator(.standardized, stabilizer: 1).advantages(of: [3, 1, 1, 3])
        == [0.5, -0.5, -0.5, 0.5])
  }

  // group (3, 1): mean 2; batch (3, 1, 6, 6, 4, 4): mean 4, squares 1+9+4+4 = 18, S = sqrt(18/6)
  // or sqrt(18/5)
  @Test func `batch-standardized uses the spread of the batch and the mean of the group`() throws {
    let batch = RewardSums([3, 1, 6, 6, 4, 4])
    for (ddof, divisor) in [(0, 6.0), (1, 5)] {
      let estimator = try AdvantageEstimator(.batchStandardized, ddof: ddof, stabilizer: 0.5)
      let expected = 1 / (Double.sqrt(18 / divisor) + 0.5)
      #expect(close(estimator.advantages(of: [3, 1], batch: batch), [expected, -expected]))
    }
  }

  // (4, 0, 1, 1): others of 4: mean 2/3, squares 2/3, s = sqrt(1/3); others of 0: mean 2, squares
  // 6, s = sqrt 3; others of a 1: (4, 0, 1) mean 5/3, squares 26/3, s = sqrt(13/3)
  @Test func `leave-one-out-standardized uses both moments of the others`() throws {
    let estimator = try AdvantageEstimator(.leaveOneOutStandardized, ddof: 1, stabilizer: 0.25)
    let first = 10.0 / 3 / (Double.sqrt(1.0 / 3) + 0.25)
    let second = -2 / (Double.sqrt(3) + 0.25)
    let third = -2.0 / 3 / (Double.sqrt(13.0 / 3) + 0.25)
    #expect(
      close(
        estimator.advantages(of: [4, 0, 1, 1]), [first, second, third, third], within: 2e-15))
  }

  @Test func `others without spread leave the advantage unscaled`() throws {
    let estimator = try AdvantageEstimator(.leaveOneOutStandardized, ddof: 1)
    let advantages = estimator.advantages(of: [0.2, 0.7, 0.2, 0.2, 0.2])
    #expect(abs(advantages[1] - 0.5) < 1e-15)
    // others of a .2: (.7, .2, .2, .2): mean .325, s = .25
    #expect(abs(advantages[0] + 0.125 / 0.25) < 1e-14)
  }

  // mean of (1, 0, 0, 2) = 3/4; with eps 1/4 the divisor is 1
  @Test func `mean-normalized divides by the mean`() throws {
    #expect(
      close(
        try AdvantageEstimator(.meanNormalized).advantages(of: [1, 0, 0, 2]),
        [1.0 / 3, -1, -1, 5.0 / 3]))
    #expect(
      try AdvantageEstimator(.meanNormalized, stabilizer: 0.25).advantages(of: [1, 0, 0, 2])
        == [0.25, -0.75, -0.75, 1.25])
  }

  // A mean of 0, also up to the rounding of its sum (.1 + .2 - .3 = 5.6e-17), divides nothing; one below 0 does,
  // (2, -1, -4): mean -1.
  @Test func `a mean of 0 gives advantages of 0`() throws {
    let estimator = try AdvantageEstimator(.meanNormalized)
    #expect(estimator.advantages(of: [0, 0, 0]) == [0, 0, 0])
    #expect(0.1 + 0.2 - 0.3 != 0)
    #expect(estimator.advantages(of: [0.1, 0.2, -0.3]) == [0, 0, 0])
    #expect(estimator.advantages(of: [2, -1, -4]) == [-3, 0, 3])
    // So does one that a stabilizer takes away: (.1 - .4 - .3)/3 = -.2.
    #expect(
      try AdvantageEstimator(.meanNormalized, stabilizer: 0.2).advantages(of: [0.1, -0.4, -0.3])
        == [0, 0, 0])
    // 1e-9 is no rounding: 3e9 and more.
    #expect(estimator.advantages(of: [1, -1 + 3e-9, 0])[0] > 0.9e9)
  }

  // K successes of G: (G - K)/K and -1; a lone one G - 1.
  @Test(arguments: 2...16) func `right answers get what is wrong over what is right`(size: Int)
    throws
  {
    for right in 1...size {
      let rewards = (0..<size).map { $0 < right ? 1.0 : 0 }
      let values = try AdvantageEstimator(.meanNormalized).advantages(of: rewards)
      let up = Double(size - right) / Double(right)
      #expect(close(values, rewards.map { $0 == 1 ? up : -1 }, within: 4e-15))
    }
  }

  // (3, 0, 1, 0): mean 1, squares 4 + 1 + 0 + 1 = 6, S = sqrt 2 (ddof 1); the lead is 2
  @Test func `best-only keeps the lead of the best`() throws {
    let estimator = try AdvantageEstimator(.bestOnly, ddof: 1)
    #expect(close(estimator.advantages(of: [3, 0, 1, 0]), [.sqrt(2), 0, 0, 0]))
    #expect(close(estimator.advantages(of: [0, 1, 0, 3]), [0, 0, 0, .sqrt(2)]))
    #expect(
      close(
        try AdvantageEstimator(.bestOnly, ddof: 1, stabilizer: 2 - .sqrt(2))
          .advantages(of: [0, 3, 1, 0]), [0, 1, 0, 0]))
    // Two that are best, and nothing that is.
    #expect(estimator.advantages(of: [1, 0, 1, 0]) == [0, 0, 0, 0])
    #expect(estimator.advantages(of: [1, 1, 1]) == [0, 0, 0])
    // The unit and the zero go out, the sign does not: of (-3, 0, -1, 0) two are best.
    #expect(
      close(estimator.advantages(of: [3e200, 0, 1e200, 0]), [.sqrt(2), 0, 0, 0]))
    #expect(estimator.advantages(of: [7, 4, 5, 4]) == estimator.advantages(of: [3, 0, 1, 0]))
    #expect(estimator.advantages(of: [-3, 0, -1, 0]) == [0, 0, 0, 0])
  }

  // A lone best of G: sqrt(G (G - ddof)/(G - 1)), and no group is above.
  @Test(arguments: [0, 1]) func `a lone best has the largest advantage`(ddof: Int) throws {
    let estimator = try AdvantageEstimator(.bestOnly, ddof: ddof)
    for rewards in randomGroups(seed: 8, count: 500) {
      let g = Double(rewards.count)
      let bound = Double.sqrt(g * (g - Double(ddof)) / (g - 1))
      #expect(estimator.sup(groupSize: rewards.count) == bound)
      #expect(estimator.advantages(of: rewards).max()! <= bound * (1 + 64 * Double.ulpOfOne))
      let lone = rewards.indices.map { $0 == 1 ? 1.0 : 0 }
      #expect(abs(estimator.advantages(of: lone)[1] / bound - 1) < 1e-14)
    }
  }

  // (3, 1, 1, 1) standardized: 1.5 / sqrt(.75) = sqrt 3, -1/sqrt 3
  @Test func `the clamp bounds both signs`() throws {
    #expect(
      close(
        try AdvantageEstimator(.standardized, clamp: 1).advantages(of: [3, 1, 1, 1]),
        [1, -1 / .sqrt(3), -1 / .sqrt(3), -1 / .sqrt(3)]))
    #expect(
      try AdvantageEstimator(.mean, clamp: 0.5).advantages(of: [9, 1, 5]) == [0.5, -0.5, 0])
    #expect(try AdvantageEstimator(.reinforce, clamp: 2).advantages(of: [9, -7]) == [2, -2])
  }

  @Test func `only centred or raw advantages without a clamp are linear`() throws {
    for kind in AdvantageKind.allCases {
      let linear = [.reinforce, .mean, .leaveOneOut].contains(kind)
      #expect(try AdvantageEstimator(kind).isLinear == linear)
      #expect(try AdvantageEstimator(kind, clamp: 5).isLinear == false)
    }
  }
}
