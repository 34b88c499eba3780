import GRPO
import Policies
import Testing

@testable import Analysis

/// The gain is known to .02 of grad p; false negatives forgotten in the correction move it by .18.
struct VerifierNoiseTests {
  static let claim = ClaimCase.named("VerifierNoise")

  @Test func `verdicts are the expected ones`() throws { try Self.claim.expectVerdicts() }

  @Test(arguments: claim.refused)
  func `a planted error is refused`(_ error: PlantedError) throws {
    try Self.claim.expectRefusal(of: error)
  }

  /// G = 2: W0(q) = 2 q (1-q) / (2 q (1-q)) = 1, whatever q, so that J is left.
  @Test(arguments: VerifierNoise.rates)
  func `two completions keep J`(f: Double, e: Double) throws {
    let verifier = try ErringVerifier(falsePositive: f, falseNegative: e)
    #expect(abs(try VerifierNoise.gain(verifier, p: 0.3, groupSize: 2) - (1 - f - e)) < 1e-14)
  }

  /// E norm(g)^2 under a corrected verdict, against every group of arms and verdicts, G = 3.
  @Test(arguments: [AdvantageKind.reinforce, .mean, .leaveOneOut])
  func `the second moment by enumeration`(kind: AdvantageKind) throws {
    let problem = try ReferencePrompts.fiveArms()
    let verifier = try ErringVerifier(falsePositive: 0.1, falseNegative: 0.2, isCorrected: true)
    let variance = problem.rewards.map { reward in
      let rate = reward == 1 ? 0.2 : 0.1
      return rate * (1 - rate) / 0.49
    }
    let estimator = try AdvantageEstimator(kind)
    let seen = try problem.observed(through: .verifier(verifier))
    let all = EnumeratedGradient(seen, advantage: estimator, groupSize: 3).secondMoment
    let plain = EnumeratedGradient(problem, advantage: estimator, groupSize: 3).secondMoment
    let added = ChannelNoise.added(problem, kind, groupSize: 3, variance: variance)
    #expect(abs(all - plain - added) < 1e-14)
    // Noise that does not see the reward, of the same mean variance, adds something else.
    let mean = zip(problem.probabilities, variance).reduce(0) { $0 + $1.0 * $1.1 }
    let constant =
      AddedVariance.factor(kind, groupSize: 3) * mean
      * (1 - dot(problem.probabilities, problem.probabilities))
    #expect(abs(added - constant) > 1e-4)
  }

  /// A constant variance is the form of AddedVariance.
  @Test(arguments: [AdvantageKind.reinforce, .mean, .leaveOneOut], [2, 5])
  func `a constant variance adds what dither adds`(kind: AdvantageKind, groupSize: Int) throws {
    let problem = try ReferencePrompts.fiveArms()
    let added = ChannelNoise.added(
      problem, kind, groupSize: groupSize, variance: problem.rewards.map { _ in 0.3 })
    let trace = 1 - dot(problem.probabilities, problem.probabilities)
    let expected = AddedVariance.factor(kind, groupSize: groupSize) * 0.3 * trace
    #expect(abs(added - expected) < 1e-15)
  }
}
