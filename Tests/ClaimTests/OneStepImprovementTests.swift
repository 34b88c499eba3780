import GRPO
import GSL
import Policies
import RealModule
import TestSupport
import Testing

@testable import Analysis

/// Slopes are known to .1-.2% of a gradient of length .3, curvatures to 1-2%: twice the noise, or a
/// factor G/(G-1), shows in either.
struct OneStepImprovementTests {
  static let claim = ClaimCase.named("OneStepImprovement")

  @Test func `verdicts are the expected ones`() throws { try Self.claim.expectVerdicts() }

  @Test(arguments: claim.refused)
  func `a planted error is refused`(_ error: PlantedError) throws {
    try Self.claim.expectRefusal(of: error)
  }

  private static func setting(
    _ kind: AdvantageKind, _ family: NoiseFamily, stabilizer: Double = 0, sigma: Double,
    groupSize: Int
  ) throws -> Setting {
    try Setting(
      advantage: AdvantageEstimator(kind, stabilizer: stabilizer), dither: Dither(family),
      sigma: sigma, groupSize: groupSize)
  }

  /// Two arms, p = 1/2, two completions, no noise: they differ with probability 1/2, and then
  /// A = +-1/2 (mean), g = (1/4)(e_1 - e_0). V(theta + eta g) = 1/(1 + exp(-eta/2)) for a start at
  /// theta = 0: slope 1/16, curvature 0, third derivative -1/64 of the half that moves.
  @Test func `two arms by hand`() throws {
    let problem = try ReferencePrompts.twoArms(p: 0.5)
    let setting = try Self.setting(.mean, .none, sigma: 0, groupSize: 2)
    let law = try #require(StepImprovement.exact(problem, [setting])[0])
    #expect(abs(law.slope - 1.0 / 16) < 1e-16)
    #expect(abs(law.curvature) < 1e-16)
    for rate in [0.1, 1] {
      let change = 0.5 * (1 / (1 + Double.exp(-rate / 2)) - 0.5)
      #expect(abs(EnumeratedStep.change(problem, setting, rate: rate) - change) < 1e-15)
      #expect(abs(law.value(rate: rate) - rate / 16) < 1e-16)
    }
  }

  /// Relative change of the improvement by noise +-.05 at eta = 1, enumerated by an independent program
  /// (NumPy, over all groups and signs): silent groups help where they are mostly right ones.
  @Test(arguments: [(0.3, -0.03115), (0.5, -0.00181), (0.7, 0.03419), (0.95, 0.46980)])
  func `dither on two right arms of four, by p`(p: Double, expected: Double) throws {
    let problem = try OneStepImprovement.twoRightArms(p: p)
    let setting = try Self.setting(.standardized, .rademacher, sigma: 0.05, groupSize: 3)
    let plain = EnumeratedStep.change(problem, try setting.undithered(), rate: 1)
    let change = EnumeratedStep.change(problem, setting, rate: 1) / plain - 1
    #expect(abs(change - expected) < 1e-5)
  }

