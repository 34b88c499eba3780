import GRPO
import Testing

@testable import Analysis

/// The change of E norm(g)^2 is known to .001, noise on the rewards adds .07 at any sigma.
struct AdvantageNoiseTests {
  static let claim = ClaimCase.named("AdvantageNoise")

  @Test func `verdicts are the expected ones`() throws { try Self.claim.expectVerdicts() }

  @Test(arguments: claim.refused)
  func `a planted error is refused`(_ error: PlantedError) throws {
    try Self.claim.expectRefusal(of: error)
  }

  /// All groups and all signs of two-valued noise, by plain loops, for advantages that divide.
  @Test func `the law is the sum over every group and every noise`() throws {
    let problem = try ReferencePrompts.gradedArms()
    let (size, sigma) = (3, 0.25)
    let estimator = try AdvantageEstimator(.standardized)
    let plain = EnumeratedGradient(problem, advantage: estimator, groupSize: size)
    var (square, gradient) = (0.0, [Double](repeating: 0, count: problem.parameterCount))
    forEachTuple(of: 4, length: size) { outcomes in
      let advantages = estimator.advantages(of: outcomes.map { problem.rewards[$0] })
      let probability = outcomes.reduce(1) { $0 * problem.probabilities[$1] }
      forEachTuple(of: 2, length: size) { signs in
        var g = [Double](repeating: 0, count: problem.parameterCount)
        for i in outcomes.indices {
          let noise = signs[i] == 0 ? sigma : -sigma
          add(
            problem.score(of: outcomes[i]), scale: (advantages[i] + noise) / Double(size), to: &g)
        }
        square += probability / 8 * dot(g, g)
        add(g, scale: probability / 8, to: &gradient)
      }
    }
    let added = AdvantageNoise.addedSquare(problem, groupSize: size, sigma: sigma)
    #expect(abs(square - plain.secondMoment - added) < 1e-14)
    for (noisy, quiet) in zip(gradient, plain.expected) { #expect(abs(noisy - quiet) < 1e-14) }
  }

  /// Signal to noise of the five arms at sigma .3: .416 on the advantages, .239 on the rewards; at .3 / S on
  /// the advantages .243.
  @Test func `signal to noise of the five arms`() throws {
    let problem = try ReferencePrompts.fiveArms()
    let set = try ProblemSet([problem])
    let ratio = { (sigma: Double, noise: Double) throws -> Double in
      let setting = try Setting.standardized(sigma: sigma, groupSize: 4)
      let law = try ExactLaw.moments(set, setting: setting)
      let gradient = try #require(law.expectedGradient)
      let signal = dot(gradient, gradient)
      let added = AdvantageNoise.addedSquare(problem, groupSize: 4, sigma: noise)
      return signal / (try #require(law.secondMoment) + added - signal)
    }
    let deviation = (problem.value * (1 - problem.value)).squareRoot()
    let found = [
      try ratio(0, 0), try ratio(0.03, 0), try ratio(0, 0.03 / deviation), try ratio(0.3, 0),
      try ratio(0, 0.3 / deviation), try ratio(0, 0.3),
    ]
    for (value, expected) in zip(found, [0.475, 0.294, 0.471, 0.239, 0.243, 0.416]) {
      #expect(abs(value - expected) < 5e-4, "\(found)")
    }
  }
}
