import GRPO
import GSL
import Policies
import RealModule
import TestSupport
import Testing

@testable import Analysis

struct TiltedUniformSumTests {
  private static func components(_ maxima: [Double]) throws -> [Double] {
    try Dither(.uniform, components: maxima).components
  }

  /// Simpson's rule between the knots, 4000 intervals each, where the tilt is more than 1e-17 of its largest:
  /// within `reach` of `base`.
  private func integral(
    _ sum: TiltedUniformSum, base: Double = 0, reach: Double = .infinity, _ body: (Double) -> Double
  ) -> Double {
    zip(sum.knots, sum.knots.dropFirst()).reduce(0) { total, ends in
      let (low, high) = (max(ends.0, base - reach), min(ends.1, base + reach))
      guard low < high else { return total }
      let h = (high - low) / 4000
      return total
        + (0...4000).reduce(0) { part, i in
          let x = low + h * Double(i)
          let inside = min(max(x, -sum.halfWidth + 1e-15), sum.halfWidth - 1e-15)
          let weight = i == 0 || i == 4000 ? 1.0 : i % 2 == 1 ? 4 : 2
          return part + h / 3 * weight * sum.density(inside) * body(x)
        }
    }
  }

  @Test(arguments: [[1, 1], [2, 1], [1, 1, 1], [2, 0.5, 1, 1, 0.5], [3, 1, 0.2, 0.7, 1, 2]])
  func `the density has mass one, mean zero and variance one`(maxima: [Double]) throws {
    let sum = try #require(TiltedUniformSum(components: Self.components(maxima)))
    #expect(abs(integral(sum) { _ in 1 } - 1) < 1e-11)
    #expect(abs(integral(sum) { $0 }) < 1e-11)
    #expect(abs(integral(sum) { $0 * $0 } - 1) < 1e-11)
  }

  /// From a tilt that sees everything to one that sees one piece, inside the support and outside.
  @Test(arguments: [[1, 1], [2, 0.5, 1, 1, 0.5]])
  func `tilted moments agree with quadrature`(maxima: [Double]) throws {
    let sum = try #require(TiltedUniformSum(components: Self.components(maxima)))
    for t in [1e-6, 0.01, 1, 30, 400, 3000] {
      for d in [0, 0.3, -1.1, 2, 3.5] {
        let near = min(max(-d, -sum.halfWidth), sum.halfWidth) + d
        let tilt = { (e: Double) in Double.exp(-t * ((d + e) * (d + e) - near * near)) }
        // exp(-t (2 near y + y^2)) at y = reach from the point of the support nearest to the tilt.
        let base = near - d
        let reach = 40 / (abs(near) * t + (near * near * t * t + 40 * t).squareRoot())
        let mass = integral(sum, base: base, reach: reach, tilt)
        let mean = integral(sum, base: base, reach: reach) { tilt($0) * $0 } / mass
        let variance =
          integral(sum, base: base, reach: reach) { tilt($0) * ($0 - mean) * ($0 - mean) } / mass
        let found = sum.moments(d, t)
        #expect(abs(found.logMass - (.log(mass) - t * near * near)) < 1e-7 * (1 + t * near * near))
        #expect(abs(found.noise - mean) < 1e-7, "\(d) \(t)")
        #expect(abs(found.deviation - (d + mean)) < 1e-7)
        #expect(abs(found.variance - variance) < 1e-6 * variance + 1e-12, "\(d) \(t)")
      }
    }
  }

  @Test func `one component is the uniform law`() throws {
    let sum = try #require(TiltedUniformSum(components: [1]))
    for (d, t) in [(0.2, 0.5), (-1, 3), (2.5, 1)] {
      let (a, b) = (sum.moments(d, t), TiltedUniform.moments(d, t))
      #expect(abs(a.logMass - b.logMass) < 1e-12 && abs(a.deviation - b.deviation) < 1e-12)
      #expect(abs(a.variance - b.variance) < 1e-12)
    }
  }

  /// The noise of the released code on standardized advantages, 200,000 groups, seed 9: standard
  /// errors about .002, a sigma twice as large moves the mean by .1.
  @Test(arguments: [(2, 1), (4, 1), (8, 3)])
  func `advantages under the paper's dither agree with simulation`(groupSize: Int, upper: Int)
    throws
  {
    let setting = try Setting(
      advantage: AdvantageEstimator(.standardized, ddof: 1, stabilizer: 1e-4),
      dither: Dither(.uniform, components: Dither.gsm8kComponentMaxima), sigma: 0.5,
      groupSize: groupSize)
    let noise = try #require(TiltedNoise(setting.dither))
    let law = LaplaceTransformLaw(levels: [0, 1], noise: noise, setting: setting)
    var moments = ConditionalMoments(levelCount: 2, parts: 1)
    try law.fill(&moments, counts: [groupSize - upper, upper])
    let exact = [moments.first[1], moments.diagonal[1], moments.cross[1]]
    let group = try FixedGroup(
      rewards: Array(repeating: 0, count: groupSize - upper) + Array(repeating: 1, count: upper),
      advantage: setting.advantage, dither: setting.dither, sigma: setting.sigma)
    let run = { (error: PlantedError?) in
      try group.run(
        Sampling(groups: 200_000, seed: 9, threads: 2, plantedError: error), statisticCount: 3
      ) { _, a, values in
        values[0] = a[groupSize - 1]
        values[1] = a[groupSize - 1] * a[groupSize - 1]
        values[2] = a[0] * a[groupSize - 1]
      }.means
    }
    for (estimate, value) in zip(try run(nil), exact) where estimate.standardError > 1e-12 {
      let z = ZScore(estimate, against: value)
      #expect(z.agrees(), "\(z)")
    }
    #expect(try ZScore(run(.sigmaDoubled)[0], against: exact[0]).differs())
  }
}
