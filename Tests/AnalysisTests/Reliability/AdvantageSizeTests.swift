import GRPO
import GSL
import Policies
import Testing

@testable import Analysis

/// How large advantages are said to be, against every sign of the noise and against exact laws.
struct AdvantageSizeTests {
  /// Roots of E A^2 by level, over all signs of sigma.
  private static func enumerated(
    _ counts: [Int], _ levels: [Double], _ setting: Setting
  ) -> [Double] {
    let held = counts.indices.flatMap { Array(repeating: $0, count: counts[$0]) }
    var squares = [Double](repeating: 0, count: counts.count)
    forEachTuple(of: 2, length: held.count) { signs in
      let rewards = zip(held, signs).map { levels[$0] + setting.sigma * Double(2 * $1 - 1) }
      for (l, a) in zip(held, setting.advantage.advantages(of: rewards)) {
        squares[l] += a * a / Double(counts[l] << held.count)
      }
    }
    return squares.map { $0.squareRoot() }
  }

  private static func counts(_ levels: Int, _ random: inout RandomStream) -> [Int] {
    var counts = [Int](repeating: 0, count: levels)
    for _ in 0..<(3 + random.index(below: 4)) { counts[random.index(below: levels)] += 1 }
    return counts
  }

  private static let levels = [-0.5, 0, 0.25, 1]

  /// 60 random groups of 3 to 6 on four levels, seed 19: any linear advantage, and any advantage without
  /// noise.
  @Test(arguments: AdvantageKind.allCases.filter { $0 != .batchStandardized })
  func `sizes are exact for linear advantages and without noise`(kind: AdvantageKind) throws {
    var random = RandomStream(seed: 19)
    for number in 0..<60 {
      let counts = Self.counts(4, &random)
      let setting = try Setting(
        advantage: AdvantageEstimator(
          kind, ddof: number % 2, stabilizer: [0, 0.1][number / 2 % 2]),
        dither: Dither(.rademacher), sigma: kind.divides ? 0 : 3.0 / 16,
        groupSize: counts.reduce(0, +))
      let size = AdvantageSize(setting, levels: Self.levels)
      let right = Self.enumerated(counts, Self.levels, setting)
      for (a, b) in zip(size.sizes(counts), right) {
        #expect(abs(a - b) < 1e-13 * max(1, b), "\(setting.advantage.text) \(counts)")
      }
      // Without noise one number has the fourth root of itself.
      #expect(size.fourthRoot == (setting.sigma == 0 ? 1 : 3.0.squareRoot().squareRoot()))
    }
  }

  /// Divided advantages under Gaussian noise of .01 to 1, 60 random groups of 5 to 11, seed 20, against their
  /// exact law: a factor of two is what telling rare groups from others asks for.
  @Test(arguments: [AdvantageKind.standardized, .leaveOneOutStandardized])
  func `sizes are right within a factor of two elsewhere`(kind: AdvantageKind) throws {
    var random = RandomStream(seed: 20)
    for number in 0..<60 {
      var counts = Self.counts(3, &random)
      counts[number % 3] += kind == .standardized ? 2 : 5
      let setting = try Setting(
        advantage: AdvantageEstimator(
          kind, ddof: number % 2, stabilizer: [0, 0.1][number / 2 % 2]),
        dither: Dither(.gaussian), sigma: [0.01, 0.1, 1][number % 3],
        groupSize: counts.reduce(0, +))
      let levels = [0, 0.25, 1.0]
      let size = AdvantageSize(setting, levels: levels).sizes(counts)
      var law = try GroupLaw(of: levels, setting)
      try law.hold(counts: counts)
      for l in 0..<3 {
        guard counts[l] > 0 else {
          #expect(size[l] == 0)
          continue
        }
        let right = (law.variance(l) + law.mean(l) * law.mean(l)).squareRoot()
        #expect(0.5 < size[l] / right && size[l] / right < 2, "\(setting.text) \(counts) \(l)")
      }
    }
  }

  @Test func `a clamp caps, a silent group is 0 without noise`() throws {
    let setting = { (clamp: Double?, sigma: Double) in
      try Setting(
        advantage: AdvantageEstimator(.mean, clamp: clamp), dither: Dither(.gaussian), sigma: sigma,
        groupSize: 4)
    }
    let free = AdvantageSize(try setting(nil, 0), levels: [0, 1])
    #expect(free.sizes([3, 1]) == [0.25, 0.75] && free.sizes([4, 0]) == [0, 0])
    #expect(free.typical(0) == 1 && free.typical(1) == 1)
    let cut = AdvantageSize(try setting(0.5, 0), levels: [0, 1])
    #expect(cut.sizes([3, 1]) == [0.25, 0.5] && cut.typical(1) == 0.5)
    // sigma^2 (G - 1)/G.
    let noisy = AdvantageSize(try setting(nil, 0.2), levels: [0, 1])
    #expect(abs(noisy.sizes([4, 0])[0] - 0.03.squareRoot()) < 1e-16)
  }

  /// Norms of sums are at most sums of norms: the size of a decoupled advantage is no less than its root mean
  /// square, and no more than the weights add up to where its parts are in step.
  @Test func `components add up at most`() throws {
    let components = ComponentTables(
      try #require(
        Prompt(
          name: "two", policy: SoftmaxBandit(logits: [0, 0, 0]),
          rule: .vectors([[1, 1], [0, 0.5], [0, 0]], weights: [1, -0.5])
        ).components))
    let setting = try Setting(
      advantage: AdvantageEstimator(.mean), dither: Dither(.none), sigma: 0, groupSize: 4,
      aggregation: .decoupled)
    let size = try DecoupledSize(setting, components)
    // Vectors in order (0, 0), (0, .5), (1, 1); one, one and two of them: means .5 and .625.
    let counts = [1, 1, 2]
    let parts = [[-0.5, -0.5, 0.5], [-0.625, -0.125, 0.375]]
    let right = (0..<3).map { abs(parts[0][$0]) + 0.5 * abs(parts[1][$0]) }
    for (a, b) in zip(size.sizes(counts), right) { #expect(abs(a - b) < 1e-15) }
    #expect(size.sizes([4, 0, 0]) == [0, 0, 0] && size.fourthRoot == 1)
    #expect(abs(size.typical(2) - 1.5) < 1e-15)
  }
}
