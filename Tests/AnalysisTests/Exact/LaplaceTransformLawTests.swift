import GRPO
import GSL
import RealModule
import TestSupport
import Testing

@testable import Analysis

struct LaplaceTransformLawTests {
  static func law(_ problem: LawCase, _ setting: Setting) throws -> LaplaceTransformLaw {
    LaplaceTransformLaw(
      levels: problem.levels, noise: try #require(TiltedNoise(setting.dither)), setting: setting)
  }

  /// sigma from 1e-6 to 1e3, 150 groups: the general law against the Gaussian closed forms.
  @Test func `Gaussian noise gives the Gaussian law`() throws {
    var random = RandomStream(seed: 1)
    for number in 0..<150 {
      let problem = LawCase(using: &random, sigmas: 1e-6...1e3)
      let setting = try problem.setting(
        .standardized, .gaussian, ddof: number % 2, stabilizer: [0, 1e-4, 0.1][number % 3])
      let general = try problem.moments(Self.law(problem, setting))
      let gaussian = try problem.moments(
        StandardizedGaussianLaw(
          levels: problem.levels, groupSize: problem.groupSize, ddof: setting.advantage.ddof,
          stabilizer: setting.advantage.stabilizer, sigma: problem.sigma))
      let size = gaussian.diagonal.max()!
      #expect(
        problem.distance(general, gaussian) <= 1e-10 * max(size, size.squareRoot()), "\(problem)")
    }
  }

  /// data/reference/stabilized.csv: a lone success (or none) with the norm of the row.
  @Test func `stabilized moments agree with the reference table`() throws {
    for row in try Reference.table("stabilized.csv") where row["sigma"] != "0" {
      let value = { (column: String) in Double(row[column]!)! }
      let size = Int(value("group_size"))
      let h = 1 - 1 / Double(size)
      let success = value("norm") / h.squareRoot()
      let setting = try Setting(
        advantage: AdvantageEstimator(
          .standardized, ddof: Int(value("ddof")), stabilizer: value("stabilizer")),
        dither: Dither(.gaussian), sigma: value("sigma"), groupSize: size)
      let laws: [any ConditionalLaw] = [
        LaplaceTransformLaw(levels: [0, success], noise: .gaussian, setting: setting),
        StandardizedGaussianLaw(
          levels: [0, success], groupSize: size, ddof: setting.advantage.ddof,
          stabilizer: setting.advantage.stabilizer, sigma: setting.sigma),
      ]
      let isSilent = value("norm") == 0
      for law in laws {
        var moments = ConditionalMoments(levelCount: 2, parts: 1)
        try law.fill(&moments, counts: isSilent ? [size, 0] : [size - 1, 1])
        let level = isSilent ? 0 : 1
        let square = (value("c1") + value("c2")) * h
        #expect(abs(moments.diagonal[level] / square - 1) < 1e-11, "\(row)")
        let mean = value("alpha") * h.squareRoot()
        #expect(abs(moments.first[level] - mean) <= 1e-11 * mean, "\(row)")
      }
    }
  }