  /// The law of second order rises by dither, the truth falls: .162521 to .163496, .173436 to .169811.
  @Test func `at a large step the law has the wrong sign`() throws {
    let problem = try ReferencePrompts.twoArms(p: 0.7)
    let setting = try Self.setting(.standardized, .rademacher, sigma: 0.3, groupSize: 3)
    let settings = [try setting.undithered(), setting]
    let laws = try StepImprovement.exact(problem, settings).map { try #require($0).value(rate: 3) }
    let truths = settings.map { EnumeratedStep.change(problem, $0, rate: 3) }
    for (found, expected) in zip(laws + truths, [0.162521, 0.163496, 0.173436, 0.169811]) {
      #expect(abs(found - expected) < 1e-6)
    }
  }

  /// Of all enumerable kinds, small steps and large: the truth is within the rest of the law, and where the
  /// law's change by noise exceeds both rests the truth changes the same way. The settings of two arms,
  /// p = .7, eta = 3 and 1, are among them, in which the law has the wrong sign.
  @Test func `the rest bounds what the law leaves out, and tells when a sign is certain`() throws {
    let problems = try [
      ReferencePrompts.twoArms(p: 0.7), ReferencePrompts.gradedArms(),
      OneStepImprovement.sureOfWrongArm(),
    ]
    var (largest, certain, wrong) = (0.0, 0, 0)
    for problem in problems {
      for kind in [AdvantageKind.standardized, .mean, .leaveOneOut] {
        for (rate, sigma) in [(0.02, 3.0), (0.1, 0.5), (1, 0.3), (3, 0.3), (20, 0.05)] {
          let dithered = try Self.setting(kind, .rademacher, sigma: sigma, groupSize: 3)
          let settings = [try dithered.undithered(), dithered]
          var sweep = Sweep(
            try ProblemSet([problem]), advantages: [dithered.advantage],
            dithers: [dithered.dither], sigmas: [sigma], groupSize: 3)
          sweep.learningRate = rate
          let rows = try sweep.run(Sampling(groups: 0, seed: 1))
          try #require(rows.count == 2)
          let laws = try rows.map { try #require($0.improvement) }
          let rests = try rows.map { try #require($0.improvementRest) }
          let truths = settings.map { EnumeratedStep.change(problem, $0, rate: rate) }
          for ((law, rest), truth) in zip(zip(laws, rests), truths) {
            #expect(abs(truth - law) <= rest, "\(problem.name), \(dithered), eta \(rate)")
            largest = max(largest, abs(truth - law) / rest)
          }
          let change = laws[1] - laws[0]
          let isRight = change * (truths[1] - truths[0]) > 0
          wrong += isRight ? 0 : 1
          guard abs(change) > rests[0] + rests[1] else { continue }
          certain += 1
          #expect(isRight, "\(problem.name), \(dithered), eta \(rate)")
        }
      }
    }
    // Neither idle nor trivial.
    #expect(largest > 0.05 && certain > 3 && wrong > 3, "\(largest), \(certain), \(wrong)")
  }

  /// Continuous noise, r - mean: E norm(g)^3 over N = 20,000 groups (seed 5) is known to 3% and at most the
  /// bound; below a twentieth of it the bound would be idle.
  @Test(arguments: [NoiseFamily.gaussian, .laplace, .uniform, .studentT(degreesOfFreedom: 12)])
  func `the bound holds under noise without end`(family: NoiseFamily) throws {
    let problem = try ReferencePrompts.gradedArms()
    let setting = try Self.setting(.mean, family, sigma: 0.4, groupSize: 4)
    var random = RandomStream(seed: 5)
    var advantages = [Double](repeating: 0, count: 4)
    var noise = advantages
    var total = 0.0
    for _ in 0..<20_000 {
      let arms = (0..<4).map { _ in
        var rest = random.uniform()
        return problem.probabilities.firstIndex {
          rest -= $0; return rest < 0
        } ?? 0
      }
      setting.dither.fill(&noise, using: &random)
      setting.advantage.fill(
        &advantages, rewards: zip(arms, noise).map { problem.rewards[$0] + 0.4 * $1 })
      var g = problem.probabilities.map { _ in 0.0 }
      for (arm, a) in zip(arms, advantages) { g[arm] += a / 4 }
      total += Double.pow(dot(g, g), 1.5)
    }
    let energy = try #require(
      ExactLaw.moments(ProblemSet([problem]), setting: setting).secondMoment)
    let bound = try #require(
      StepRemainder.bound(problem, setting, secondMoment: energy, rate: 1))
    let found = StepRemainder.thirdDerivativeBound(problem.rewards) / 6 * total / 20_000
    #expect(found < bound && found > bound / 20, "\(family): \(found), \(bound)")
  }

  @Test func `no bound is claimed where none is known`() throws {
    let problem = try ReferencePrompts.gradedArms()
    for kind in [AdvantageKind.reinforce, .batchStandardized, .leaveOneOutStandardized] {
      let setting = try Self.setting(kind, .gaussian, sigma: 0.1, groupSize: 4)
      #expect(StepRemainder.bound(problem, setting, secondMoment: 1, rate: 1) == nil)
    }
    let heavy = try Self.setting(
      .mean, .studentT(degreesOfFreedom: 4), sigma: 0.1, groupSize: 4)
    #expect(StepRemainder.bound(problem, heavy, secondMoment: 1, rate: 1) == nil)
  }

  private static let cases: [(AdvantageKind, NoiseFamily, Double)] = [
    (.standardized, .none, 0), (.standardized, .rademacher, 0.3), (.mean, .rademacher, 0.5),
    (.leaveOneOut, .none, 0), (.reinforce, .rademacher, 0.2),
  ]

  /// All groups and noises summed: halving the step divides the rest by 8, to O(eta).
  @Test(arguments: cases)
  func `what is left over is of third order in the step`(
    kind: AdvantageKind, family: NoiseFamily, sigma: Double
  ) throws {
    for problem in [try ReferencePrompts.gradedArms(), try OneStepImprovement.sureOfWrongArm()] {
      let setting = try Self.setting(kind, family, sigma: sigma, groupSize: 3)
      let law = try #require(StepImprovement.exact(problem, [setting])[0])
      let slopes = Self.orders { rate in
        EnumeratedStep.change(problem, setting, rate: rate) - law.value(rate: rate)
      }
      // Orders at eta and eta/2: the first differs from 3 by O(eta), twice the second less the first
      // by O(eta^2), eta = .1.
      #expect(abs(2 * slopes[1] - slopes[0] - 3) < 0.02, "\(problem.name): \(slopes)")
    }
  }

  /// A negative control: with (E g)(E g)^T in place of E[g g^T] the rest is of second order.
  @Test func `forgetting the variance leaves a rest of second order`() throws {
    let problem = try ReferencePrompts.gradedArms()
    let setting = try Self.setting(.standardized, .rademacher, sigma: 0.3, groupSize: 3)
    let law = try #require(StepImprovement.exact(problem, [setting])[0])
    let mean = try #require(
      ExactLaw.moments(ProblemSet([problem]), setting: setting).expectedGradient)
    let hessian = problem.policy.valueHessian(of: problem.rewards)
    let curvature = mean.indices.reduce(0) { $0 + mean[$1] * dot(hessian[$1], mean) }
    let slopes = Self.orders { rate in
      EnumeratedStep.change(problem, setting, rate: rate)
        - rate * (law.slope + rate * curvature / 2)
    }
    #expect((2 * slopes[1] - slopes[0]).rounded() == 2, "\(slopes)")
  }

