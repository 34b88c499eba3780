import GSL
import RealModule
import TestSupport
import Testing

@testable import Policies

/// What completions of one reward have in common: by recursion, and by enumeration.
struct RewardLevelsTests {
  /// The same by going through all completions.
  private struct Enumerated {
    let rewards: [Double]
    var probabilities: [Double]
    var scores: [[Double]]
    var squares: [Double]

    init(_ rule: RewardRule, _ policy: SequencePolicy) {
      let values = rule.rewards(for: policy)
      let rewards = Set(values).sorted()
      self.rewards = rewards
      probabilities = rewards.map { _ in 0 }
      squares = probabilities
      scores = rewards.map { _ in [Double](repeating: 0, count: policy.parameterCount) }
      for (outcome, p) in policy.probabilities().enumerated() {
        let level = rewards.firstIndex(of: values[outcome])!
        let score = policy.score(of: outcome)
        probabilities[level] += p
        squares[level] += p * score.reduce(0) { $0 + $1 * $1 }
        for j in score.indices { scores[level][j] += p * score[j] }
      }
      for l in rewards.indices where probabilities[l] > 0 {
        squares[l] /= probabilities[l]
        for j in scores[l].indices { scores[l][j] /= probabilities[l] }
      }
    }
  }

  /// Scores are of order 1: 1e-12 of what is compared, or of 1.
  @Test(arguments: LevelCase.all, [1, 2, 3]) func `recursion and enumeration agree`(
    levels: LevelCase, seed: UInt64
  ) throws {
    let policy = try levels.policy(seed: seed)
    let found = try RewardLevels(levels.rule, of: policy)
    let expected = Enumerated(levels.rule, policy)
    #expect(found.rewards == expected.rewards)
    for l in expected.rewards.indices {
      let (p, square) = (expected.probabilities[l], expected.squares[l])
      #expect(abs(found.probabilities[l] - p) <= 1e-12 * p, "\(levels) level \(l)")
      #expect(abs(found.squares[l] - square) <= 1e-11 * square, "\(levels) level \(l)")
      #expect(distance(found.scores[l], expected.scores[l]) < 1e-11, "\(levels) level \(l)")
    }
  }

  /// E s = 0 and E norm(s)^2 = tr F, whatever the rule.
  @Test(arguments: LevelCase.all) func `levels add up to all completions`(levels: LevelCase) throws
  {
    let policy = try levels.policy(seed: 4)
    let found = try RewardLevels(levels.rule, of: policy)
    #expect(abs(found.probabilities.reduce(0, +) - 1) < 1e-13)
    let trace = zip(found.probabilities, found.squares).reduce(0) { $0 + $1.0 * $1.1 }
    #expect(abs(trace - policy.fisherTrace()) < 1e-12 * max(1, trace))
    for j in 0..<policy.parameterCount {
      let mean = zip(found.probabilities, found.scores).reduce(0) { $0 + $1.0 * $1.1[j] }
      #expect(abs(mean) < 1e-13)
    }
  }

  /// 32 tokens, 64 positions: a target is one completion, whose score is known, and the others are the rest.
  @Test func `a long target is one completion`() throws {
    let target = (0..<64).map { ($0 * 7 + 3) % 32 }
    let policy = try SequencePolicy.random(
      vocabulary: 32, length: 64, scale: 1, seed: 5, mustBeEnumerable: false)
    #expect(!policy.isEnumerable)
    let found = try RewardLevels(.target(target), of: policy)
    var (log, score, previous) = (0.0, [Double](repeating: 0, count: policy.parameterCount), 0)
    for (position, token) in target.enumerated() {
      log += policy.transition(position: position, previous: previous, token: token)!.logProbability
      for other in 0..<32 {
        let known = policy.transition(position: position, previous: previous, token: other)!
        score[known.logit] += (other == token ? 1 : 0) - known.probability
      }
      previous = token
    }
    #expect(found.rewards == [0, 1])
    let p = Double.exp(log)
    #expect(abs(found.probabilities[1] / p - 1) < 1e-12)
    #expect(distance(found.scores[1], score) < 1e-12)
    #expect(abs(found.squares[1] - score.reduce(0) { $0 + $1 * $1 }) < 1e-10)
    // p is some 1e-90: what is left is everything, of mean 0.
    #expect(abs(found.probabilities[0] - 1) < 1e-14)
    #expect(found.scores[0].allSatisfy { abs($0) < 1e-13 })
  }

  /// 20,000 completions drawn token by token, seed 6, V 32, T 64, a prefix whose first tokens are likely:
  /// shares and mean squares of each reward seen 100 times at least, by 5 standard errors.
  @Test func `levels are those of completions drawn token by token`() throws {
    let (v, t, n) = (32, 64, 20_000)
    let target = [Int](repeating: 0, count: t)
    var logits = [Double](repeating: 0, count: v + (t - 1) * v * v)
    var stream = RandomStream(seed: 6)
    for j in logits.indices { logits[j] = stream.gaussian() + (j % v == 0 ? 4 : 0) }
    let policy = try SequencePolicy(
      vocabulary: v, length: t, logits: logits, mustBeEnumerable: false)
    let found = try RewardLevels(.prefix(target), of: policy)
    var counts = [Double](repeating: 0, count: t + 1)
    var (sums, squares) = (counts, counts)
    for _ in 0..<n {
      var (previous, matches, isOff, square) = (0, 0, false, 0.0)
      for position in 0..<t {
        let row = (0..<v).map {
          policy.transition(position: position, previous: previous, token: $0)!.probability
        }
        var (token, rest) = (0, stream.uniform() - row[0])
        while rest >= 0, token < v - 1 {
          token += 1
          rest -= row[token]
        }
        square += row.reduce(1 - 2 * row[token]) { $0 + $1 * $1 }
        isOff = isOff || token != target[position]
        if !isOff { matches += 1 }
        previous = token
      }
      counts[matches] += 1
      sums[matches] += square
      squares[matches] += square * square
    }
    var tested = 0
    for l in 0...t where counts[l] >= 100 {
      let share = counts[l] / Double(n)
      let shareError = (share * (1 - share) / Double(n)).squareRoot()
      #expect(abs(share - found.probabilities[l]) < 5 * shareError, "share of \(l)")
      let mean = sums[l] / counts[l]
      let error = ((squares[l] / counts[l] - mean * mean) / (counts[l] - 1)).squareRoot()
      #expect(abs(mean - found.squares[l]) < 5 * error, "square of \(l)")
      // Planted: the mean square of another reward's completions.
      if l > 0 { #expect(abs(mean - found.squares[0]) > 5 * error || l < 3, "planted \(l)") }
      tested += 1
    }
    #expect(tested >= 4)
  }

  @Test func `what has no levels is refused`() throws {
    let policy = try SequencePolicy(vocabulary: 2, length: 3)
    #expect(throws: PolicyError.self) {
      try RewardLevels(.table([Double](repeating: 0, count: 8)), of: policy)
    }
    #expect(throws: PolicyError.self) { try RewardLevels(.target([0, 1]), of: policy) }
    let many = try SequencePolicy(vocabulary: 128, length: 700, mustBeEnumerable: false)
    #expect(throws: PolicyError.self) {
      try RewardLevels(.prefix([Int](repeating: 0, count: 700)), of: many)
    }
  }
}
