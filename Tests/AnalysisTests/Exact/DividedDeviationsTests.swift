import GRPO
import GSL
import Testing

@testable import Analysis

/// Deviations over the deviation of a whole sample: what holds whatever the noise.
struct DividedDeviationsTests {
  private static let families: [NoiseFamily] = [
    .uniform, .laplace, .studentT(degreesOfFreedom: 5),
  ]

  private static func deviations(
    _ levels: [Double], _ family: NoiseFamily, sigma: Double, stabilizer: Double = 0, size: Int
  ) throws -> DividedDeviations {
    let setting = try Setting(
      advantage: AdvantageEstimator(.standardized, ddof: 1, stabilizer: stabilizer),
      dither: Dither(family), sigma: sigma, groupSize: size)
    return DividedDeviations(
      levels: levels, noise: try #require(TiltedNoise(setting.dither)), setting: setting,
      size: size)
  }

  private static func expectEqual(
    _ a: TransformMoments, _ b: TransformMoments, _ tolerance: Double, _ text: Comment
  ) {
    for (x, y) in zip(a.first + a.cross + a.own, b.first + b.cross + b.own) {
      #expect(abs(x - y) < tolerance, text)
    }
  }

  /// Rewards, sigma and stabilizer times 2^k or 1e-3, and from another zero.
  @Test(arguments: families)
  func `they know no unit of reward and no zero`(family: NoiseFamily) throws {
    let counts = [2, 1, 1]
    let plain = try Self.deviations(
      [0, 0.25, 1], family, sigma: 0.4, stabilizer: 0.1, size: 4)(counts)
    for (factor, base, tolerance) in [(0x1p30, 0.0, 1e-15), (1e-3, 0, 1e-11), (1, -7, 1e-11)] {
      let found = try Self.deviations(
        [0, 0.25, 1].map { base + factor * $0 }, family, sigma: factor * 0.4,
        stabilizer: factor * 0.1, size: 4)(counts)
      Self.expectEqual(found, plain, tolerance, "\(family) \(factor) \(base)")
    }
  }

  /// Levels in equal distances: the mirror image of a sample has the opposite moments. Where they are not,
  /// the reversed counts are another sample.
  @Test(arguments: families)
  func `mirrored samples have opposite moments`(family: NoiseFamily) throws {
    let even = try Self.deviations([0, 0.5, 1], family, sigma: 0.3, size: 5)
    let (a, b) = (try even([3, 1, 1]), try even([1, 1, 3]))
    for k in 0..<3 {
      #expect(a.first[k] == -b.first[2 - k] && a.own[k] == b.own[2 - k])
      for j in 0..<3 { #expect(a.product(k, j) == b.product(2 - k, 2 - j)) }
    }
    // 3 first and 1 second and third: sum n E A = 0, so that the mean is 0.
    #expect(abs(3 * a.first[0] + a.first[1] + a.first[2]) < 1e-12)
    let uneven = try Self.deviations([0, 0.2, 1], family, sigma: 0.3, size: 5)
    let (c, d) = (try uneven([3, 1, 1]), try uneven([1, 1, 3]))
    #expect(abs(c.first[2] + d.first[0]) > 1e-3)
  }

  /// Means are linear in rewards far below the noise: at 1e-7 they come from larger ones, at 2e-5 directly.
  @Test(arguments: families)
  func `rewards lost in the noise keep the slope of larger ones`(family: NoiseFamily) throws {
    let slope = { (gap: Double) throws -> Double in
      let found = try Self.deviations([0, gap], family, sigma: 1, stabilizer: 0.1, size: 4)([3, 1])
      return found.first[1] / gap
    }
    let (near, far) = (try slope(1e-7), try slope(2e-5))
    // The next order is gap^2; quadratures leave 1e-12 over the gap.
    #expect(abs(near / far - 1) < 1e-6, "\(near) \(far)")
    #expect(near > 0)
    let silent = try Self.deviations([0, 1], family, sigma: 0.2, size: 4)
    let (low, high) = (try silent([4, 0]), try silent([0, 4]))
    #expect(low.first == [0] && low.cross == high.cross && low.own == high.own)
    // Of four equals: sum A^2 = G - 1 without a stabilizer, so E A^2 = 3/4, and -1/4 for two.
    #expect(abs(low.cross[0] + low.own[0] - 0.75) < 1e-10 && abs(low.cross[0] + 0.25) < 1e-10)
  }

  /// A stabilizer that drowns all, and rewards beside which noise is lost: a divisor that is a number.
  @Test func `a sure divisor is a number`() throws {
    let counts = [3, 1]
    let root = 3.0.squareRoot()
    // norm = sqrt(3/4); sqrt m (r - rbar)/(norm + eps sqrt m).
    for (sigma, stabilizer) in [(0.3, 0x1p70), (1e-12, 0.5)] {
      let found = try Self.deviations(
        [0, 1], .laplace, sigma: sigma, stabilizer: stabilizer, size: 4)(counts)
      let slope = root / (0.75.squareRoot() + stabilizer * root)
      #expect(abs(found.first[1] / (0.75 * slope) - 1) < 1e-15)
      #expect(abs(found.own[0] / (slope * sigma * slope * sigma) - 1) < 1e-14)
      let cross = slope * slope * (-0.1875 - sigma * sigma / 4)
      #expect(abs(found.product(0, 1) / cross - 1) < 1e-14)
    }
  }
}
