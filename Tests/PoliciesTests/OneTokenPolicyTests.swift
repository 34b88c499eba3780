import GSL
import Policies
import RealModule
import Testing

/// Outcomes on a line that share two parameters: pi(y) ~ exp(a x + b x^2), x = y/(n - 1).
private struct LogLinearPolicy: OneTokenPolicy {
  let name = "log-linear"
  let outcomeCount: Int
  var logits: [Double]
  /// 1 for the right score; a planted error otherwise.
  var scoreFactor = 1.0

  private func features(_ y: Int) -> [Double] {
    let x = Double(y) / Double(outcomeCount - 1)
    return [x, x * x]
  }

  private func energy(_ y: Int) -> Double {
    logits[0] * features(y)[0] + logits[1] * features(y)[1]
  }

  func logProbability(of y: Int) -> Double {
    energy(y) - Double.log((0..<outcomeCount).reduce(0) { $0 + Double.exp(energy($1)) })
  }

  func accumulateScore(of y: Int, tokenWeights: [Double], into gradient: inout [Double]) {
    for i in gradient.indices {
      let mean = probabilities().enumerated().reduce(0) { $0 + $1.element * features($1.offset)[i] }
      gradient[i] += scoreFactor * tokenWeights[0] * (features(y)[i] - mean)
    }
  }

  func accumulateLogProbabilityHessian(of y: Int, weight: Double, into matrix: inout [[Double]]) {
    let fisher = fisherMatrix()
    for i in matrix.indices {
      for j in matrix.indices { matrix[i][j] -= weight * fisher[i][j] }
    }
  }
}

struct OneTokenPolicyTests {
  private static func policy(seed: UInt64) -> LogLinearPolicy {
    var stream = RandomStream(seed: seed)
    return LogLinearPolicy(
      outcomeCount: 2 + Int(seed) % 9, logits: [stream.gaussian(), stream.gaussian()])
  }

  @Test func `what follows from the log-probability, by hand`() {
    // theta = (log 3, 0): weights 1, 3 on two outcomes
    let policy = LogLinearPolicy(outcomeCount: 2, logits: [.log(3), 0])
    #expect(distance(policy.probabilities(), [0.25, 0.75]) < 1e-15)
    #expect(policy.parameterCount == 2 && policy.vocabulary == 2 && policy.length == 1)
    #expect(policy.tokens(of: 1) == [1])
    #expect(policy.tokenLogProbabilities(of: 0) == [policy.logProbability(of: 0)])
    // s(0) = phi(0) - E phi = (-.75, -.75)
    #expect(distance(policy.score(of: 0), [-0.75, -0.75]) < 1e-15)
  }

  @Test(arguments: 1...20)
  func `score, moments and Hessian agree with differences`(seed: UInt64) {
    let policy = Self.policy(seed: seed)
    var stream = RandomStream(seed: seed, stream: 1)
    let rewards = (0..<policy.outcomeCount).map { _ in stream.gaussian() }
    #expect(abs(policy.probabilities().reduce(0, +) - 1) < 1e-14)
    for outcome in 0..<policy.outcomeCount {
      let slope = differenceGradient(of: policy) { $0.logProbability(of: outcome) }
      #expect(distance(policy.score(of: outcome), slope) < differenceTolerance)
      var sparse = [0.0, 0]
      for (index, value) in policy.sparseScore(of: outcome, tokenWeights: [1]) {
        sparse[index] = value
      }
      #expect(sparse == policy.score(of: outcome))
    }
    let gradient = differenceGradient(of: policy) { $0.value(of: rewards) }
    #expect(distance(policy.valueGradient(of: rewards), gradient) < differenceTolerance)
    for (i, row) in policy.valueHessian(of: rewards).enumerated() {
      let slope = differenceGradient(of: policy) { $0.valueGradient(of: rewards)[i] }
      #expect(distance(row, slope) < differenceTolerance)
    }
  }

  @Test func `a score a thousandth too large is refused`() {
    var policy = Self.policy(seed: 3)
    policy.scoreFactor = 1.001
    let slope = differenceGradient(of: policy) { $0.logProbability(of: 0) }
    #expect(distance(policy.score(of: 0), slope) > differenceTolerance)
  }

  /// N = 200000, seeds 1 to 20, z <= 5: an outcome of probability .1 off by 6% is seen.
  @Test(arguments: 1...20)
  func `the frequencies of draws are the probabilities`(seed: UInt64) {
    let policy = Self.policy(seed: seed)
    var stream = RandomStream(seed: seed, stream: 2)
    var counts = [Int](repeating: 0, count: policy.outcomeCount)
    for _ in 0..<200_000 { counts[policy.sample(using: &stream)] += 1 }
    let z = chiSquareScore(counts: counts, probabilities: policy.probabilities())
    #expect(z <= 5, "z = \(z), N = 200000, seed \(seed)")
  }

  @Test func `a reward of one's own is asked once for each outcome, by its tokens`() throws {
    let policy = try SequencePolicy(vocabulary: 2, length: 2)
    let prompt = try Prompt(name: "sum", policy: policy) { Double($0.reduce(0, +)) }
    #expect(prompt.rewards == (0..<4).map { Double(policy.tokens(of: $0).reduce(0, +)) })
    #expect(prompt.rewards.sorted() == [0, 1, 1, 2])
    #expect(throws: PolicyError.self) { try Prompt(name: "x", policy: policy) { _ in .nan } }
  }
}
