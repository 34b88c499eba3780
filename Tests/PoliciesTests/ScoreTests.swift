import GSL
import Policies
import RealModule
import Testing

/// Rounding of a sum of up to 81 terms of total size 2: 81 * 2 * 1.1e-16 = 1.8e-14.
let roundingTolerance = 2e-14

@Suite struct ScoreTests {
  @Test(arguments: PolicyCase.all)
  func `the score agrees with automatic differentiation`(of sample: PolicyCase) throws {
    let policy = try sample.policy
    for outcome in 0..<policy.outcomeCount {
      let other = try #require(differentiatedScore(policy, outcome))
      #expect(distance(policy.score(of: outcome), other) < roundingTolerance)
    }
  }

  @Test(arguments: PolicyCase.all)
  func `the score agrees with central differences`(of sample: PolicyCase) throws {
    let policy = try sample.policy
    for outcome in 0..<policy.outcomeCount {
      let other = differenceGradient(of: policy) { $0.logProbability(of: outcome) }
      #expect(distance(policy.score(of: outcome), other) < differenceTolerance)
    }
  }

  @Test(arguments: PolicyCase.all)
  func `the expected score is zero`(of sample: PolicyCase) throws {
    let policy = try sample.policy
    let mean = meanScore(policy) { policy.score(of: $0) }
    #expect(mean.allSatisfy { abs($0) < roundingTolerance })
  }

  @Test(arguments: PolicyCase.all)
  func `dense, sparse and token-weighted scores agree`(of sample: PolicyCase) throws {
    let policy = try sample.policy
    var stream = RandomStream(seed: sample.seed, stream: 2)
    let weights = (0..<policy.length).map { _ in stream.gaussian() }
    for outcome in 0..<policy.outcomeCount {
      let start = (0..<policy.parameterCount).map(Double.init)
      var dense = start
      policy.accumulateScore(of: outcome, tokenWeights: weights, into: &dense)
      var scattered = start
      let entries = policy.sparseScore(of: outcome, tokenWeights: weights)
      for (index, value) in entries { scattered[index] += value }
      #expect(dense == scattered)
      #expect(Set(entries.map(\.index)).count == entries.count)
    }
  }

  @Test(arguments: PolicyCase.all)
  func `token weights select the tokens' own scores`(of sample: PolicyCase) throws {
    let policy = try sample.policy
    for outcome in 0..<policy.outcomeCount {
      for position in 0..<policy.length {
        let unit = (0..<policy.length).map { $0 == position ? 1.0 : 0 }
        var part = [Double](repeating: 0, count: policy.parameterCount)
        policy.accumulateScore(of: outcome, tokenWeights: unit, into: &part)
        let other = differenceGradient(of: policy) {
          $0.tokenLogProbabilities(of: outcome)[position]
        }
        #expect(distance(part, other) < differenceTolerance)
      }
    }
  }

  /// Negative control: the one-hot vector without "minus pi" is not a score.
  @Test func `a score that misses its baseline is refused`() throws {
    let policy = try SoftmaxBandit(logits: [-1, 0.3, 0.1, -0.4, 0.8])
    let planted = { (arm: Int) in (0..<5).map { $0 == arm ? 1.0 : 0 } }
    let mean = meanScore(policy, planted)
    // the mean of the planted vector is pi itself; a fifth at least is visible in some arm
    #expect(!mean.allSatisfy { abs($0) < roundingTolerance })
    let largest = mean.reduce(0) { max($0, abs($1)) }
    #expect(largest >= 0.2)
    for arm in 0..<5 {
      let reference = differenceGradient(of: policy) { $0.logProbability(of: arm) }
      #expect(!(distance(planted(arm), reference) < differenceTolerance))
      #expect(distance(planted(arm), reference) > 0.2)
    }
  }

  private func meanScore(_ policy: any Policy, _ score: (Int) -> [Double]) -> [Double] {
    var mean = [Double](repeating: 0, count: policy.parameterCount)
    for (outcome, probability) in policy.probabilities().enumerated() {
      for (index, value) in score(outcome).enumerated() { mean[index] += probability * value }
    }
    return mean
  }

  private func differentiatedScore(_ policy: any Policy, _ outcome: Int) -> [Double]? {
    if let bandit = policy as? SoftmaxBandit { return bandit.differentiatedScore(of: outcome) }
    return (policy as? SequencePolicy)?.differentiatedScore(of: outcome)
  }
}