  /// log2 of the ratio of rests at .1 and .05, and at .05 and .025.
  private static func orders(_ rest: (Double) -> Double) -> [Double] {
    let rests = [0.1, 0.05, 0.025].map(rest)
    return zip(rests, rests.dropFirst()).map { Double.log($0 / $1) / Double.log(2) }
  }

  /// Third derivative along h, by central differences, for random bandits and directions.
  @Test func `the third derivative keeps its bound`() throws {
    var random = RandomStream(seed: 21)
    var largest = 0.0
    for _ in 0..<400 {
      let arms = 2 + random.index(below: 4)
      let rewards = (0..<arms).map { _ in random.uniform() }
      let direction = (0..<arms).map { _ in random.gaussian() }
      let length = dot(direction, direction).squareRoot()
      let logits = (0..<arms).map { _ in 2 * random.gaussian() }
      let value = { (t: Double) in
        try SoftmaxBandit(logits: zip(logits, direction).map { $0 + t * $1 / length })
          .value(of: rewards)
      }
      let h = 1e-3
      let third =
        (try value(2 * h) - 2 * value(h) + 2 * value(-h) - value(-2 * h)) / (2 * h * h * h)
      let ratio = abs(third) / StepRemainder.thirdDerivativeBound(rewards)
      #expect(ratio < 1)
      largest = max(largest, ratio)
    }
    #expect(largest > 0.05, "the bound is not idle: \(largest)")
  }

