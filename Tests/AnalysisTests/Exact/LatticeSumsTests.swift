import GRPO
import GSL
import Policies
import RealModule
import Testing

@testable import Analysis

/// Sums over (S, Q) and closed sums against sums over compositions, which know nothing of either.
struct LatticeSumsTests {
  private static func problem(_ steps: [Int], using random: inout RandomStream) throws -> Problem {
    let logits = steps.map { _ in 4 * random.uniform() - 2 }
    return try Problem(
      Prompt(
        name: "levels", policy: SoftmaxBandit(logits: logits),
        rewards: steps.map { 0.5 * Double($0) - 0.3 }))
  }

  private static func setting(
    _ kind: AdvantageKind, ddof: Int = 0, stabilizer: Double = 0, sigma: Double, groupSize: Int
  ) throws -> Setting {
    try Setting(
      advantage: AdvantageEstimator(kind, ddof: ddof, stabilizer: stabilizer),
      dither: Dither(.gaussian), sigma: sigma, groupSize: groupSize)
  }

  /// Relative to the largest entry: later sums cancel between entries of one kind.
  private func expectEqual(_ a: LevelSums, _ b: LevelSums, _ message: String) {
    let scale = b.values.reduce(0) { Swift.max($0, abs($1)) }
    for (x, y) in zip(a.values, b.values) { #expect(abs(x - y) < 1e-13 * scale, "\(message)") }
  }

  @Test(arguments: [[0, 1, 2], [0, 2, 3, 7], [0, 1, 2, 3, 4, 5]])
  func `sums over a lattice are the sums over compositions`(steps: [Int]) throws {
    var random = RandomStream(seed: UInt64(steps.count))
    for _ in 0..<8 {
      let table = LevelTable(try Self.problem(steps, using: &random))
      let setting = try Self.setting(
        .standardized, ddof: random.index(below: 2),
        stabilizer: random.index(below: 2) == 0 ? 0 : 0.1,
        sigma: .exp(4 * random.uniform() - 3), groupSize: 2 + random.index(below: 7))
      let law = StandardizedGaussianLaw(
        levels: table.rewards, groupSize: setting.groupSize, ddof: setting.advantage.ddof,
        stabilizer: setting.advantage.stabilizer, sigma: setting.sigma)
      let lattice = try #require(RewardLattice(table.rewards))
      #expect(lattice.indices == steps && abs(lattice.step - 0.5) < 1e-15)
      let fast = try LevelSums(
        law,
        over: LatticeLaw(
          lattice, groupSize: setting.groupSize, probabilities: table.probabilities),
        step: lattice.step)
      let slow = try LevelSums(law, table: table, setting: setting, parts: 1)
      expectEqual(fast, slow, "\(setting)")
    }
  }

  @Test func `undithered standardized rewards have the same sums`() throws {
    var random = RandomStream(seed: 8)
    let table = LevelTable(try Self.problem([0, 1, 3], using: &random))
    let setting = try Self.setting(.standardized, ddof: 1, stabilizer: 1e-4, sigma: 0, groupSize: 5)
    let law = DiscreteNoiseLaw(
      levels: DitheredLevels(levels: table.rewards, values: [0], sigma: 0, isSingle: true),
      probabilities: [1], estimator: setting.advantage, groupSize: 5)
    let lattice = LatticeLaw(
      try #require(RewardLattice(table.rewards)), groupSize: 5, probabilities: table.probabilities)
    expectEqual(
      try LevelSums(law, over: lattice, step: lattice.lattice.step),
      try LevelSums(law, table: table, setting: setting, parts: 1), "no noise")
  }

  @Test(arguments: [AdvantageKind.reinforce, .mean, .leaveOneOut])
  func `closed sums are the sums over compositions`(kind: AdvantageKind) throws {
    var random = RandomStream(seed: 12)
    for steps in [[0, 1], [0, 2, 3], [0, 1, 5, 6]] {
      for groupSize in 2...7 {
        let table = LevelTable(try Self.problem(steps, using: &random))
        let setting = try Self.setting(kind, sigma: random.uniform(), groupSize: groupSize)
        let law = LinearLaw(
          levels: table.rewards, kind: kind, variance: setting.sigma * setting.sigma,
          groupSize: groupSize)
        expectEqual(
          LevelSums(law, table: table),
          try LevelSums(law, table: table, setting: setting, parts: 1), "\(setting)")
      }
    }
  }

  /// Two levels have a table of their own, three gain nothing in a small group, eleven do.
  @Test func `the route with the least work is taken`() {
    let levels = { (count: Int) in (0..<count).map { 0.5 * Double($0) } }
    #expect(RewardLattice(levels(2))!.isWorthwhile(groupSize: 8) == false)
    #expect(RewardLattice(levels(3))!.isWorthwhile(groupSize: 200) == false)
    #expect(RewardLattice(levels(11))!.isWorthwhile(groupSize: 8))
    #expect(RewardLattice(levels(11))!.isWorthwhile(groupSize: 64))
    #expect(RewardLattice([0, 1, .sqrt(2)]) == nil)
    #expect(RewardLattice([0.1, 0.2, 0.4, 1])?.indices == [0, 1, 3, 9])
  }

  /// Eleven levels in groups of 32 have C(42, 10) = 1.5 billion compositions. E g points along grad V
  /// for noise that hides every difference, where kappa is linear in lambda: the slope is
  /// `1/sigma gammaRatio`, the same for all groups.
  @Test func `eleven levels in a large group approach the linear law under much noise`() throws {
    var random = RandomStream(seed: 3)
    let problem = try Self.problem(Array(0...10), using: &random)
    let setting = try Self.setting(.standardized, sigma: 1e4, groupSize: 32)
    let law = try ExactLaw.moments(ProblemSet([problem]), setting: setting)
    let gradient = try #require(law.expectedGradient)
    let slope = SphericalLaw.gammaRatio(dimension: 31) * Double.sqrt(32) / 1e4 * 31 / 32
    for (found, value) in zip(gradient, problem.valueGradient) {
      #expect(abs(found - slope * value) < 1e-6 * slope * abs(value) + 1e-12)
    }
  }
}
