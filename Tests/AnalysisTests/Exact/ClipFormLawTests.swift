import GRPO
import Policies
import RealModule
import TestSupport
import Testing

@testable import Analysis

/// Forms of the clip that do not ask for the sign of the advantage: their gradient is linear in it, so
/// that one law of the advantages serves, and unbiased noise on them stays unbiased.
struct ClipFormLawTests {
  /// Ratios .5 to 1.6 beside .8 to 1.2, on both sides.
  static func set(_ surrogate: Surrogate) throws -> ProblemSet {
    let prompt = try Prompt(
      name: "off", policy: SoftmaxBandit(logits: [0.5, -0.2, 0.1, 0.4]), rewards: [0, 1, 0.4, 1],
      oldLogits: [0, 0.4, 0.3, -0.1])
    return try ProblemSet([Problem(prompt, surrogate: surrogate)])
  }

  static func surrogate(_ form: ClipForm, dualClip: Double? = nil) throws -> Surrogate {
    try Surrogate(clipRange: .standard, clipForm: form, dualClip: dualClip)
  }

  static let divided: [(AdvantageKind, NoiseFamily)] = [
    (.standardized, .laplace), (.standardized, .uniform),
    (.standardized, .studentT(degreesOfFreedom: 9)), (.mean, .uniform), (.leaveOneOut, .laplace),
  ]

  /// G = 4, sigma .3; 100,000 groups, seed 5, |z| <= 5: first moments are known to about .2% of the root of
  /// E norm(g)^2. The law of the plain importance weights is refused by the same groups.
  @Test(arguments: divided, [ClipForm.cispo, .mask])
  func `one part has laws that two have not`(
    setting: (AdvantageKind, NoiseFamily), form: ClipForm
  ) throws {
    let point = try Setting(
      advantage: AdvantageEstimator(setting.0), dither: Dither(setting.1), sigma: 0.3, groupSize: 4)
    let ppo = try ExactLaw.moments(Self.set(Self.surrogate(.ppo)), setting: point)
    #expect(ppo.expectedGradient == nil)
    let set = try Self.set(Self.surrogate(form))
    #expect(!set.problems[0].isClipped)
    let exact = try ExactLaw.moments(set, setting: point)
    let gradient = try #require(exact.expectedGradient)
    let second = try #require(exact.secondMoment)
    let found = try Simulation(
      set, settings: [point], sampling: Sampling(groups: 100_000, seed: 5, threads: 2)
    ).run()[0].settings[0]
    for axis in gradient.indices {
      let unit = gradient.indices.map { $0 == axis ? 1.0 : 0 }
      let z = ZScore(found.projection(on: unit), against: gradient[axis])
      #expect(z.agrees(), "\(z)")
    }
    let z = ZScore(found.secondMoment, against: second)
    #expect(z.agrees(), "\(z)")
    let free = try ExactLaw.moments(Self.set(.policyGradient), setting: point)
    #expect(ZScore(found.secondMoment, against: try #require(free.secondMoment)).differs())
  }

  /// The corollary of ClipPenalty: E g does not move with sigma. Under ppo it moves by the gradient of the
  /// hinge, and a dual clip only caps that.
  @Test(arguments: [AdvantageKind.reinforce, .mean, .leaveOneOut])
  func `dither leaves the gradient of a linear advantage where no sign is asked for`(
    kind: AdvantageKind
  ) throws {
    func change(_ surrogate: Surrogate) throws -> Double {
      let set = try Self.set(surrogate)
      let gradients = try [0, 0.5].map { sigma in
        try #require(
          ExactLaw.moments(
            set,
            setting: Setting(
              advantage: AdvantageEstimator(kind), dither: Dither(.gaussian), sigma: sigma,
              groupSize: 4)
          ).expectedGradient)
      }
      return zip(gradients[0], gradients[1]).reduce(0) { max($0, abs($1.0 - $1.1)) }
    }
    #expect(try change(Self.surrogate(.cispo)) < 1e-15)
    #expect(try change(Self.surrogate(.mask)) < 1e-15)
    #expect(try change(Self.surrogate(.ppo)) > 1e-3)
    #expect(try change(Self.surrogate(.ppo, dualClip: 1.5)) > 1e-3)
  }

  @Test func `equal tables of both signs are kept once`() throws {
    for form in [ClipForm.cispo, .mask] {
      let problem = try Self.set(Self.surrogate(form)).problems[0]
      #expect(problem.negative == nil && problem.parts == 1)
    }
    // With every ratio below 1.8 a dual clip of 1.8 alone never acts.
    let idle = try Self.set(Surrogate(dualClip: 1.8)).problems[0]
    #expect(idle.negative == nil)
    #expect(try Self.set(Surrogate(dualClip: 1.2)).problems[0].negative != nil)
  }
}
