import GRPO
import GSL
import Policies
import TestSupport
import Testing

@testable import Analysis

/// Groups drawn by counts follow the law of groups drawn completion by completion.
struct CountSourceTests {
  /// Arms, logits, rewards, group size: few and many outcomes against the group (K > G goes back to
  /// single noises), tabulated compositions and, for the large groups, multinomial counts.
  static let cases: [(logits: [Double], rewards: [Double], groupSize: Int)] = [
    ([-1, 0.3, 0.1, -0.4, 0.8], [1, 0, 0, 1, 0], 8),
    ([-1, 0.3, 0.1, -0.4, 0.8], [1, 0, 0.2, 0.7, 0], 4),
    ([0.4, -0.2], [0.3, 0.3], 6),
    ([0, 0.5, -0.5], [0, 1, 1], 3),
    ([0.1, 0, -0.1, 0.2, 0.3, -1, 0.5, 0.2, 0.4], [1, 0, 0, 0, 1, 0, 0, 0, 0.5], 5),
    ([0.2, -0.3, 0.1, 0.6, -1], [1, 0, 0, 1, 0], 40),
  ]

  static let families: [NoiseFamily] = [.gaussian, .uniform, .rademacher]

  /// N = 200,000 groups a side, seed 3 and 4: at 5 standard errors of the difference a relative error of
  /// about 2% of the variance shows.
  @Test(arguments: 0..<cases.count)
  func `counts and completions find the same moments`(number: Int) throws {
    let problem = try Self.problem(number)
    let settings = try Self.settings(groupSize: Self.cases[number].groupSize)
    let counted = try run(problem, settings, seed: 3, byCounts: true)
    let single = try run(problem, settings, seed: 4, byCounts: false)
    for (s, (a, b)) in zip(counted, single).enumerated() {
      expect(a.secondMoment, b.secondMoment, "second moment, setting \(s)")
      expect(a.variance, b.variance, "variance, setting \(s)")
      expect(a.largestAdvantage, b.largestAdvantage, "largest advantage, setting \(s)")
      expect(a.silentFraction, b.silentFraction, "silent share, setting \(s)")
      for j in a.expectedGradient.indices {
        expect(gradient(a, j), gradient(b, j), "gradient \(j), setting \(s)")
      }
    }
  }

  /// A planted error in the law of counts: with the wrong probabilities the same comparison fails.
  @Test
  func `other probabilities are told apart`() throws {
    let settings = try Self.settings(groupSize: 8)
    let other = try Problem(
      Prompt(
        name: "other", policy: SoftmaxBandit(logits: [-1, 0.3, 0.1, -0.4, 0.9]),
        rewards: [1, 0, 0, 1, 0]))
    let counted = try run(ProblemSet([other]), settings, seed: 3, byCounts: true)
    let single = try run(Self.problem(0), settings, seed: 4, byCounts: false)
    #expect(zip(counted, single).contains { z($0.secondMoment, $1.secondMoment).differs() })
  }

  @Test
  func `the case at hand is drawn by counts`() throws {
    for number in Self.cases.indices {
      let problem = try Self.problem(number).problems[0]
      #expect(try CountSource(problem, groupSize: Self.cases[number].groupSize) != nil)
    }
    let sequence = try Problem(
      Prompt(
        name: "sequence", policy: SequencePolicy(vocabulary: 3, length: 4),
        rewards: Array(repeating: 0, count: 81)))
    #expect(try CountSource(sequence, groupSize: 8) == nil)
  }

