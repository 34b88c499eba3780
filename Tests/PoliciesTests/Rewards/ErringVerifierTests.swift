import Policies
import Testing

/// A verifier with false positives and false negatives.
@Suite struct ErringVerifierTests {
  private func seen(_ verifier: ErringVerifier, _ reward: Double) throws -> [[Double]] {
    try RewardChannel.verifier(verifier).observations(of: reward).map {
      [$0.reward, $0.probability]
    }
  }

  /// f = .25, e = .5: exact in binary.
  @Test func `what is seen of right and wrong`() throws {
    let verifier = try ErringVerifier(falsePositive: 0.25, falseNegative: 0.5)
    #expect(try seen(verifier, 0) == [[0, 0.75], [1, 0.25]])
    #expect(try seen(verifier, 1) == [[0, 0.5], [1, 0.5]])
    #expect(verifier.index == 0.25)
    // q = f + J p = p (1 - e) + (1 - p) f at p = .5: .25 + .125.
    #expect(verifier.observedRate(0.5) == 0.375)
  }

  /// (0 - .25)/.25 = -1 and (1 - .25)/.25 = 3: means -.75 + .75 = 0 and -.5 + 1.5 = 1.
  @Test func `the correction by hand`() throws {
    let verifier = try ErringVerifier(
      falsePositive: 0.25, falseNegative: 0.5, isCorrected: true)
    #expect(try seen(verifier, 0) == [[-1, 0.75], [3, 0.25]])
    #expect(try seen(verifier, 1) == [[-1, 0.5], [3, 0.5]])
  }

  /// Verdicts that are mostly wrong, J = -.5: what was 1 becomes the smaller reward.
  @Test func `a verifier that is mostly wrong is turned round`() throws {
    let verifier = try ErringVerifier(
      falsePositive: 0.75, falseNegative: 0.75, isCorrected: true)
    #expect(try seen(verifier, 0) == [[-0.5, 0.75], [1.5, 0.25]])
    #expect(try seen(verifier, 1) == [[-0.5, 0.25], [1.5, 0.75]])
  }

  /// Mean r and variances f(1-f)/J^2 and e(1-e)/J^2 over a grid of rates; without the correction f + J r.
  @Test func `moments over a grid of rates`() throws {
    var largest = 0.0
    for i in 0...8 {
      for j in 0...8 where i + j != 8 {
        let (f, e) = (Double(i) / 8, Double(j) / 8)
        for isCorrected in [false, true] {
          let verifier = try ErringVerifier(
            falsePositive: f, falseNegative: e, isCorrected: isCorrected)
          let scale = isCorrected ? verifier.index : 1
          for (reward, spread) in [(0.0, f * (1 - f)), (1, e * (1 - e))] {
            let found = try seen(verifier, reward)
            let mean = found.reduce(0) { $0 + $1[0] * $1[1] }
            let square = found.reduce(0) { $0 + ($1[0] - mean) * ($1[0] - mean) * $1[1] }
            let expected = isCorrected ? reward : f + verifier.index * reward
            largest = max(largest, abs(mean - expected), abs(square - spread / (scale * scale)))
            #expect(
              found.allSatisfy { $0[1] > 0 } && found.map { $0[0] } == found.map { $0[0] }.sorted())
          }
        }
      }
    }
    #expect(largest < 1e-13)
  }

  /// Nothing is drawn where nothing can go wrong.
  @Test func `a verifier without errors sees what there is`() throws {
    let verifier = try ErringVerifier(falsePositive: 0, falseNegative: 0)
    #expect(try seen(verifier, 0) == [[0, 1]])
    #expect(try seen(verifier, 1) == [[1, 1]])
  }

  @Test(arguments: [(-0.1, 0.2), (1.5, 0), (0, -1), (0, .nan), (.infinity, 0)])
  func `rates that are none are refused`(f: Double, e: Double) {
    #expect(throws: PolicyError.self) { try ErringVerifier(falsePositive: f, falseNegative: e) }
  }

  /// .8 and .2 sum to 1 but for 5.5e-17.
  @Test(arguments: [(0.5, 0.5), (0.8, 0.2), (1, 0), (0.3, 0.7)])
  func `verdicts that say nothing have no correction`(f: Double, e: Double) throws {
    _ = try ErringVerifier(falsePositive: f, falseNegative: e)
    #expect(throws: PolicyError.self) {
      try ErringVerifier(falsePositive: f, falseNegative: e, isCorrected: true)
    }
  }

  @Test(arguments: [0.3, -1, 2])
  func `other rewards than right and wrong are refused`(reward: Double) throws {
    let verifier = try ErringVerifier(falsePositive: 0.1, falseNegative: 0.2)
    #expect(
      throws: PolicyError.unusable(
        field: "rewards", value: reward, reason: "must be 0 or 1 for a verifier that errs")
    ) { try seen(verifier, reward) }
  }
}
