import GRPO
import Policies
import RealModule
import TestSupport
import Testing

@testable import Analysis

/// Errors that know what was not seen.
struct RareGroupsTests {
  @Test func `a success that no group saw leaves an error above the truth`() throws {
    let row = try Self.rows(
      .withPassRate(name: "rare", passRate: 1e-12), .mean, groupSize: 8, sigma: 0.05)[0]
    for quantity in [Quantity.gradientNorm, .secondMoment, .variance] {
      let (exact, found) = (try #require(row.exact[quantity]), row.simulated![quantity]!)
      #expect(found.mean == 0 && exact.mean > 0)
      #expect(found.standardError >= exact.mean, "\(quantity)")
      // And no more than the sampling error of one such group, P = 8e-12, in 2,000.
      #expect(found.standardError <= 1e-6, "\(quantity)")
    }
    #expect(row.note.contains("may miss them"))
  }

  /// A lone success has probability 2.1e-7 and an advantage of about 1e6: .0022 of the expected gradient.
  @Test func `a lone success of enormous advantage widens the error of the gradient`() throws {
    let prompt = try Prompt(
      name: "lone", policy: SoftmaxBandit(logits: [0, 0, 0, 0]), rewards: [0.2, 1, 0.2, 0.2])
    let row = try Self.rows(
      prompt, .leaveOneOutStandardized, groupSize: 64, sigma: 1e-6, stabilizer: 1e-6)[1]
    let exact = try #require(row.exact[.gradientNorm])
    let found = try #require(row.simulated?[.gradientNorm])
    let z = ZScore(found, against: exact.mean)
    #expect(z.agrees(), "\(z)")
    #expect(found.standardError > 0.002)
  }

  @Test func `where every kind of group was seen the sample's error stands`() throws {
    let row = try Self.rows(
      .withPassRate(name: "even", passRate: 0.5), .mean, groupSize: 4, sigma: 0.3)[1]
    #expect(row.note.isEmpty)
  }

  /// p = .01, G = 2, 100 groups: 98 are two wrong ones, 2 are mixed, one in 10,000 is two right ones.
  /// Without noise a mixed group has advantages +-1/2 and scores along one line, (1 - p) root 2 and p root
  /// 2 long: norm(g) is root 2/4, which the bound by norms is too, the scores being opposite. Silent groups
  /// add nothing.
  @Test func `what rare groups add by hand`() throws {
    let problem = try ReferencePrompts.twoArms(p: 0.01)
    let rare = RareGroups(problem, groupSize: 2, groups: 100)
    #expect(rare.compositions.map(\.counts) == [[0, 2], [1, 1]])
    for (a, b) in zip(rare.compositions.map(\.probability), [1e-4, 0.0198]) {
      #expect(abs(a / b - 1) < 1e-12)
    }
    // Norms of the scores: 2 p^2 on the wrong level, 2 (1 - p)^2 on the right one.
    for (a, b) in zip(rare.squares, [2e-4, 2 * 0.9801]) { #expect(abs(a / b - 1) < 1e-12) }
    let setting = try Setting(.mean, .none, sigma: 0, groupSize: 2)
    for unit in [1.0, 4] {
      let share = rare.share(setting, unit: unit)
      let square = 0.125 / (unit * unit)
      #expect(abs(share.probability - 0.0198) < 1e-12)
      #expect(abs(share.square / (0.0198 / 100 * square) - 1) < 1e-12)
      #expect(abs(share.quartic / (0.0198 / 100 * square * square) - 1) < 1e-12)
    }
    // More groups: the mixed ones are 25 and more, and known.
    let known = RareGroups(problem, groupSize: 2, groups: 1300)
    #expect(known.compositions.map(\.counts) == [[0, 2]] && known.outcomes.isEmpty)
    #expect(known.share(setting, unit: 1) == RareShare())
  }

  /// Arms of probability .1 and .9, a wrong and a right one, and a right one of some 1e-7: its level is
  /// common, its score is 1 + .82 long in the square beside .02, and a run of 100,000 groups of 4 hardly
  /// holds it.
  @Test func `a rare outcome of a common level stands for itself`() throws {
    let problem = try ReferencePrompts.bandit(
      "long", logits: [.log(0.1), .log(0.9), -16], rewards: [0, 1, 1])
    let rare = RareGroups(problem, groupSize: 4, groups: 100_000)
    // Of the compositions four wrong ones alone are rare, and silent.
    #expect(rare.outcomes.count == 1 && rare.compositions.map(\.counts) == [[4, 0]])
    let outcome = try #require(rare.outcomes.first)
    #expect(outcome.level == 1 && outcome.probability == 4 * problem.probabilities[2])
    #expect(abs(outcome.square - 1.82) < 1e-5)
    // A lone completion as far off as the rewards: norm(g) is 1/G of its score, by P/n.
    let setting = try Setting(.mean, .none, sigma: 0, groupSize: 4)
    let share = rare.share(setting, unit: 1)
    let own = outcome.probability / 100_000 * 1.82 / 16
    #expect(abs(share.square / own - 1) < 1e-5, "\(share)")
    // 45 completions in 10^8 groups of 4: often enough.
    #expect(RareGroups(problem, groupSize: 4, groups: 100_000_000).outcomes.isEmpty)
  }

  /// Four arms alike, two right ones: scores e_a - 1/4 of square 3/4, which on either level have a mean of square 1/4
  /// and are 1/2 off it in the square. Of 100 groups of 8 those of one level are .8 in number; under noise without
  /// rewards `E A^2 = 1`, so that `norm(g)^2 <= 1/4 + (1/2)/8`, and not the 3/4 of single scores.
  @Test func `scores that differ within a level add as their squares`() throws {
    let problem = try ReferencePrompts.bandit(
      "pairs", logits: [0, 0, 0, 0], rewards: [0, 0, 1, 1])
    let rare = RareGroups(problem, groupSize: 8, groups: 100)
    let silent = rare.compositions.filter { $0.counts.contains(8) }
    #expect(silent.count == 2)
    let setting = try Setting(
      advantage: AdvantageEstimator(.standardized, ddof: 0), dither: Dither(.gaussian), sigma: 0.1,
      groupSize: 8)
    var alone = RareShare()
    for (_, probability) in silent { alone.square += probability / 100 * (0.25 + 0.5 / 8) }
    let share = rare.share(setting, unit: 1)
    // Groups of one lone completion are rare too: the share of the silent ones is a part of it.
    #expect(share.square > alone.square)
    let lone = rare.compositions.filter { !$0.counts.contains(8) }
    let rest = lone.reduce(0) { $0 + $1.probability } / 100
    // Each of theirs is at most that of advantages of mean square 1 along the means.
    #expect(share.square - alone.square <= rest * (0.25 + 0.5 / 8) * (1 + 1e-12))
  }

  /// Of s, Q and d the variances that are outweighed get the part of rare groups: 4 s q + 2 q^2, the
  /// quartic one and q norm(grad V)^2.
  @Test func `errors widen where rare groups outweigh them`() {
    var moments = GradientMoments(
      normSquared: 3, secondMoment: 5, alignment: 1, covariance: [1, 0, 0, 0, 2, 0, 0, 0, 10])
    let share = RareShare(probability: 0.1, square: 0.5, quartic: 1.5)
    let isWidened = moments.widen(by: share, valueNorm: 4)
    // 6.5 beyond 1; 1.5 within 2; 8 within 10.
    #expect(isWidened && moments.covariance == [7.5, 0, 0, 0, 2, 0, 0, 0, 10])
    let isWidenedByNone = moments.widen(by: RareShare(), valueNorm: 4)
    #expect(!isWidenedByNone)
    // A square that came out negative is no signal: 2 q^2 alone.
    moments.normSquared = -1
    moments.covariance = Array(repeating: 0, count: 9)
    let isLost = moments.widen(by: share, valueNorm: 2)
    #expect(isLost && moments.covariance == [0.5, 0, 0, 0, 1.5, 0, 0, 0, 2])
  }

  static func rows(
    _ prompt: Prompt, _ kind: AdvantageKind, groupSize: Int, sigma: Double,
    stabilizer: Double = 0
  ) throws -> [SweepRow] {
    let sweep = Sweep(
      try ProblemSet([Problem(prompt)]),
      advantages: [try AdvantageEstimator(kind, ddof: 0, stabilizer: stabilizer)],
      dithers: [try Dither(.gaussian)], sigmas: [sigma], groupSize: groupSize)
    return try sweep.run(Sampling(groups: 2000, seed: 1))
  }
}
