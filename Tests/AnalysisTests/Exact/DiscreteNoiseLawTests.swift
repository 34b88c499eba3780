import GRPO
import GSL
import Testing

@testable import Analysis

/// Noise of finitely many values, every estimator, whole advantages and their parts, against all ways the
/// values can fall, completion by completion.
struct DiscreteNoiseLawTests {
  /// Levels and noise in sixteenths: no sum is rounded, and what ties, ties exactly.
  private struct Case {
    let levels: [Double]
    let counts: [Int]
    let setting: Setting
    let parts: Int

    init(_ number: Int, _ random: inout RandomStream) throws {
      let inner = (0..<random.index(below: 2)).map { _ in
        Double(1 + random.index(below: 15)) / 16
      }
      levels = [0] + inner + [1]
      var counts = levels.map { _ in 0 }
      for _ in 0..<(3 + random.index(below: 3)) { counts[random.index(below: counts.count)] += 1 }
      self.counts = counts
      let kinds = AdvantageKind.allCases.filter { $0 != .batchStandardized }
      setting = try Setting(
        advantage: AdvantageEstimator(
          kinds[number % kinds.count], ddof: random.index(below: 2),
          stabilizer: [0, 0.25][random.index(below: 2)],
          clamp: [nil, nil, 0.75][random.index(below: 3)]),
        dither: Dither(.rademacher), sigma: Double(1 + random.index(below: 12)) / 16,
        groupSize: counts.reduce(0, +))
      parts = 1 + number % 2
    }

    var law: DiscreteNoiseLaw {
      DiscreteNoiseLaw(
        levels: setting.dithered(levels: levels, values: [-1, 1]), probabilities: [0.5, 0.5],
        estimator: setting.advantage, groupSize: setting.groupSize)
    }

    /// Moments by level over all signs.
    var enumerated: ConditionalMoments {
      var moments = ConditionalMoments(levelCount: levels.count, parts: parts)
      let held = counts.indices.flatMap { Array(repeating: $0, count: counts[$0]) }
      let weight = 1 / Double(1 << held.count)
      forEachTuple(of: 2, length: held.count) { signs in
        let rewards = zip(held, signs).map { levels[$0] + setting.sigma * Double(2 * $1 - 1) }
        let advantages = setting.advantage.advantages(of: rewards)
        let split =
          parts == 1
          ? [advantages] : [advantages.map { max($0, 0) }, advantages.map { min($0, 0) }]
        for (p, part) in split.enumerated() {
          for (i, l) in held.enumerated() {
            let own = Double(counts[l])
            moments.first[moments.firstIndex(p, l)] += weight * part[i] / own
            for (q, other) in split.enumerated() {
              moments.diagonal[moments.diagonalIndex(p, q, l)] += weight * part[i] * other[i] / own
              for (j, m) in held.enumerated() where j != i {
                let pairs = own * Double(counts[m] - (l == m ? 1 : 0))
                moments.cross[moments.crossIndex(p, l, q, m)] += weight * part[i] * other[j] / pairs
              }
            }
          }
        }
      }
      return moments
    }
  }

  /// 200 random groups of 3 to 5 completions, seed 17.
  @Test func `moments are those of every sign`() throws {
    var random = RandomStream(seed: 17)
    var tied = 0
    for number in 0..<200 {
      let one = try Case(number, &random)
      var found = ConditionalMoments(levelCount: one.levels.count, parts: one.parts)
      one.law.fill(&found, counts: one.counts)
      let right = one.enumerated
      let text: Comment = "\(number): \(one.setting.advantage.text), \(one.counts) of \(one.levels)"
      let rows = [
        (found.first, right.first), (found.diagonal, right.diagonal), (found.cross, right.cross),
      ]
      for (a, b) in rows.flatMap({ zip($0.0, $0.1) }) {
        #expect(abs(a - b) < 1e-13 * max(1, abs(b)), text)
      }
      if one.law.pairs.representatives != Array(0..<2 * one.levels.count) { tied += 1 }
    }
    #expect(tied > 5)
  }

  /// Without noise the advantage of a deviation is the slope times it, whatever the group of that norm.
  @Test func `groups of one norm share their coefficients`() throws {
    let setting = try Setting(
      advantage: AdvantageEstimator(.standardized, ddof: 1, stabilizer: 0.25),
      dither: Dither(.none), sigma: 0, groupSize: 4)
    let law = DiscreteNoiseLaw(
      levels: setting.dithered(levels: [0, 0.5, 1], values: [0]), probabilities: [1],
      estimator: setting.advantage, groupSize: 4)
    var moments = ConditionalMoments(levelCount: 3, parts: 1)
    for counts in [[3, 0, 1], [1, 2, 1], [0, 1, 3]] {
      law.fill(&moments, counts: counts)
      let group = CountedRewards(counts: counts, levels: [0, 0.5, 1])
      let found = try #require(law.coefficients(norm: group.norm))
      #expect(found.isotropic == 0)
      for l in 0..<3 where counts[l] > 0 {
        let deviation = 0.5 * Double(l) - group.mean
        #expect(abs(moments.first[l] - found.mean * deviation) < 1e-15)
        #expect(abs(moments.diagonal[l] - found.aligned * deviation * deviation) < 1e-15)
      }
    }
    // Signs, clamps and other divisors do not know a group by its norm.
    for kind in [AdvantageKind.mean, .leaveOneOutStandardized, .reinforce] {
      let other = DiscreteNoiseLaw(
        levels: law.pairs, probabilities: [1], estimator: try AdvantageEstimator(kind), groupSize: 4
      )
      #expect(other.coefficients(norm: 1) == nil)
    }
    let signs = DiscreteNoiseLaw(
      levels: try setting.with(sigma: 0.1).signed, probabilities: [0.5, 0.5],
      estimator: setting.advantage, groupSize: 4)
    #expect(signs.coefficients(norm: 1) == nil)
  }
}

extension Setting {
  /// Three levels under signs.
  fileprivate var signed: DitheredLevels {
    get throws {
      var copy = self
      copy.dither = try Dither(.rademacher)
      return copy.dithered(levels: [0, 0.5, 1], values: [-1, 1])
    }
  }
}