  /// SecondMoment's matrix through moments along pairs of directions, against the metric of Hess V.
  @Test func `curvatures of random problems agree with those by directions`() throws {
    var random = RandomStream(seed: 22)
    for _ in 0..<30 {
      let arms = 2 + random.index(below: 4)
      let problem = try ReferencePrompts.bandit(
        "random", logits: (0..<arms).map { _ in random.gaussian() },
        rewards: (0..<arms).map { _ in 0.5 * Double(random.index(below: 4)) })
      let kinds: [AdvantageKind] = [.standardized, .mean, .leaveOneOut, .reinforce]
      let setting = try Self.setting(
        kinds[random.index(below: 4)], .gaussian, sigma: random.uniform(),
        groupSize: 2 + random.index(below: 6))
      let law = try #require(StepImprovement.exact(problem, [setting])[0])
      let polarized = try PolarizedStep(problem, setting)
      #expect(abs(law.slope - polarized.slope) < 1e-14)
      #expect(abs(law.curvature - polarized.curvature) < 1e-13)
    }
  }

  @Test func `linear advantages gain by the trace of F Hess V`() throws {
    let problem = try ReferencePrompts.gradedArms()
    let trace = ExplorationDrift.trace(problem.probabilities, problem.rewards)
    for kind in [AdvantageKind.reinforce, .mean, .leaveOneOut] {
      let laws = try StepImprovement.exact(
        problem,
        [0, 0.7].map { try Self.setting(kind, .laplace, sigma: $0, groupSize: 5) }
      ).map { $0! }
      let gain = 0.49 * AddedVariance.factor(kind, groupSize: 5) * trace
      #expect(laws[0].slope == laws[1].slope)
      #expect(abs(laws[1].curvature - laws[0].curvature - gain) < 1e-15)
    }
  }

  @Test func `the best noise of linear advantages is none or the largest`() throws {
    let family = try Self.setting(.mean, .gaussian, sigma: 0, groupSize: 4)
    let best = { (p: Double) in
      try BestSigma(
        ReferencePrompts.twoArms(p: p), family: family, in: 1e-3...0.5, rate: 0.3)
    }
    let (low, high) = (try best(0.2), try best(0.8))
    let (below, above) = (try #require(low), try #require(high))
    #expect(above.sigma == 0 && above.improvement == above.undithered && !above.isAtEnd)
    #expect(abs(below.sigma - 0.5) < 1e-15 && below.isAtEnd)
    // (1/2) eta^2 c sigma^2 4 (p (1 - p))^2 (1 - 2 p), c = 3/16.
    let gain = 0.5 * 0.09 * (3.0 / 16) * 0.25 * 4 * 0.0256 * 0.6
    #expect(abs(below.improvement - below.undithered - gain) < 1e-15)
  }

  /// TRL's stabilizer holds silent groups back until sigma is some 1e-4; the loss of signal grows as
  /// sigma^2. Between them lies a maximum, here .3% above no noise, and its neighbours are below it.
  @Test func `standardized advantages with a stabilizer may have their best noise between`() throws
  {
    let problem = try OneStepImprovement.sureOfWrongArm()
    let family = try Self.setting(
      .standardized, .gaussian, stabilizer: 1e-4, sigma: 0, groupSize: 4)
    let found = try BestSigma(
      problem, family: family, in: 1e-6...1, rate: 1)
    let best = try #require(found)
    #expect(!best.isAtEnd && 1e-3 < best.sigma && best.sigma < 0.1)
    #expect(best.improvement > 1.002 * best.undithered)
    for factor in [0.5, 0.9, 1.1, 2] {
      let near = try StepImprovement.exact(problem, [family.with(sigma: factor * best.sigma)])[0]!
      #expect(near.value(rate: 1) < best.improvement)
    }
  }

  @Test func `small steps want no noise under standardized advantages`() throws {
    let family = try Self.setting(.standardized, .gaussian, sigma: 0, groupSize: 4)
    let found = try BestSigma(
      ReferencePrompts.fiveArms(), family: family, in: 1e-2...1, rate: 1e-3)
    let best = try #require(found)
    #expect(best.sigma == 0)
  }
}
