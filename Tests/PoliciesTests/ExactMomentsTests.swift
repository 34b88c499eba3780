import GSL
import Policies
import RealModule
import Testing
import _Differentiation

@Suite struct ExactMomentsTests {
  @Test(arguments: PolicyCase.all)
  func `enumerated probabilities sum to one and are those of the log-probabilities`(
    of sample: PolicyCase
  ) throws {
    let policy = try sample.policy
    let probabilities = policy.probabilities()
    #expect(abs(probabilities.reduce(0, +) - 1) < roundingTolerance)
    for (outcome, probability) in probabilities.enumerated() {
      let other = Double.exp(policy.logProbability(of: outcome))
      // relative: rounding log pi (below 20) moves pi by 20 * 1.1e-16, and a few roundings more
      #expect(abs(other / probability - 1) < 1e-14)
      #expect(
        abs(
          policy.tokenLogProbabilities(of: outcome).reduce(0, +)
            - policy.logProbability(of: outcome)) == 0)
    }
  }

  @Test(arguments: PolicyCase.all)
  func `the Fisher information is the covariance of the scores`(of sample: PolicyCase) throws {
    let policy = try sample.policy
    let probabilities = policy.probabilities()
    let scores = (0..<policy.outcomeCount).map { policy.score(of: $0) }
    let fisher = policy.fisherMatrix()
    for row in 0..<policy.parameterCount {
      for column in 0..<policy.parameterCount {
        var covariance = 0.0
        for (score, probability) in zip(scores, probabilities) {
          covariance += probability * score[row] * score[column]
        }
        #expect(abs(fisher[row][column] - covariance) < roundingTolerance)
      }
    }
    #expect(
      fisher.indices.allSatisfy { i in (0..<i).allSatisfy { fisher[i][$0] == fisher[$0][i] } })
    let trace = fisher.indices.reduce(0) { $0 + fisher[$1][$1] }
    #expect(abs(policy.fisherTrace() - trace) < roundingTolerance)
  }

  @Test(arguments: PolicyCase.all)
  func `the Fisher information is minus the expected Hessian of the log-probability`(
    of sample: PolicyCase
  ) throws {
    let policy = try sample.policy
    var sum = policy.fisherMatrix()
    for (outcome, probability) in policy.probabilities().enumerated() {
      policy.accumulateLogProbabilityHessian(of: outcome, weight: probability, into: &sum)
    }
    #expect(sum.allSatisfy { $0.allSatisfy { abs($0) < roundingTolerance } })
  }

  @Test(arguments: 1...20)
  func `the trace of a bandit's Fisher information is one minus the collision probability`(
    seed: Int
  ) throws {
    let policy = try SoftmaxBandit.random(arms: seed, scale: 2, seed: UInt64(seed))
    let collision = policy.probabilities().reduce(0) { $0 + $1 * $1 }
    #expect(abs(policy.fisherTrace() - (1 - collision)) < roundingTolerance)
  }

  @Test(arguments: PolicyCase.all)
  func `the gradient of the value agrees with central differences`(of sample: PolicyCase) throws {
    let policy = try sample.policy
    let rewards = sample.rewards(count: policy.outcomeCount)
    let other = differenceGradient(of: policy) { $0.value(of: rewards) }
    #expect(distance(policy.valueGradient(of: rewards), other) < differenceTolerance)
  }

  @Test(arguments: 1...20)
  func `the gradient of the value agrees with automatic differentiation`(seed: Int) throws {
    let policy = try SequencePolicy.random(
      vocabulary: 3, length: 3, scale: 1.5, seed: UInt64(seed))
    let rewards = PolicyCase(seed: UInt64(seed)).rewards(count: policy.outcomeCount)
    let probabilities = policy.probabilities()
    var other = [Double](repeating: 0, count: policy.parameterCount)
    for outcome in 0..<policy.outcomeCount {
      let tokens = policy.tokens(of: outcome)
      let score = gradient(at: policy.logits) {
        SequencePolicy.logProbability(of: tokens, vocabulary: 3, logits: $0)
      }
      for index in other.indices {
        other[index] += probabilities[outcome] * rewards[outcome] * score.base[index]
      }
    }
    #expect(distance(policy.valueGradient(of: rewards), other) < roundingTolerance)
  }

  @Test(arguments: PolicyCase.all)
  func `a reward that is the same for all outcomes has no gradient`(of sample: PolicyCase) throws {
    let policy = try sample.policy
    let rewards = [Double](repeating: 1e6, count: policy.outcomeCount)
    // the baseline is exact up to the rounding of V, 1e6 * 81 * 1.1e-16 < 1e-8
    #expect(policy.valueGradient(of: rewards).allSatisfy { abs($0) < 1e-8 })
  }

  @Test(arguments: PolicyCase.all)
  func `the Hessian of the value agrees with differences of its gradient`(
    of sample: PolicyCase
  ) throws {
    let policy = try sample.policy
    let rewards = sample.rewards(count: policy.outcomeCount)
    let hessian = policy.valueHessian(of: rewards)
    let other = differenceJacobian(of: policy) { $0.valueGradient(of: rewards) }
    for (row, reference) in zip(hessian, other) {
      #expect(distance(row, reference) < differenceTolerance)
    }
  }

  /// ExplorationDrift, with D = r - V and S2 = sum pi^2:
  ///
  ///     tr(F Hess V) = (1 + 2 S2) sum pi^2 D - 3 sum pi^3 D
  @Test(arguments: 1...20)
  func `the trace of Fisher times Hessian has the closed form of the bandit`(seed: Int) throws {
    let policy = try SoftmaxBandit.random(arms: 2 + seed % 7, scale: 1.5, seed: UInt64(seed))
    let rewards = PolicyCase(seed: UInt64(seed)).rewards(count: policy.outcomeCount)
    let fisher = policy.fisherMatrix()
    let hessian = policy.valueHessian(of: rewards)
    let value = policy.value(of: rewards)
    var trace = 0.0
    for (row, column) in zip(fisher, hessian) { trace += zip(row, column).map(*).reduce(0, +) }
    var (square, squareD, cubeD) = (0.0, 0.0, 0.0)
    for (pi, reward) in zip(policy.probabilities(), rewards) {
      square += pi * pi
      squareD += pi * pi * (reward - value)
      cubeD += pi * pi * pi * (reward - value)
    }
    #expect(abs(trace - ((1 + 2 * square) * squareD - 3 * cubeD)) < roundingTolerance)
  }
}
