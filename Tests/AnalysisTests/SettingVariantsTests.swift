import GRPO
import GSL
import RealModule
import TestSupport
import Testing

@testable import Analysis

/// Noise that a group shares, and settings that have the same advantages without it.
@Suite struct SettingVariantsTests {
  /// 600 random groups of every kind, seed 2106: the shared part moves no advantage that ignores shifts by more than
  /// rounding, and does move the others.
  @Test func `advantages that ignore shifts ignore what a group shares`() throws {
    var random = RandomStream(seed: 2106)
    var moved: [AdvantageKind: Int] = [:]
    for index in 0..<600 {
      let kind = AdvantageKind.allCases[index % AdvantageKind.allCases.count]
      guard kind != .batchStandardized else { continue }
      let size = 3 + random.index(below: 6)
      let setting = try Setting(
        advantage: AdvantageEstimator(kind, ddof: 1), dither: Dither(.gaussian, correlation: 0.75),
        sigma: 0.3, groupSize: size)
      let rewards = (0..<size).map { _ in Double(random.index(below: 3)) / 2 }
      // The draws are the same: what the group shares comes last.
      var (shared, own) = (rewards, rewards)
      var first = RandomStream(seed: 2106, stream: UInt64(1 + index))
      var second = RandomStream(seed: 2106, stream: UInt64(1 + index))
      setting.dither.fill(&shared, using: &first)
      setting.dither.independent.fill(&own, using: &second)
      let reduced = setting.withoutShared
      let a = setting.advantage.advantages(
        of: zip(rewards, shared).map { $0 + setting.sigma * $1 })
      let b = setting.advantage.advantages(of: zip(rewards, own).map { $0 + 0.15 * $1 })
      let gap = zip(a, b).reduce(0) { max($0, abs($1.0 - $1.1)) }
      if kind.ignoresShift {
        #expect(reduced.dither.isPlain && abs(reduced.sigma - 0.15) < 1e-16)
        // Deviations of others may be small: their advantages are as large as their rounding.
        #expect(gap < 1e-12 * max(1, a.reduce(0) { max($0, abs($1)) }), "\(kind) \(gap)")
      } else {
        #expect(reduced == setting)
        if gap > 1e-3 { moved[kind, default: 0] += 1 }
      }
    }
    #expect(moved[.reinforce, default: 0] > 60 && moved[.meanNormalized, default: 0] > 60)
  }

  /// Groups of 4, 50,000 of them, seed 2107: variance 1 and correlation rho of every family, within 5 standard
  /// errors of the mean of products; rho 0 is the stream as it ever was.
  @Test(arguments: [0.0, 0.25, 1])
  func `noise of a group has the correlation asked for`(_ rho: Double) throws {
    var random = RandomStream(seed: 2107)
    for components in [[1.0], [1, 2]] {
      let dither = try Dither(.uniform, components: components, correlation: rho)
      var noise = [0.0, 0, 0, 0]
      var (squares, products) = ([Double](), [Double]())
      for _ in 0..<50_000 {
        dither.fill(&noise, using: &random)
        squares.append(noise[1] * noise[1])
        products.append(noise[0] * noise[3])
      }
      #expect(ZScore(squares, against: 1).agrees())
      #expect(ZScore(products, against: rho).agrees())
      #expect(ZScore(products, against: rho + 0.1).differs())
    }
  }

  /// Noise on advantages and noise in proportion to rewards keep what they share: no setting replaces them.
  @Test func `only a shift of rewards is left out`() throws {
    for mode in [NoiseMode.multiplicative, .onAdvantages] {
      let setting = try Setting(
        advantage: AdvantageEstimator(.mean),
        dither: Dither(.gaussian, mode: mode, correlation: 0.5),
        sigma: 0.3, groupSize: 4)
      #expect(setting.withoutShared == setting)
    }
    #expect(throws: GRPOError.self) { try Dither(.gaussian, correlation: 1.5) }
  }
}
