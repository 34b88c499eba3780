import GRPO
import GSL
import Policies
import RealModule
import TestSupport
import Testing

@testable import Analysis

struct ClippedLawTests {
  /// E[(a + X)+ (b + Y)+] by integrating the conditional positive part of Y over X.
  @Test(arguments: [-0.5, -0.125, 0.0, 0.2, 0.5])
  func `products of positive parts agree with quadrature`(rho: Double) throws {
    let rest = (1 - rho * rho).squareRoot()
    for a in [-3, -0.4, 0, 1, 6.0] {
      for b in [-2, 0, 0.5, 4.0] {
        let exact = try Quadrature.adaptive(
          from: max(-a, -12), to: 12, absoluteTolerance: 1e-15
        ) { x in
          let inner = NoiseFamily.gaussian.positivePart(mean: b + rho * x, sigma: rest)!.first
          return (a + x) * inner * NoiseFamily.gaussian.density(at: x)!
        }.value
        let found = BivariateNormal(correlation: rho).parts(a, b)
        #expect(abs(found - exact) < 1e-10 * max(1, exact), "a \(a), b \(b)")
      }
    }
  }

  /// Each product from the start, as it was worked out before corners were shared: the same bits, at 300 places, seed 25.
  @Test(arguments: [3, 4, 9, 64]) func `shared corners change no bit`(groupSize: Int) throws {
    var random = SplitMix(seed: 25)
    let pair = try #require(BivariateNormal(groupSize: groupSize))
    let g = Double(groupSize)
    for _ in 0..<300 {
      let means = (0..<3).map { _ in Double.random(in: -4...4, using: &random) }
      let held = [[0, 1, 2], [0, 2], [1]].randomElement(using: &random)!
      let (sigma, weight) = (
        Double.random(in: 0.1...3, using: &random), Double.random(in: 0...2, using: &random)
      )
      var (moments, right) = (
        ConditionalMoments(levelCount: 3, parts: 2), ConditionalMoments(levelCount: 3, parts: 2)
      )
      moments.addCentredParts(
        means: means, held: held, sigma: sigma, groupSize: groupSize, pair: pair, second: weight)
      let deviation = sigma * ((g - 1) / g).squareRoot()
      for l in held {
        for m in held {
          for (part, sign) in [1.0, -1].enumerated() {
            for (other, otherSign) in [1.0, -1].enumerated() {
              let product =
                deviation * deviation
                * pair.parts(
                  sign * means[l] / deviation, otherSign * means[m] / deviation,
                  sign: -sign * otherSign)
              right.cross[right.crossIndex(part, l, other, m)] +=
                weight * sign * otherSign * product
            }
          }
        }
      }
      #expect(moments.cross == right.cross && right.cross.contains { $0 != 0 })
      // The planted error, levels in the place of others: the comparison sees it.
      if held.count > 1 { #expect(moments.cross != Array(right.cross.reversed())) }
    }
    #expect(BivariateNormal(groupSize: 2) == nil)
  }

  /// A+ - A- = A: the parts of the advantage add up to the law that no clip splits.
  @Test(arguments: [AdvantageKind.mean, .leaveOneOut, .standardized])
  func `parts add up to the whole`(kind: AdvantageKind) throws {
    var random = RandomStream(seed: 4)
    for number in 0..<60 {
      let problem = LawCase(using: &random)
      let setting = try problem.setting(
        kind, .gaussian, ddof: number % 2, stabilizer: [0, 0.01, 1][number % 3])
      let parts = try problem.moments(
        ClippedGaussianLaw(
          levels: problem.levels, estimator: setting.advantage, sigma: problem.sigma,
          groupSize: problem.groupSize), parts: 2)
      let whole = try problem.moments(unclipped(problem, setting))
      let size = max(1, whole.diagonal.max()!)
      #expect(problem.distance(parts.merged, whole) <= 1e-10 * size, "\(problem)")
    }
  }

  private func unclipped(_ problem: LawCase, _ setting: Setting) -> any ConditionalLaw {
    let estimator = setting.advantage
    if estimator.isLinear {
      return LinearLaw(
        levels: problem.levels, kind: estimator.kind, variance: problem.sigma * problem.sigma,
        groupSize: problem.groupSize)
    }
    return StandardizedGaussianLaw(
      levels: problem.levels, groupSize: problem.groupSize, ddof: estimator.ddof,
      stabilizer: estimator.stabilizer, sigma: problem.sigma)
  }

  static let settings: [(AdvantageKind, NoiseFamily)] = [
    (.reinforce, .gaussian), (.reinforce, .uniform), (.reinforce, .laplace),
    (.reinforce, .studentT(degreesOfFreedom: 9)), (.mean, .gaussian), (.leaveOneOut, .gaussian),
    (.standardized, .gaussian),
  ]

  /// 200,000 groups each, seed 5, a clip active on both sides (ratios .5 to 1.6), |z| <= 5: second
  /// moments are known to about 1.5%, and the clip itself changes them by more, see below.
  @Test(arguments: settings, [2, 5])
  func `moments under an active clip agree with simulation`(
    setting: (AdvantageKind, NoiseFamily), groupSize: Int
  ) throws {
    let prompt = try Prompt(
      name: "off", policy: SoftmaxBandit(logits: [0.5, -0.2, 0.1, 0.4]), rewards: [0, 1, 0.4, 1],
      oldLogits: [0, 0.4, 0.3, -0.1])
    let free = try ProblemSet([Problem(prompt)])
    let set = try ProblemSet([Problem(prompt, surrogate: Surrogate(clipRange: .standard))])
    #expect(set.problems[0].isClipped)
    let point = try Setting(
      advantage: AdvantageEstimator(setting.0, ddof: 1, stabilizer: 0.01),
      dither: Dither(setting.1), sigma: 0.3, groupSize: groupSize)
    let exact = try ExactLaw.moments(set, setting: point)
    let gradient = try #require(exact.expectedGradient)
    let second = try #require(exact.secondMoment)
    let found = try Simulation(
      set, settings: [point], sampling: Sampling(groups: 200_000, seed: 5, threads: 2)
    ).run()[0].settings[0]
    for axis in gradient.indices {
      let unit = gradient.indices.map { $0 == axis ? 1.0 : 0 }
      let estimate = found.projection(on: unit)
      let z = ZScore(estimate, against: gradient[axis])
      #expect(z.agrees(), "\(z)")
    }
    let z = ZScore(found.secondMoment, against: second)
    #expect(z.agrees(), "\(z)")
    let unclipped = try #require(ExactLaw.moments(free, setting: point).secondMoment)
    #expect(ZScore(found.secondMoment, against: unclipped).differs())
  }

  @Test func `no exact value where none is known`() throws {
    let prompt = try Prompt(
      name: "off", policy: SoftmaxBandit(logits: [0.5, -0.2]), rewards: [0, 1], oldLogits: [0, 0.4])
    let set = try ProblemSet([Problem(prompt, surrogate: Surrogate(clipRange: .standard))])
    for (kind, dither) in [
      (AdvantageKind.mean, try Dither(.uniform)), (.standardized, try Dither(.laplace)),
      (.reinforce, try Dither(.laplace, components: [2, 1])),
    ] {
      let setting = try Setting(
        advantage: AdvantageEstimator(kind), dither: dither, sigma: 0.1, groupSize: 4)
      #expect(try ExactLaw.moments(set, setting: setting).expectedGradient == nil)
    }
  }
}
