import Analysis
import GRPO
import Policies
import TestSupport
import Testing

@testable import Training

/// The mean of one step of SGD is the exact expected gradient times the rate.
///
/// 40,000 single steps of five arms, G = 4, sigma .5, seed 45, abs(z) <= 5. The component along each parameter is
/// known to .1/200 = 5e-4 of the rate or better; a doubled sigma moves E g by more than ten times that.
struct ExpectedStepTests {
  /// - Parameters:
  ///   - channel: between the rewards and the advantages of the run.
  ///   - known: what the law knows of it; as in the run where nil.
  private func largestDeviation(
    _ kind: AdvantageKind, planted: PlantedError? = nil, channel: RewardChannel? = nil,
    known: RewardChannel? = nil
  ) throws -> ZScore {
    let plain = try TrainingCases.fiveArms()
    let task = try channel.map { try plain.observed(through: $0) } ?? plain
    let recipe = try TrainingCases.recipe(kind, sigma: 0.5)
    let setting = try #require(
      recipe.setting(deviations: [0.5], promptCount: task.policy.promptCount))
    let problem = try Problem(TrainingCases.fiveArmPrompt())
    let set = try ProblemSet([
      (known ?? channel).map { try problem.observed(through: $0) } ?? problem
    ])
    let law = try ExactLaw.moments(set, setting: setting)
    let exact = try #require(law.expectedGradient)
    var trainer = Trainer(task, recipe: recipe, steps: 1, faults: Faults(planted))
    let count = 40_000
    var (sum, squares) = (exact.map { _ in 0.0 }, exact.map { _ in 0.0 })
    for run in 0..<count {
      trainer.restart()
      trainer.take(step: 0, run: run, seed: 45)
      for i in sum.indices {
        let step = (trainer.policy.parameters[i] - task.policy.parameters[i]) / 0.2
        sum[i] += step
        squares[i] += step * step
      }
    }
    let n = Double(count)
    return sum.indices.map { i in
      let mean = sum[i] / n
      return ZScore(
        mean, standardError: ((squares[i] / n - mean * mean) / (n - 1)).squareRoot(), count: count,
        against: exact[i])
    }.max { abs($0.value) < abs($1.value) }!
  }

  @Test(arguments: [AdvantageKind.reinforce, .mean, .leaveOneOut, .standardized])
  func `the mean step is the exact expected gradient`(kind: AdvantageKind) throws {
    let z = try largestDeviation(kind)
    #expect(z.agrees(), "\(z)")
  }

  @Test(arguments: [
    (AdvantageKind.standardized, PlantedError.sigmaDoubled), (.standardized, .noiseSharedInGroup),
    (.standardized, .noiseFollowsReward), (.mean, .noiseFollowsReward), (.mean, .baselineWrong),
    (.standardized, .ddofSwapped),
  ])
  func `a wrong step is refused`(kind: AdvantageKind, planted: PlantedError) throws {
    let z = try largestDeviation(kind, planted: planted)
    #expect(z.differs(), "\(z)")
  }

  /// Verifiers with J of .7 and of -.1, the first corrected too, and a grader with steps: E g by the law of a problem
  /// that is seen through the same channel.
  @Test(arguments: [AdvantageKind.mean, .standardized])
  func `a grader that errs moves the policy as its law says`(kind: AdvantageKind) throws {
    let channels: [RewardChannel] = [
      .verifier(try ErringVerifier(falsePositive: 0.1, falseNegative: 0.2)),
      .verifier(try ErringVerifier(falsePositive: 0.1, falseNegative: 0.2, isCorrected: true)),
      .verifier(try ErringVerifier(falsePositive: 0.4, falseNegative: 0.7)),
      .quantizer(try RewardQuantizer(step: 0.75, dither: .uniform)),
    ]
    for channel in channels {
      let z = try largestDeviation(kind, channel: channel)
      #expect(z.agrees(), "\(channel.text): \(z)")
    }
  }

  /// The law of a verifier with half the errors: J is .775 and not .55.
  @Test(arguments: [AdvantageKind.mean, .standardized])
  func `the law of another verifier is refused`(kind: AdvantageKind) throws {
    let verifier = { (f: Double, e: Double) in
      RewardChannel.verifier(try ErringVerifier(falsePositive: f, falseNegative: e))
    }
    let z = try largestDeviation(kind, channel: verifier(0.05, 0.4), known: verifier(0.025, 0.2))
    #expect(z.differs(), "\(z)")
  }
}
