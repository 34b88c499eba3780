import GRPO
import Policies
import TestSupport
import Testing

@testable import Analysis

/// The scores of a bandit kept by what they share say what dense ones say.
struct SharedScoreRowsTests {
  /// Arms from nearly certain to hopeless, seed 3.
  private static func logits(_ arms: Int) throws -> [Double] {
    try SoftmaxBandit.random(arms: arms, scale: 2.5, seed: 3).logits
  }

  private static func prompt(_ arms: Int) throws -> Prompt {
    let logits = try logits(arms)
    return try Prompt(
      name: "p", policy: SoftmaxBandit(logits: logits),
      rewards: (0..<arms).map { [0, 1, 0.25][$0 % 3] },
      oldLogits: logits.reversed(), referenceLogits: logits.map { 0.5 * $0 })
  }

  private static let surrogates: [Surrogate] = [
    .policyGradient, try! Surrogate(clipRange: .standard),
    try! Surrogate(clipRange: .standard, klCoefficient: 0.3, klEstimator: .k3),
    try! Surrogate(klCoefficient: 0.3, klEstimator: .k2),
  ]

  /// Both forms of the tables of a prompt.
  private static func problems(
    _ prompt: Prompt, _ surrogate: Surrogate
  ) throws -> (dense: Problem, shared: Problem) {
    let problems = try [Int.max, 0].map {
      Problem(prompt, tables: try ProblemTables(prompt, surrogate: surrogate, denseArms: $0))
    }
    #expect(problems[0].positive.sharing == nil && problems[1].positive.sharing != nil)
    return (problems[0], problems[1])
  }

  /// Every entry is the same double: it is the same product.
  @Test(arguments: surrogates.indices, [1, 2, 13])
  func `entries are those of dense rows, bit for bit`(index: Int, arms: Int) throws {
    let (dense, shared) = try Self.problems(Self.prompt(arms), Self.surrogates[index])
    let tables = [
      (dense.positive, shared.positive), (dense.negative, shared.negative),
      (dense.penalty, shared.penalty),
    ]
    for case let (old?, new?) in tables {
      #expect(old.count == new.count && new.totalCount == arms * arms)
      for o in 0..<arms {
        let entries = Dictionary(uniqueKeysWithValues: old.entries(o).map { ($0.index, $0.value) })
        let found = Dictionary(uniqueKeysWithValues: new.entries(o).map { ($0.index, $0.value) })
        #expect(found == entries)
        var (a, b) = ([Double](repeating: 0.5, count: arms), [Double](repeating: 0.5, count: arms))
        old.add(o, scale: 1.7, to: &a)
        new.add(o, scale: 1.7, to: &b)
        #expect(a == b)
        let (x, y) = (old.dot(o, old, dimension: arms), new.dot(o, new, dimension: arms))
        #expect(abs(x - y) <= 1e-14 * x)
      }
      let some = [arms - 1, 0, 0]
      #expect(
        some.indices.allSatisfy {
          old.rows(some).entries($0).count == new.rows(some).entries($0).count
            && new.rows(some).entries($0).map(\.value) == new.entries(some[$0]).map(\.value)
        })
    }
    #expect(tables.count { ($0.0 == nil) == ($0.1 == nil) } == 3)
  }

  /// Laws of 13 arms, to 1e-12 of the largest entry: sums of thirteen terms in another order.
  @Test(arguments: surrogates.indices, [false, true])
  func `laws are those of dense rows`(index: Int, isSeen: Bool) throws {
    let (dense, shared) = try Self.problems(Self.prompt(13), Self.surrogates[index])
    var sets = try [dense, shared].map { try ProblemSet([$0]) }
    if isSeen {
      let channel = try RewardChannel.quantizer(
        RewardQuantizer(step: 0.5, dither: .uniform))
      sets = try sets.map { try $0.observed(through: channel) }
    }
    for kind in [AdvantageKind.mean, .standardized] {
      let setting = try Setting(
        advantage: AdvantageEstimator(kind), dither: Dither(.gaussian), sigma: 0.1, groupSize: 4)
      let laws = try sets.map { try ExactLaw.moments($0, setting: setting) }
      try Self.expectEqual(laws[1], laws[0])
      #expect(
        zip(sets[0].problems[0].valueGradient, sets[1].problems[0].valueGradient).allSatisfy {
          abs($0 - $1) < 1e-15
        })
    }
  }

  private static func expectEqual(_ found: ExactMoments, _ law: ExactMoments) throws {
    let (new, old) = (try #require(found.expectedGradient), try #require(law.expectedGradient))
    let size = old.reduce(0) { max($0, abs($1)) }
    #expect(zip(new, old).allSatisfy { abs($0 - $1) <= 1e-12 * size })
    #expect(found.secondMoment != nil || law.secondMoment == nil)
    if let second = law.secondMoment {
      #expect(abs(found.secondMoment! - second) <= 1e-12 * second)
    }
  }

  /// An arm of probability 1 - 1e-15: differences of sums of all would lose every digit of the others.
  @Test func `a nearly certain arm keeps its digits`() throws {
    let (dense, shared) = try Self.problems(
      Prompt(name: "p", policy: SoftmaxBandit(logits: [36, 0, 1]), rewards: [0, 1, 0.25]),
      .policyGradient)
    let setting = try Setting(
      advantage: AdvantageEstimator(.mean), dither: Dither(.gaussian), sigma: 0.1, groupSize: 4)
    let laws = try [dense, shared].map {
      try ExactLaw.moments(ProblemSet([$0]), setting: setting)
    }
    try Self.expectEqual(laws[1], laws[0])
    #expect(
      zip(laws[1].expectedGradient!, laws[0].expectedGradient!).allSatisfy {
        abs($0 - $1) <= 1e-12 * abs($1)
      })
  }

  /// More arms than are kept dense: the law of advantages minus the mean is that by hand,
  /// E g = (1 - 1/G) grad V.
  @Test func `many arms have the law by hand`() throws {
    let arms = ContributionTables.denseArms + 44
    let problem = try Problem(
      Prompt(
        name: "p", policy: SoftmaxBandit(logits: Self.logits(arms)),
        rewards: (0..<arms).map { Double($0 % 2) }))
    #expect(problem.positive.sharing != nil)
    let setting = try Setting(
      advantage: AdvantageEstimator(.mean), dither: Dither(.gaussian), sigma: 0.1, groupSize: 4)
    let law = try ExactLaw.moments(ProblemSet([problem]), setting: setting)
    let dense = problem.policy.valueGradient(of: problem.rewards)
    for (found, slope) in zip(law.expectedGradient!, dense) {
      #expect(abs(found - 0.75 * slope) < 1e-14)
    }
  }

  /// A table of which one weight is 1e-3 off is another: E s = 0 no longer holds.
  @Test func `a wrong weight is found`() throws {
    let bandit = try SoftmaxBandit(logits: Self.logits(13))
    let shares = bandit.probabilities()
    var weights = [Double](repeating: 1, count: 13)
    weights[shares.firstIndex(of: shares.max()!)!] += 1e-3
    let zero = [Int](repeating: 0, count: 13)
    let sums = [nil, weights].map {
      SharedScoreRows(scoresOf: bandit, weights: $0).sums(of: zero, count: 1, weighted: shares)[0]
    }
    #expect(sums[0].allSatisfy { abs($0) < 1e-15 })
    #expect(sums[1].contains { abs($0) > 1e-6 })
  }
}
