import Analysis
import GRPO
import Policies
import RealModule
import Testing

/// The reference points the laws were first checked against, to their last printed digit.
struct ReferencePointTests {
  @Test(arguments: [
    (8, 1, 0.0289, 0.997145), (8, 1, 0.5, 0.575475), (8, 4, 0.3, 0.881858), (4, 2, 1, 0.483941),
    (16, 3, 0.289, 0.817231),
  ])
  func `shrinkage of a group with K correct`(g: Int, k: Int, sigma: Double, expected: Double) throws
  {
    let norm = (Double(k * (g - k)) / Double(g)).squareRoot()
    let kappa = try SphericalLaw.shrinkage(dimension: g - 1, lambda: norm / sigma)
    #expect(abs(kappa - expected) < 5e-7)
  }

  static let sigmas = [0, 0.0289, 0.1, 0.289, 0.5, 1]

  @Test(arguments: [
    (AdvantageKind.standardized, [0.116653, 0.187947, 0.187249, 0.183023, 0.180749, 0.182267]),
    (AdvantageKind.mean, [0.024002, 0.024117, 0.025385, 0.035553, 0.058577, 0.162304]),
  ])
  func `trace of the covariance on five arms`(kind: AdvantageKind, expected: [Double]) throws {
    let bandit = try SoftmaxBandit(logits: [-1, 0.3, 0.1, -0.4, 0.8])
    let prompt = try Prompt(name: "five", policy: bandit, rewards: [1, 0, 0, 1, 0])
    let set = try ProblemSet([Problem(prompt)])
    for (sigma, value) in zip(Self.sigmas, expected) {
      let setting = try Setting(
        advantage: AdvantageEstimator(kind), dither: Dither(.gaussian), sigma: sigma, groupSize: 4)
      let law = try ExactLaw.moments(set, setting: setting)
      let gradient = try #require(law.expectedGradient)
      let square = gradient.reduce(0) { $0 + $1 * $1 }
      #expect(abs(try #require(law.secondMoment) - square - value) < 5e-7, "sigma \(sigma)")
    }
  }

  @Test(arguments: [
    (0.05, [0.99741, 0.96985, 0.79939, 0.59946]), (0.5, [0.99855, 0.98298, 0.87530, 0.71320]),
  ])
  func `gain relative to no dither at G = 8`(p: Double, expected: [Double]) throws {
    let prompt = try Prompt(
      name: "p", policy: SoftmaxBandit(logits: [0, Double.log(p / (1 - p))]), rewards: [0, 1])
    let set = try ProblemSet([Problem(prompt)])
    let gain = { (sigma: Double) in
      let setting = try Setting(
        advantage: AdvantageEstimator(.standardized), dither: Dither(.gaussian), sigma: sigma,
        groupSize: 8)
      return try ExactLaw.moments(set, setting: setting).expectedGradient![1]
    }
    for (sigma, value) in zip([0.0289, 0.1, 0.289, 0.5], expected) {
      #expect(abs(try gain(sigma) / gain(0) - value) < 5e-6, "sigma \(sigma)")
    }
  }
}