  /// A filter drops one group in eight here, and the first of a tile with it: taken with its noise, the mean
  /// largest advantage would be a fifth larger. N = 200,000 groups a side, seed 3 and 4, of which one in 64 shows its
  /// largest advantage.
  @Test
  func `dropped groups have no largest advantage`() throws {
    let prompt = try Prompt(name: "coin", policy: SoftmaxBandit(logits: [0, 0]), rewards: [0, 1])
    let settings = try [AdvantageKind.mean, .standardized].map {
      try Setting(
        advantage: AdvantageEstimator($0, stabilizer: 0.1), dither: Dither(.gaussian), sigma: 0.5,
        groupSize: 4)
    }
    let found = try [true, false].map { byCounts in
      var plan = try Simulation(
        ProblemSet([Problem(prompt)]), settings: settings,
        sampling: Sampling(groups: 200_000, seed: byCounts ? 3 : 4, threads: 2))
      plan.drawsCounts = byCounts
      plan.dropsSilentGroups = true
      return try plan.run()[0].settings
    }
    for (a, b) in zip(found[0], found[1]) {
      expect(a.largestAdvantage, b.largestAdvantage, "largest advantage")
      expect(a.secondMoment, b.secondMoment, "second moment")
      #expect(a.largestAdvantage.standardError < 0.02 * a.largestAdvantage.mean)
    }
  }

  /// With n_0 = 0 y_1 ... y_(K - 1) must be turned away from u by all of h, with n_0 = G by nothing: in between
  /// (y_a - sqrt(n_a) h) with minus the sum of the others has the length of y, and is orthogonal to u.
  @Test
  func `the turn of a composition keeps lengths and leaves the mean out`() throws {
    let source = try #require(
      try CountSource(Self.problem(0).problems[0], groupSize: 8))
    var random = RandomStream(seed: 10)
    for row in 0..<source.rowCount {
      let counts = (0..<source.outcomeCount).map { source.numbers(row: row)[$0] }
      guard counts.reduce(0, +) > 0 else { continue }
      let turn = (0..<source.outcomeCount).map { source.turns.row(row)[$0] }
      let y = counts.map { _ in random.gaussian() }
      let h = turn[0] * (1..<y.count).reduce(0) { $0 + turn[$1] * y[$1] }
      let turned = (1..<y.count).map { y[$0] - turn[$0] * h }
      let along = zip(turn.dropFirst(), turned).reduce(0) { $0 + $1.0 * $1.1 }
      // The first number from u . z = 0; where there are no such completions u . z is that of the others.
      let first = counts[0] > 0 ? -along / counts[0].squareRoot() : nil
      let (length, right) = (dot(turned, turned), (1..<y.count).reduce(0) { $0 + y[$1] * y[$1] })
      if let first {
        #expect(abs(length + first * first - right) < 1e-12 * right, "\(counts)")
      } else {
        #expect(abs(along) < 1e-12 && length <= right * (1 + 1e-12))
      }
    }
  }

  private static func problem(_ number: Int) throws -> ProblemSet {
    try ProblemSet([
      Problem(
        Prompt(
          name: "case", policy: SoftmaxBandit(logits: cases[number].logits),
          rewards: cases[number].rewards))
    ])
  }

  /// Every advantage that counts serve, with three noises, at sigma 0, .05 and .7.
  private static func settings(groupSize: Int) throws -> [Setting] {
    try families.flatMap { family in
      try [AdvantageKind.reinforce, .mean, .leaveOneOut, .standardized].flatMap { kind in
        try [0, 0.05, 0.7].map { sigma in
          try Setting(
            advantage: try AdvantageEstimator(kind, ddof: 1, stabilizer: 1e-3),
            dither: try Dither(family), sigma: sigma, groupSize: groupSize)
        }
      }
    }
  }

  private func run(
    _ set: ProblemSet, _ settings: [Setting], seed: UInt64, byCounts: Bool
  ) throws -> [SimulatedMoments] {
    var plan = try Simulation(
      set, settings: settings, sampling: Sampling(groups: 200_000, seed: seed, threads: 2))
    plan.drawsCounts = byCounts
    return try plan.run()[0].settings
  }

  private func gradient(_ moments: SimulatedMoments, _ j: Int) -> Estimate {
    Estimate(
      mean: moments.expectedGradient[j], standardError: moments.expectedGradientError[j],
      count: moments.count)
  }

  private func z(_ a: Estimate, _ b: Estimate) -> ZScore {
    ZScore(
      of: (a.mean, a.standardError), and: (b.mean, b.standardError), count: a.count,
      rounding: 1e-12)
  }

  private func expect(_ a: Estimate, _ b: Estimate, _ what: String) {
    #expect(z(a, b).agrees(), "\(what): \(a) by counts, \(b) completion by completion")
  }
}
