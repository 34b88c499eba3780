import GRPO
import GSL
import Testing

@testable import Analysis

/// The ratio is known to about 1%; the counter-examples exceed it by 20% and, with 16 times the groups,
/// by 2.6%.
struct SignalToNoiseTests {
  static let claim = ClaimCase.named("SignalToNoise")

  @Test func `verdicts are the expected ones`() throws { try Self.claim.expectVerdicts() }

  @Test(arguments: claim.refused)
  func `a planted error is refused`(_ error: PlantedError) throws {
    try Self.claim.expectRefusal(of: error)
  }

  /// Hoeffding's formula against all 4^G ordered groups.
  @Test(arguments: SignalToNoise.linear, [2, 3, 4, 5])
  func `closed form of linear advantages is that of enumeration`(
    kind: AdvantageKind, g: Int
  ) throws {
    let problem = try Examples.gradedArms()
    let closed = LinearSignal(problem, kind, groupSize: g).ratio(sigma: 0)
    let enumerated = EnumeratedGradient(
      problem, advantage: try AdvantageEstimator(kind), groupSize: g
    ).signalToNoise
    #expect(abs(closed - enumerated) < 1e-12 * enumerated)
  }

  /// Two arms of probability 1/2, rewards 0 and 1, s = +-(1/2, -1/2): by hand, with G = 2 and
  /// leave-one-out advantages g is (1/2, -1/2) in a mixed group, which half of them are, else 0:
  /// norm(E g)^2 = 1/8, E norm(g)^2 = 1/4, so the ratio is 1.
  @Test func `two completions by hand`() throws {
    let ratio = LinearSignal(try Examples.twoArms(p: 0.5), .leaveOneOut, groupSize: 2)
    #expect(abs(ratio.ratio(sigma: 0) - 1) < 1e-14)
    // tr F = 1/2, c = 1: the trace becomes 1/8 + .04 / 2.
    #expect(abs(ratio.ratio(sigma: 0.2) - 0.125 / 0.145) < 1e-14)
  }

  /// Exact ratios of the counter-examples, to the last printed digit.
  @Test(arguments: [
    ([0, 0, 0], [0, 0.02, 1], 0.0289, 1.36562, 1.64235),
    ([0.2, -0.7, 0.5], [0, 0.2, 1], 0.1, 3.09298, 3.17366),
  ])
  func `three levels have counter-examples`(
    logits: [Double], rewards: [Double], sigma: Double, raw: Double, dithered: Double
  ) throws {
    let problem = try Examples.bandit("three", logits: logits, rewards: rewards)
    for (value, expected) in [(0, raw), (sigma, dithered)] {
      let law = try ExactLaw.moments(
        ProblemSet([problem]), setting: .standardized(sigma: value, groupSize: 4))
      let signal = dot(law.expectedGradient!, law.expectedGradient!)
      #expect(abs(signal / (law.secondMoment! - signal) - expected) < 5.5e-6)
    }
  }

  /// The evidence for the conjecture: 2000 random bandits of two to six arms with two reward levels,
  /// groups of 2 to 16, by the closed forms of GradientGain and SecondMoment.
  @Test func `no counter-example among random binary bandits`() throws {
    var random = RandomStream(seed: 2506)
    for trial in 0..<2000 {
      let arms = 2 + trial % 5
      let logits = (0..<arms).map { _ in 2 * random.gaussian() }
      let right = 1 + random.index(below: arms - 1)
      let problem = try Examples.bandit(
        "random", logits: logits, rewards: (0..<arms).map { $0 < right ? 1 : 0 })
      let groupSize = 2 + random.index(below: 15)
      let raw = try Self.ratio(problem, groupSize, sigma: 0)
      for sigma in [0.01, 0.05, 0.2, 0.5, 2] {
        let ratio = try Self.ratio(problem, groupSize, sigma: sigma)
        #expect(ratio <= raw * (1 + 1e-10), "logits \(logits), \(right) right, G \(groupSize)")
      }
    }
  }

  private static func ratio(_ problem: Problem, _ groupSize: Int, sigma: Double) throws -> Double {
    let bandit = BinaryBandit(problem)
    let p = bandit.successProbability
    let gain = try GradientGain.gain(p: p, groupSize: groupSize, sigma: sigma) * p * (1 - p)
    let signal = gain * gain * bandit.squaredContrast
    return signal
      / (SecondMoment.expectation(bandit, groupSize: groupSize, sigma: sigma) - signal)
  }
}