  /// G = 2, gap r, ddof 0: E A = P(x1 > x2) - P(x1 < x2). The difference of two uniform variables on
  /// [-a, a] is triangular: 1 - (1 - r/2a)^2, here 1 - (1 - 1/2)^2 = 3/4, 1 - (3/4)^2 = 7/16 and 1.
  /// Two Laplace variables of scale b, t = r/b: 1 - exp(-t)(1 + t/2).
  @Test(arguments: [
    (NoiseFamily.uniform, 1.0, 0.75), (.uniform, 2, 0.4375), (.uniform, 0.4, 1),
    (.laplace, 1, 1 - 1.5 * .exp(-1)), (.laplace, 0.25, 1 - 3 * .exp(-4)),
  ])
  func `two completions: a difference of probabilities`(
    family: NoiseFamily, scale: Double, expected: Double
  ) throws {
    let sigma = scale * (family == .uniform ? 1 / 3.0.squareRoot() : 2.0.squareRoot())
    let setting = try Setting(
      advantage: AdvantageEstimator(.standardized), dither: Dither(family), sigma: sigma,
      groupSize: 2)
    let law = LaplaceTransformLaw(
      levels: [0, 1], noise: try #require(TiltedNoise(setting.dither)), setting: setting)
    var moments = ConditionalMoments(levelCount: 2, parts: 1)
    try law.fill(&moments, counts: [1, 1])
    #expect(abs(moments.first[1] - expected) < 1e-11)
    #expect(abs(moments.first[0] + expected) < 1e-11)
    #expect(abs(moments.diagonal[1] - 1) < 1e-11)
    #expect(abs(moments.cross[1] + 1) < 1e-11)
  }

  /// Sum A = 0 and, without a stabilizer, sum A^2 = G - ddof, for every draw: so for the moments.
  @Test(arguments: [NoiseFamily.uniform, .laplace])
  func `advantages are centred and normalised`(family: NoiseFamily) throws {
    var random = RandomStream(seed: 2)
    for number in 0..<60 {
      let problem = LawCase(using: &random, sigmas: 1e-6...1e3)
      let setting = try problem.setting(
        .standardized, family, ddof: number % 2, stabilizer: [0, 0, 0.05][number % 3])
      let moments = try problem.moments(Self.law(problem, setting))
      let completions = problem.completions
      #expect(abs(completions.reduce(0) { $0 + moments.first[$1] }) < 1e-12, "\(problem)")
      let trace = completions.reduce(0) { $0 + moments.diagonal[$1] }
      for (i, l) in completions.enumerated() {
        let row = completions.enumerated().reduce(0.0) { sum, other in
          sum
            + (i == other.offset
              ? moments.diagonal[l] : moments.cross[moments.crossIndex(0, l, 0, other.element)])
        }
        #expect(abs(row) < 1e-12 * max(1, trace), "\(problem)")
      }
      if setting.advantage.stabilizer == 0 {
        let whole = Double(problem.groupSize - setting.advantage.ddof)
        #expect(abs(trace / whole - 1) < 1e-11, "\(problem)")
      }
    }
  }

  /// The claim AdvantageDirection, r = (0, .2, 1), sigma .3: only Gaussian noise keeps the direction.
  /// Perpendicular parts from data/reference/plane_law.py times sqrt 3, error below 1e-16.
  @Test(arguments: [
    (NoiseFamily.uniform, 0.0053471752428079805), (.laplace, 0.0014876010013715085), (.gaussian, 0),
  ])
  func `noise on three levels may change the direction`(
    family: NoiseFamily, expected: Double
  ) throws {
    let levels = [0, 0.2, 1]
    let setting = try Setting(
      advantage: AdvantageEstimator(.standardized), dither: Dither(family), sigma: 0.3,
      groupSize: 3)
    let law = LaplaceTransformLaw(
      levels: levels, noise: try #require(TiltedNoise(setting.dither)), setting: setting)
    var moments = ConditionalMoments(levelCount: 3, parts: 1)
    try law.fill(&moments, counts: [1, 1, 1])
    let plain = levels.map { $0 - 0.4 }
    let along = dot(plain, moments.first) / dot(plain, plain)
    let rest = zip(moments.first, plain).map { $0 - along * $1 }
    #expect(abs(dot(rest, rest).squareRoot() - expected) < 1e-11)
  }

  /// 400,000 dithered groups, seed 3: E A of the lone success is known to .001, A^2 to .002 and the
  /// product with a failure likewise (z <= 5); a sigma twice as large moves E A by .1 and more.
  @Test(arguments: [
    (NoiseFamily.uniform, [1.0]), (.laplace, [1]), (.laplace, [2, 0.5, 1, 1, 0.5]),
    (.studentT(degreesOfFreedom: 2.5), [1]), (.studentT(degreesOfFreedom: 6), [1]),
  ])
  func `simulated groups agree, and a planted error does not`(
    family: NoiseFamily, components: [Double]
  ) throws {
    let levels = [0, 0.3, 1]
    let group = try FixedGroup(
      rewards: [0, 0, 0.3, 0.3, 1],
      advantage: AdvantageEstimator(.standardized, ddof: 1, stabilizer: 0.1),
      dither: Dither(family, components: components), sigma: 0.4)
    let law = LaplaceTransformLaw(
      levels: levels, noise: try #require(TiltedNoise(group.setting.dither)),
      setting: group.setting)
    var moments = ConditionalMoments(levelCount: 3, parts: 1)
    try law.fill(&moments, counts: [2, 2, 1])
    let exact = [moments.first[2], moments.diagonal[2], moments.cross[2], moments.cross[4]]
    let run = { (error: PlantedError?) in
      try group.run(
        Sampling(groups: 400_000, seed: 3, threads: 2, plantedError: error), statisticCount: 4
      ) { _, a, values in
        values[0] = a[4]
        values[1] = a[4] * a[4]
        values[2] = a[0] * a[4]
        values[3] = a[2] * a[3]
      }.means
    }
    for (estimate, value) in zip(try run(nil), exact) {
      let z = ZScore(estimate, against: value)
      #expect(z.agrees(), "\(z)")
    }
    #expect(try ZScore(run(.sigmaDoubled)[0], against: exact[0]).differs())
  }

  @Test func `too coarse a quadrature is refused, not returned`() throws {
    let integral = TransformIntegral(
      group: TiltedGroup(noise: .uniform, offsets: [-0.25, 0.75], counts: [3, 1]), divisor: 4,
      threshold: 0)
    let fine = try integral.value(resolution: 1)
    #expect(fine.agrees(with: try integral.value(resolution: 1.16), tolerance: 1e-8))
    #expect(!fine.agrees(with: try integral.value(resolution: 3), tolerance: 1e-8))
  }
}
